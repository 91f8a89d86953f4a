"""Optimizers with their options, by PyTorch, or by their papers' formulas where it has none."""

import math

import numpy as np

import golden
import update_cases as cases
from torch_optimizers import set_rate
from torch_setup import F, formula, source, torch

O = torch.optim


def keras_epsilon(f, step):
    """Keras's ε is added before the bias correction: the same as this one after it."""
    return f.get("epsilon", 1e-7) / math.sqrt(1 - f.get("beta2", 0.999) ** step)


def adam(kind, weights, f, keras):
    epsilon = keras_epsilon(f, 1) if keras else f["epsilon"]
    own = {"weight_decay": 0.0} if kind is O.AdamW and keras else {}
    if kind is O.AdamW and not keras:
        own = {"weight_decay": f["weightDecay"]}
    return kind(weights, 0.1, betas=(f.get("beta1", 0.9), f.get("beta2", 0.999)), eps=epsilon,
                amsgrad=f.get("amsgrad", False), **own)


def made(kind, weights, f, keras):
    """PyTorch's optimizer for fields in Hone's spelling; weight decay is applied by hand."""
    if kind == "sgd":
        return O.SGD(weights, 0.1, momentum=f.get("momentum", 0.0),
                     nesterov=f.get("nesterov", False))
    if kind == "adagrad":
        return O.Adagrad(weights, 0.1, eps=f["epsilon"],
                         initial_accumulator_value=f["initialAccumulatorValue"])
    if kind == "adadelta":
        return O.Adadelta(weights, 0.1, rho=f.get("rho", 0.95), eps=f.get("epsilon", 1e-7))
    if kind == "rmsprop":
        return O.RMSprop(weights, 0.1, alpha=f["rho"], eps=f["epsilon"],
                         momentum=f.get("momentum", 0.0), centered=f.get("centered", False))
    if kind in ("adam", "adamW"):
        return adam(O.Adam if kind == "adam" else O.AdamW, weights, f, keras)
    if kind == "adamax":
        return O.Adamax(weights, 0.1, eps=f["epsilon"])
    if kind == "nadam":
        return O.NAdam(weights, 0.1, betas=(f.get("beta1", 0.9), f.get("beta2", 0.999)),
                       eps=f.get("epsilon", 1e-7), momentum_decay=f.get("momentumDecay", 1.0))
    if kind == "adafactor":
        return O.Adafactor(weights, 0.1, eps=(f["epsilon1"], 1e-3))
    return Formula(kind, weights, f)



def by_adamw(f, path):
    """Whether Muon leaves a weight to AdamW."""
    return (len(cases.WEIGHTS[path]) != 2
            or ("embedding" in path and f.get("excludeEmbeddings", True))
            or any(name in path for name in f.get("excludeLayers", [])))


class Formula:
    """What PyTorch doesn't have, or has otherwise, written from the papers."""

    def __init__(self, kind, weights, f):
        formula()
        self.kind, self.weights, self.f, self.step_count = kind, weights, f, 0
        self.param_groups = [{"lr": 0.1}]
        self.state = {w: {} for w in weights}

    def step(self):
        self.step_count += 1
        for w in self.weights:
            with torch.no_grad():
                getattr(self, self.kind)(w, w.grad, self.state[w], self.param_groups[0]["lr"])

    def moments(self, g, s, first, second):
        s["m"] = first * s.get("m", 0 * g) + (1 - first) * g
        s["v"] = second * s.get("v", 0 * g) + (1 - second) * g * g
        t = self.step_count
        return s["m"] / (1 - first ** t), s["v"] / (1 - second ** t)

    def adagrad(self, w, g, s, lr):
        s["h"] = s.get("h", 0 * g + self.f.get("initialAccumulatorValue", 0.1)) + g * g
        w -= lr * g / torch.sqrt(s["h"] + self.f.get("epsilon", 1e-7))

    def rmsprop(self, w, g, s, lr):
        rho, eps = self.f.get("rho", 0.9), self.f.get("epsilon", 1e-7)
        s["v"] = rho * s.get("v", 0 * g) + (1 - rho) * g * g
        s["a"] = rho * s.get("a", 0 * g) + (1 - rho) * g
        spread = s["v"] - s["a"] ** 2 if self.f.get("centered") else s["v"]
        s["u"] = self.f.get("momentum", 0) * s.get("u", 0 * g) + lr * g / torch.sqrt(spread + eps)
        w -= s["u"]

    def adamax(self, w, g, s, lr):
        b1, b2 = self.f.get("beta1", 0.9), self.f.get("beta2", 0.999)
        s["m"] = b1 * s.get("m", 0 * g) + (1 - b1) * g
        s["u"] = torch.maximum(b2 * s.get("u", 0 * g), g.abs())
        w -= lr / (1 - b1 ** self.step_count) * s["m"] / (s["u"] + self.f.get("epsilon", 1e-7))

    def lion(self, w, g, s, lr):
        b1, b2 = self.f.get("beta1", 0.9), self.f.get("beta2", 0.99)
        m = s.get("m", 0 * g)
        w -= lr * torch.sign(b1 * m + (1 - b1) * g)
        s["m"] = b2 * m + (1 - b2) * g

    def lamb(self, w, g, s, lr):
        m, v = self.moments(g, s, self.f.get("beta1", 0.9), self.f.get("beta2", 0.999))
        u = m / (torch.sqrt(v) + self.f.get("epsilon", 1e-7))
        w -= lr * w.norm() / u.norm() * u

    def ftrl(self, w, g, s, lr):
        f = self.f
        p = -f.get("learningRatePower", -0.5)
        l1, l2 = f.get("l1RegularizationStrength", 0), f.get("l2RegularizationStrength", 0)
        n = s.get("n", 0 * g + f.get("initialAccumulatorValue", 0.1))
        s["n"] = n + g * g
        sigma = (s["n"] ** p - n ** p) / lr
        used = g + 2 * f.get("l2ShrinkageRegularizationStrength", 0) * w
        z = s["z"] = s.get("z", 0 * g) + used - sigma * w
        divisor = (s["n"] ** p + f.get("beta", 0)) / lr + 2 * l2
        w.copy_(torch.where(z.abs() <= l1, 0 * z, (torch.sign(z) * l1 - z) / divisor))

    def adafactor(self, w, g, s, lr):
        f, t = self.f, self.step_count
        beta = 1 - t ** f.get("beta2Decay", -0.8)
        squares = g * g + f.get("epsilon1", 1e-30)
        if g.dim() >= 2:
            s["r"] = beta * s.get("r", 0) + (1 - beta) * squares.mean(-1)
            s["c"] = beta * s.get("c", 0) + (1 - beta) * squares.mean(-2)
            v = (s["r"] / s["r"].mean(-1, keepdim=True))[..., None] * s["c"][..., None, :]
        else:
            v = s["v"] = beta * s.get("v", 0) + (1 - beta) * squares
        u = g / torch.sqrt(v)
        u = u / max(1.0, (u * u).mean().sqrt().item() / f.get("clipThreshold", 1.0))
        size = max(f.get("epsilon2", 1e-3), (w * w).mean().sqrt().item())
        w -= min(lr, t ** -0.5) * size * u

    def scheduleFreeAdamW(self, w, g, s, lr):
        f, t = self.f, self.step_count
        share = f.get("beta1", 0.9)
        lr *= min(t / f["warmupSteps"], 1) if f.get("warmupSteps") else 1
        # The average is kept, not found again from the weights as Keras does: decay moves both.
        if "z" not in s:
            s["z"] = s["kept"].clone()
        x = (w - (1 - share) * s["z"]) / share
        s["v"] = f.get("beta2", 0.999) * s.get("v", 0 * g) + (1 - f.get("beta2", 0.999)) * g * g
        corrected = s["v"] / (1 - f.get("beta2", 0.999) ** t)
        s["z"] = s["z"] - lr * g / (corrected.sqrt() + f.get("epsilon", 1e-8))
        x = x + (s["z"] - x) / t
        w.copy_((1 - share) * s["z"] + share * x)

    def muon(self, w, g, s, lr):
        f = self.f
        if by_adamw(f, self.paths[w]):
            m, v = self.moments(g, s, 0.9, 0.999)
            corrected = 1e-7 / math.sqrt(1 - 0.999 ** self.step_count)
            w -= lr * f.get("adamLrRatio", 1) * m / (v.sqrt() + corrected)
            return
        mu = f.get("momentum", 0.95)
        s["m"] = mu * s.get("m", 0 * g) + g
        x = g + mu * s["m"] if f.get("nesterov", True) else s["m"]
        # The iteration as a polynomial of the singular values.
        left, values, right = torch.linalg.svd(x / (x.norm() + 1e-7), full_matrices=False)
        for _ in range(f.get("nsSteps", 5)):
            values = 3.4445 * values - 4.7750 * values ** 3 + 2.0315 * values ** 5
        w -= lr * 0.2 * math.sqrt(max(w.shape)) * (left * values) @ right


# Where PyTorch's own formula is not Keras's, the formula above takes its place.
OTHERWISE = {"adagrad", "rmsprop", "adamax", "adafactor", "lion", "lamb", "ftrl",
             "scheduleFreeAdamW", "muon"}


def decay_of(kind, fields, path, keras):
    if kind == "muon":
        adamw = by_adamw(fields, path)
        return fields.get("adamWeightDecay" if adamw else "weightDecay", 0.004)
    if any(name in path for name in fields.get("excludeFromWeightDecay", [])):
        return 0.0
    if kind == "adamW" and not keras:
        return 0.0
    return fields.get("weightDecay", 0.004 if kind == "adamW" else 0.0)


def clip(weights, fields):
    if "clipValue" in fields:
        torch.nn.utils.clip_grad_value_(weights, fields["clipValue"])
    if "clipNorm" in fields:
        for w in weights:
            torch.nn.utils.clip_grad_norm_([w], fields["clipNorm"])
    if "globalClipNorm" in fields:
        torch.nn.utils.clip_grad_norm_(weights, fields["globalClipNorm"])


def constrained(w, limit):
    """A weight after a constraint; norms are those of the columns."""
    (kind, f), = limit.items()
    if kind == "nonNegative":
        return F.relu(w)
    if kind == "unitNorm":
        return F.normalize(w, dim=0)
    columns = w.reshape(w.shape[0], -1)
    if kind == "maxNorm":
        return torch.renorm(columns, 2, 1, f["maxValue"]).reshape(w.shape)
    formula()
    norms = columns.norm(dim=0)
    wanted = f["rate"] * norms.clamp(f["minValue"], f["maxValue"]) + (1 - f["rate"]) * norms
    return (columns * wanted / norms).reshape(w.shape)


class Averages:
    """Running averages of weights, by PyTorch's rule. Keras's begin with the first full update."""

    def __init__(self, fields):
        self.every = fields.get("gradientAccumulationSteps", 1)
        self.overwriting = fields.get("emaOverwriteFrequency")
        self.mix = O.swa_utils.get_ema_avg_fn(fields.get("emaMomentum", 0.99))
        self.values = {}

    def update(self, step, weights):
        updates = step // self.every
        with torch.no_grad():
            for path, w in weights.items():
                self.values[path] = w.clone() if updates == 0 else self.mix(
                    self.values[path], w, updates)
                if self.overwriting and (updates + 1) % self.overwriting == 0:
                    w.copy_(self.values[path])


def run(config, starts, gradients, keras, limit=None, decay=0.0):
    """The weights after each step, and the averages at the end."""
    (kind, fields), = config.items()
    weights = {path: torch.tensor(start.astype(np.float64), requires_grad=True)
               for path, start in starts.items()}
    listed = list(weights.values())
    chosen = Formula(kind, listed, fields) if keras and kind in OTHERWISE \
        else made(kind, listed, fields, keras)
    if isinstance(chosen, Formula):
        chosen.paths = {w: path for path, w in weights.items()}
        for w in listed:
            chosen.state[w]["kept"] = w.detach().clone()
    if decay:
        chosen.param_groups[0]["weight_decay"] = decay
    after, count = {path: [] for path in weights}, 0
    every = fields.get("gradientAccumulationSteps", 1)
    means = torch.nn.ParameterList(listed)
    swa = O.swa_utils.AveragedModel(means) if "swaStart" in fields else None
    averages = Averages(fields) if fields.get("useEma") else None
    for step, rate in enumerate(cases.RATES):
        set_rate(chosen, rate, keras and kind == "sgd")
        for path, w in weights.items():
            g = torch.tensor(gradients[path][step].astype(np.float64)) / every
            w.grad = g if step % every == 0 else w.grad + g
        if (step + 1) % every == 0:
            count += 1
            clip(listed, fields)
            with torch.no_grad():
                for path, w in weights.items():
                    w -= rate * decay_of(kind, fields, path, keras) * w
            if keras and kind in ("adam", "adamW"):
                for group in chosen.param_groups:
                    group["eps"] = keras_epsilon(fields, count)
            chosen.step()
        if averages:
            averages.update(step, weights)
        if limit:
            with torch.no_grad():
                for w in listed:
                    w.copy_(constrained(w, limit))
        for path, w in weights.items():
            after[path].append(w.detach().numpy().copy())
        since = step + 1 - fields.get("swaStart", 0)
        if swa and since >= 0 and since % fields.get("swaFrequency", 1) == 0:
            swa.update_parameters(means)
    result = {f"after/{path}": np.stack(values) for path, values in after.items()}
    if swa:
        for path, mean in zip(weights, swa.module):
            result[f"slots/{path}/average"] = mean.detach().numpy()
    if averages:
        for path, mean in averages.values.items():
            result[f"slots/{path}/average"] = mean.detach().numpy()
    return result


def main():
    data, _ = golden.read("updates/data")
    starts = {path: data[f"start/{path}"] for path in cases.WEIGHTS}
    gradients = {path: data[f"gradients/{path}"] for path in cases.WEIGHTS}
    worst = 0.0
    for name, (config, limit) in cases.CASES.items():
        tensors, _ = golden.read(f"updates/{name}")
        result = run(config, starts, gradients, True, limit)
        worst = max(worst, golden.agree(f"updates/{name}", result, tensors, by=source()))
    for name, config in cases.TORCH_CASES.items():
        result = run(config, starts, gradients, keras=False)
        golden.write(f"updates/{name}-torch", result,
                     {"optimizer": config, "learningRates": cases.RATES}, source())
    for name, (config, decay) in cases.PENALIZED.items():
        result = run(config, starts, gradients, keras=False, decay=decay)
        golden.write(f"updates/{name}-torch", result, {
            "optimizer": config, "regularizer": {"l2": {"l2": decay / 2}},
            "learningRates": cases.RATES}, source())
    print(f"updates: {len(cases.CASES)} cases agree within {worst:.1e}; "
          f"{len(cases.TORCH_CASES)} by PyTorch")


if __name__ == "__main__":
    main()
