"""All metrics from their formulas over all samples at once, in float64."""

import cases
import golden
import metric_cases
from torch_more_losses import LOSSES
from torch_setup import FRAMEWORK, torch


def decisions(p, y, options):
    """(yes, wanted) as truth values: a row for each threshold."""
    if y.ndim < p.ndim:
        y = torch.nn.functional.one_hot(y.long(), p.shape[-1])
    thresholds = options.get("thresholds", 0.5 if "topK" not in options else -1.0)
    thresholds = thresholds if isinstance(thresholds, list) else [thresholds]
    yes = torch.stack([p > threshold for threshold in thresholds])
    if "topK" in options:
        chosen = torch.zeros_like(p, dtype=torch.bool)
        chosen.scatter_(-1, p.topk(options["topK"]).indices, True)
        yes = yes & chosen
    wanted = y != 0
    if "classId" in options:
        yes, wanted = yes[..., options["classId"]], wanted[..., options["classId"]]
    return yes.reshape(len(thresholds), -1), wanted.reshape(1, -1)


def ratio(a, b):
    return torch.where(b > 0, a / b.clamp(min=1e-300), torch.zeros_like(a))


def counts(p, y, options):
    yes, wanted = decisions(p, y, options)
    total = lambda x: x.sum(-1).double()
    return total(yes & wanted), total(yes & ~wanted), total(~yes & ~wanted), total(~yes & wanted)


def f_beta(p, y, options):
    beta = options.get("beta", 1.0)
    yes = p > options["threshold"] if "threshold" in options else p >= p.amax(-1, keepdim=True)
    yes, y = yes.double(), y.double()
    axes = [0, 1] if options["average"] == "micro" else [0]
    right, alarms, missed = (x.sum(axes) for x in (yes * y, yes * (1 - y), (1 - yes) * y))
    score = ratio((1 + beta**2) * right, (1 + beta**2) * right + beta**2 * missed + alarms)
    if options["average"] == "weighted":
        return (score * y.sum(0)).sum() / y.sum()
    return score if options["average"] == "none" else score.mean()


def curve(p, y, options, below):
    """Counts at evenly spaced thresholds, the first `below` 0."""
    count = options.get("numThresholds", 200)
    thresholds = torch.arange(count) / (count - 1)
    thresholds[0] -= below
    return counts(p, y, {"thresholds": [float(t) for t in thresholds]})


def auc(p, y, options):
    tp, fp, tn, fn = curve(p, y, options, 1e-7)
    method = options.get("summationMethod", "interpolation")
    if options.get("curve") == "pr":
        if method == "interpolation":
            all = tp + fp
            gained, more = tp[:-1] - tp[1:], all[:-1] - all[1:]
            slope = ratio(gained, more)
            intercept = tp[1:] - slope * all[1:]
            isBoth = (all[:-1] > 0) & (all[1:] > 0)
            quotient = torch.where(isBoth, all[:-1] / all[1:].clamp(min=1), torch.ones_like(slope))
            return (slope * (gained + intercept * torch.log(quotient)) / (tp + fn)[1:]).sum()
        x, h = ratio(tp, tp + fn), ratio(tp, tp + fp)
    else:
        x, h = ratio(fp, fp + tn), ratio(tp, tp + fn)
    height = {"interpolation": (h[:-1] + h[1:]) / 2, "minoring": torch.minimum(h[:-1], h[1:]),
              "majoring": torch.maximum(h[:-1], h[1:])}[method]
    return ((x[:-1] - x[1:]) * height).sum()


def best(constraint, wanted):
    def value(p, y, options):
        tp, fp, tn, fn = curve(p, y, options, 0)
        rates = {"recall": ratio(tp, tp + fn), "precision": ratio(tp, tp + fp),
                 "specificity": ratio(tn, tn + fp), "sensitivity": ratio(tp, tp + fn)}
        isEnough = rates[constraint] >= options[constraint]
        return torch.where(isEnough, rates[wanted], torch.zeros_like(tp)).max()
    return value


def matrix(p, y, options):
    if p.shape[-1] == 1:
        wanted, found = y.long().ravel(), (p > options.get("threshold", 0.5)).long().ravel()
    else:
        wanted = (y.argmax(-1) if y.ndim == p.ndim else y).long().ravel()
        found = p.argmax(-1).ravel()
    count = max(p.shape[-1], 2)
    return torch.bincount(wanted * count + found, minlength=count**2).reshape(count, count).double()


def overlap(m, classes=None):
    union = m.sum(0) + m.sum(1) - m.diag()
    known = [c for c in (classes or range(len(m))) if union[c] > 0]
    return sum(m[c, c] / union[c] for c in known) / len(known)


def mean_iou(p, y, options):
    m = matrix(p, y, options)
    if "ignoreClass" in options:
        m[options["ignoreClass"]] = 0
    return overlap(m)


def binary_iou(p, y, options):
    found = (p >= options.get("threshold", 0.5)).long().ravel()
    m = torch.bincount(y.long().ravel() * 2 + found, minlength=4).reshape(2, 2).double()
    return overlap(m, options.get("targetClassIds"))


def top_k(p, y, options):
    labels = y.argmax(-1) if y.ndim == p.ndim else y.long()
    k = min(options["k"], p.shape[-1])
    return (p.topk(k).indices == labels[..., None]).any(-1).double().mean()


def r2(p, y, options):
    error, total = ((p - y) ** 2).sum(0), ((y - y.mean(0)) ** 2).sum(0)
    scores = 1 - error / total
    kind = options.get("classAggregation", "uniformAverage")
    value = scores
    if kind == "varianceWeightedAverage":
        value = (scores * total).sum() / total.sum()
    elif kind == "uniformAverage":
        value = scores.mean()
    inputs, n = options.get("numRegressors", 0), y.numel()
    return 1 - (1 - value) * (n - 1) / (n - inputs - 1) if inputs else value


def class_accuracy(p, y, options):
    labels = y.argmax(-1) if y.ndim == p.ndim else y.long()
    return (p.argmax(-1) == labels).double().mean()


METRICS = {
    "SparseCategoricalAccuracy": class_accuracy, "CategoricalAccuracy": class_accuracy,
    "BinaryAccuracy": lambda p, y, o: ((p > o.get("threshold", 0.5)) == (y != 0)).double().mean(),
    "TopKCategoricalAccuracy": top_k, "SparseTopKCategoricalAccuracy": top_k,
    "Precision": lambda p, y, o: (lambda c: ratio(c[0], c[0] + c[1]))(counts(p, y, o)),
    "Recall": lambda p, y, o: (lambda c: ratio(c[0], c[0] + c[3]))(counts(p, y, o)),
    "TruePositives": lambda p, y, o: counts(p, y, o)[0],
    "FalsePositives": lambda p, y, o: counts(p, y, o)[1],
    "TrueNegatives": lambda p, y, o: counts(p, y, o)[2],
    "FalseNegatives": lambda p, y, o: counts(p, y, o)[3],
    "FBetaScore": f_beta, "F1Score": f_beta, "AUC": auc,
    "SensitivityAtSpecificity": best("specificity", "sensitivity"),
    "SpecificityAtSensitivity": best("sensitivity", "specificity"),
    "PrecisionAtRecall": best("recall", "precision"),
    "RecallAtPrecision": best("precision", "recall"),
    "ConfusionMatrix": matrix, "MeanIoU": mean_iou, "BinaryIoU": binary_iou,
    "RootMeanSquaredError": lambda p, y, o: ((p - y) ** 2).mean().sqrt(),
    "MeanSquaredError": lambda p, y, o: ((p - y) ** 2).mean(),
    "CosineSimilarity": lambda p, y, o: -LOSSES["CosineSimilarity"](p, y, o),
    "R2Score": r2,
}


def check(name):
    tensors, config = golden.read(f"metrics/{name}")
    metric = config["metric"]
    function = METRICS.get(metric) or LOSSES[metric]
    results, details, seen = [], {}, []
    for index in range(config["batches"]):
        seen.append((tensors[f"predictions/{index}"], tensors[f"targets/{index}"]))
        p, y = (torch.cat([torch.tensor(x[part]) for x in seen]) for part in (0, 1))
        if config.get("weighted"):  # as so many samples
            counts = torch.cat([torch.tensor(tensors[f"weights/{i}"]) for i in range(index + 1)])
            p, y = (x.repeat_interleave(counts.long(), 0) for x in (p, y))
        value = function(p.double(), y.double() if y.is_floating_point() else y, config)
        if value.ndim == 1 and len(value) == 1:
            value = value[0]
        if value.ndim:
            details[f"details/{index}"] = value.numpy()
            value = (value.diag().sum() / value.sum() if value.ndim == 2
                     else value.mean() if metric in ("FBetaScore", "R2Score") else value[0])
        results.append(float(value))
    return golden.agree(f"metrics/{name}", {"results": results} | details, tensors,
                        by=f"{FRAMEWORK}, by formula")


worst = max(check(name) for name in [
    *cases.METRICS, *metric_cases.METRICS, *metric_cases.WEIGHTED])
print(f"metrics: the formulas agree within {worst:.1e}")
