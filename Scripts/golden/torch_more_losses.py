"""The losses of `loss_cases.py` by PyTorch: its own function where it has one, else the formula."""

import golden
import loss_cases
from torch_setup import F, formula, source, tensor, torch


def distribution(p, options):
    if options.get("fromLogits"):
        return torch.softmax(p, -1)
    return p / p.sum(-1, keepdim=True)


def smooth(y, share, count):
    return y * (1 - share) + share / count


def categorical(p, y, options):
    """Cross-entropy of rows; `y` are indices or distributions."""
    logits = p if options.get("fromLogits") else torch.log(p / p.sum(-1, keepdim=True))
    rows = logits.reshape(-1, logits.shape[-1])
    y = y.reshape(-1) if y.ndim < p.ndim else y.reshape(rows.shape)
    if y.dtype != torch.float64:
        y = y.long()
    ignored = {"ignore_index": options["ignoreClass"]} if "ignoreClass" in options else {}
    return F.cross_entropy(rows, y, label_smoothing=options.get("labelSmoothing", 0), **ignored)


def binary(p, y, options):
    y = smooth(y, options.get("labelSmoothing", 0), 2)
    if options.get("fromLogits"):
        return F.binary_cross_entropy_with_logits(p, y)
    return F.binary_cross_entropy(p, y)


def binary_focal(p, y, options):
    y = smooth(y, options.get("labelSmoothing", 0), 2)
    if options["fromLogits"]:
        plain = F.binary_cross_entropy_with_logits(p, y, reduction="none")
        p = torch.sigmoid(p)
    else:
        plain = F.binary_cross_entropy(p, y, reduction="none")
    focal = (1 - (y * p + (1 - y) * (1 - p))) ** options["gamma"] * plain
    if options.get("applyClassBalancing"):
        focal = focal * (y * options["alpha"] + (1 - y) * (1 - options["alpha"]))
    return focal.mean()


def categorical_focal(p, y, options):
    y = smooth(y, options.get("labelSmoothing", 0), p.shape[-1])
    p = distribution(p, options)
    gamma, alpha = options.get("gamma", 2), options.get("alpha", 0.25)
    return -(alpha * (1 - p) ** gamma * y * torch.log(p)).sum(-1).mean()


def signed(y):
    return y if (y < 0).any() else 2 * y - 1


def categorical_hinge(p, y, options):
    wrong = torch.where(y > 0, torch.zeros_like(p), p).amax(-1)
    return F.relu(1 + wrong - (y * p).sum(-1)).mean()


def divergence(p, y, options):
    held = y.clamp(1e-7, 1)
    return F.kl_div(torch.log(p.clamp(1e-7, 1)), held, reduction="none").sum(-1).mean()


def overlap(p, y, options, value):
    axes = options.get("axes", list(range(p.ndim)))
    return 1 - value(lambda x: x.sum(axes)).mean()


def tversky(p, y, options):
    a, b = options.get("alpha", 0.5), options.get("beta", 0.5)
    return overlap(p, y, options, lambda sum: sum(p * y) / (
        sum(p * y) + a * sum(y * (1 - p)) + b * sum(p * (1 - y)) + 1e-7))


def triplet_semi_hard(p, y, options):
    d = ((p[:, None] - p[None]) ** 2).sum(-1)
    same = y[:, None] == y[None]
    infinity = torch.full_like(d, float("inf"))
    terms = []
    for a in range(len(y)):
        for b in range(len(y)):
            if a == b or not same[a, b]:
                continue
            farther = torch.where(~same[a] & (d[a] > d[a, b]), d[a], infinity[a]).min()
            farthest = torch.where(~same[a], d[a], -infinity[a]).max()
            chosen = farther if torch.isfinite(farther) else farthest
            terms.append(F.relu(d[a, b] - chosen + options["margin"]))
    return torch.stack(terms).mean()


def circle(p, y, options):
    gamma, m = options["gamma"], options["margin"]
    similarity = p @ p.T
    terms = []
    for a in range(len(y)):
        others = torch.arange(len(y)) != a
        s = similarity[a]
        positive, negative = s[(y == y[a]) & others], s[y != y[a]]
        if len(positive) == 0 or len(negative) == 0:
            continue
        near = torch.logsumexp(-gamma * F.relu(1 + m - positive) * (positive - (1 - m)), 0)
        far = torch.logsumexp(gamma * F.relu(negative + m) * (negative - m), 0)
        terms.append(F.softplus(near + far))
    return torch.stack(terms).mean()


def ctc(p, y, options):
    logs = torch.log_softmax(p, -1).transpose(0, 1)
    steps = torch.full([p.shape[0]], p.shape[1])
    lengths = (y != 0).sum(-1)
    return F.ctc_loss(logs, y.long(), steps, lengths, blank=0, reduction="none").mean()


LOSSES = {
    "CategoricalCrossentropy": categorical,
    "SparseCategoricalCrossentropy": categorical,
    "BinaryCrossentropy": binary,
    "BinaryFocalCrossentropy": binary_focal,
    "CategoricalFocalCrossentropy": categorical_focal,
    "Hinge": lambda p, y, o: F.relu(1 - signed(y) * p).mean(),
    "SquaredHinge": lambda p, y, o: (F.relu(1 - signed(y) * p) ** 2).mean(),
    "CategoricalHinge": categorical_hinge,
    "KLDivergence": divergence,
    "Poisson": lambda p, y, o: F.poisson_nll_loss(p, y, log_input=False, eps=1e-7),
    "MeanAbsoluteError": lambda p, y, o: F.l1_loss(p, y),
    "MeanAbsolutePercentageError": lambda p, y, o: (100 * ((y - p) / y).abs()).mean(),
    "MeanSquaredLogarithmicError": lambda p, y, o: F.mse_loss(
        torch.log1p(p.clamp(min=1e-7)), torch.log1p(y.clamp(min=1e-7))),
    "Huber": lambda p, y, o: F.huber_loss(p, y, delta=o.get("delta", 1.0)),
    "LogCosh": lambda p, y, o: (
        (p - y).abs() + torch.log1p(torch.expm1(-2 * (p - y).abs()) / 2)).mean(),
    "CosineSimilarity": lambda p, y, o: -F.cosine_similarity(p, y, dim=o.get("axis", -1)).mean(),
    "Quantile": lambda p, y, o: torch.maximum(
        o["quantile"] * (y - p), (o["quantile"] - 1) * (y - p)).mean(),
    "Dice": lambda p, y, o: overlap(
        p, y, o, lambda sum: 2 * sum(p * y) / (sum(p) + sum(y) + 1e-7)),
    "Tversky": tversky,
    "Contrastive": lambda p, y, o: (y * p**2 + (1 - y) * F.relu(o["margin"] - p) ** 2).mean(),
    "TripletMargin": lambda p, y, o: F.triplet_margin_loss(
        p[:, 0], p[:, 1], p[:, 2], margin=o["margin"]),
    "TripletSemiHard": triplet_semi_hard,
    "Circle": circle,
    "CTC": ctc,
}


# PyTorch has these by itself; the others are formulas.
OWN = {
    "CategoricalCrossentropy", "SparseCategoricalCrossentropy", "BinaryCrossentropy",
    "KLDivergence", "Poisson", "MeanAbsoluteError", "Huber", "CosineSimilarity", "TripletMargin",
    "CTC",
}


def each(base, p, y, options):
    """The unweighted loss of each sample."""
    if base == "MeanSquaredError":
        return ((p - y) ** 2).mean(-1)
    if base == "BinaryCrossentropy":
        return F.binary_cross_entropy_with_logits(p, y, reduction="none")[:, 0]
    return F.cross_entropy(p, y if y.ndim == 2 else y.long(), reduction="none")


def weighted(p, y, config, samples):
    (base, options), = config["of"].items()
    base = base[0].upper() + base[1:]
    table = config.get("classWeights")
    if base == "SparseCategoricalCrossentropy" and samples is None \
            and config["reduction"] == "meanWithSampleWeight":
        return F.cross_entropy(p, y.long(), weight=torch.tensor(table))
    formula()
    factors = torch.ones(len(p)) if samples is None else samples
    if table is not None:
        classes = y if y.ndim == 1 else (y[:, 0] if y.shape[1] == 1 else y.argmax(-1))
        factors = factors * torch.tensor(table)[classes.long()]
    total = (factors * each(base, p, y, options)).sum()
    return total / {"sumOverBatchSize": len(p), "sum": 1,
                    "meanWithSampleWeight": factors.sum()}[config["reduction"]]


def check(name):
    tensors, config = golden.read(f"losses/{name}")
    p = tensor(tensors["predictions"])
    y = torch.tensor(tensors["targets"])
    if y.is_floating_point():
        y = y.double()
    if config["loss"] == "Weighted":
        samples = tensors.get("sample_weights")
        value = weighted(p, y, config, None if samples is None else torch.tensor(samples).double())
    else:
        if config["loss"] not in OWN:
            formula()
        value = LOSSES[config["loss"]](p, y, config)
    value.backward()
    result = {"loss": value.detach().numpy(), "grad/predictions": p.grad.numpy()}
    return golden.agree(f"losses/{name}", result, tensors, by=source())


if __name__ == "__main__":
    worst = max(check(name) for name in [*loss_cases.LOSSES, *loss_cases.WEIGHTED])
    print(f"more losses: PyTorch agrees within {worst:.1e}")
