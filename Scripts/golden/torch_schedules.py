"""Learning-rate schedules by PyTorch: must agree where it has the same, stored where only it has."""

import math

import numpy as np

import golden
import schedule_cases as cases
from torch_setup import formula, source, torch

L = torch.optim.lr_scheduler


def by_formula(optimizer, rate_of):
    """What PyTorch has no class for: the rate as a function of the update's number."""
    formula()
    for group in optimizer.param_groups:
        group["lr"] = group["initial_lr"] = 1.0
    return L.LambdaLR(optimizer, rate_of)


def polynomial(t, f):
    steps = f["steps"]
    if f.get("cycle"):
        steps *= max(math.ceil(t / steps), 1)
    share = 1 - min(t, steps) / steps
    end = f.get("end", 1e-4)
    return (f["initial"] - end) * share ** f.get("power", 1.0) + end


def restarts(t, f):
    """The period that holds the update, and how far it has come."""
    length, height, alpha = f["firstSteps"], f["initial"], f.get("alpha", 0.0)
    start = 0
    while t >= start + length:
        start, length = start + length, length * f.get("tMul", 2.0)
        height *= f.get("mMul", 1.0)
    cosine = (1 + math.cos(math.pi * (t - start) / length)) / 2
    return (height / f["initial"] * (1 - alpha) * cosine + alpha) * f["initial"]


def schedule(optimizer, config):
    """PyTorch's scheduler for a configuration in Hone's spelling, or the formula."""
    (kind, f), = config.items()
    rate = f.get("initial", f.get("low", 0.0))
    for group in optimizer.param_groups:
        group["lr"] = group["initial_lr"] = rate
    if kind == "constant":
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"] = f["learningRate"]
        return L.ConstantLR(optimizer, 1.0, cases.UPDATES)
    if kind == "exponentialDecay":
        if f.get("staircase"):
            return L.StepLR(optimizer, f["steps"], f["rate"])
        return L.ExponentialLR(optimizer, f["rate"] ** (1 / f["steps"]))
    if kind == "stepDecay":
        return L.StepLR(optimizer, f["steps"], f["factor"])
    if kind == "inverseTimeDecay":
        whole = math.floor if f.get("staircase") else float
        return by_formula(
            optimizer, lambda t: rate / (1 + f["rate"] * whole(t / f["steps"])))
    if kind == "piecewiseConstant":
        return by_formula(optimizer, lambda t: f["values"][
            sum(t > boundary for boundary in f["boundaries"])])
    if kind == "polynomialDecay":
        return by_formula(optimizer, lambda t: polynomial(t, f))
    if kind == "cosineDecay" and "warmup" in f:
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"] = f["warmupTarget"]
        lowest = f["alpha"] * f["warmupTarget"]
        return L.SequentialLR(optimizer, [
            L.LinearLR(optimizer, rate / f["warmupTarget"], 1.0, f["warmup"]),
            L.CosineAnnealingLR(optimizer, f["steps"], lowest)], [f["warmup"]])
    if kind == "cosineDecay":
        return L.CosineAnnealingLR(optimizer, f["steps"], f.get("alpha", 0.0) * rate)
    if kind == "cosineDecayRestarts" and f.get("mMul", 1.0) != 1:
        return by_formula(optimizer, lambda t: restarts(t, f))
    if kind == "cosineDecayRestarts":
        return L.CosineAnnealingWarmRestarts(
            optimizer, f["firstSteps"], int(f.get("tMul", 2.0)), rate * f.get("alpha", 0.0))
    if kind == "warmup":
        then = f["then"]["exponentialDecay"]
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"] = then["initial"]
        return L.SequentialLR(optimizer, [
            L.LinearLR(optimizer, f["start"], 1.0, f["steps"]),
            L.ExponentialLR(optimizer, then["rate"])], [f["steps"]])
    if kind == "sequence":
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"] = 0.1
        return L.SequentialLR(optimizer, [
            L.ConstantLR(optimizer, 1.0, 1), L.ExponentialLR(optimizer, 0.9),
            L.StepLR(optimizer, 10, 0.3)], f["boundaries"])
    if kind == "oneCycle":
        return L.OneCycleLR(
            optimizer, f["peak"], total_steps=f["steps"], pct_start=f.get("pctStart", 0.3),
            anneal_strategy=f.get("annealStrategy", "cosine")[:3].replace("lin", "linear"),
            div_factor=f.get("divFactor", 25.0), final_div_factor=f.get("finalDivFactor", 1e4),
            three_phase=f.get("threePhase", False), cycle_momentum=False)
    if kind == "noam":
        return by_formula(optimizer, lambda t: f["scale"] * f["units"] ** -0.5 * min(
            (t + 1) ** -0.5, (t + 1) * f["warmupSteps"] ** -1.5))
    if kind == "triangular":
        mode = {"expRange": "exp_range"}.get(f.get("mode"), f.get("mode", "triangular"))
        return L.CyclicLR(optimizer, f["low"], f["high"], f["stepsUp"], f.get("stepsDown"),
                          mode, f.get("gamma", 1.0), cycle_momentum=False)
    raise SystemExit(f"no {kind} here")


def last_update(config):
    """Where a schedule stops: PyTorch's cosine would rise again, Keras's stays at its end."""
    (kind, f), = config.items()
    return f["steps"] + f.get("warmup", 0) if kind == "cosineDecay" else cases.UPDATES - 1


def rates(config):
    weight = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([weight], 0.1)
    chosen, last = schedule(optimizer, config), last_update(config)
    found = []
    for update in range(cases.UPDATES):
        found.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        if update < last:
            chosen.step()
    return np.array(found)


def main():
    worst = 0.0
    for name, config in cases.CASES.items():
        tensors, _ = golden.read(f"schedules/{name}")
        found = {"rates": rates(config)}
        worst = max(worst, golden.agree(f"schedules/{name}", found, tensors, by=source()))
    for name, config in cases.TORCH_CASES.items():
        found = {"rates": rates(config)}
        golden.write(f"schedules/{name}-torch", found, {"schedule": config}, source())
    print(f"schedules: {len(cases.CASES)} agree within {worst:.1e}; "
          f"{len(cases.TORCH_CASES)} by PyTorch")


if __name__ == "__main__":
    main()
