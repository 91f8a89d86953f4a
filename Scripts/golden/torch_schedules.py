"""Learning-rate schedules by PyTorch: must agree where it has the same, stored where only it has."""

import numpy as np

import golden
import schedule_cases as cases
from torch_setup import FRAMEWORK, torch

L = torch.optim.lr_scheduler


def schedule(optimizer, config):
    """PyTorch's scheduler for a configuration in Hone's spelling; None if it has none."""
    (kind, f), = config.items()
    rate = f.get("initial", f.get("low", 0.0))
    for group in optimizer.param_groups:
        group["lr"] = group["initial_lr"] = rate
    if kind == "exponentialDecay":
        if f.get("staircase"):
            return L.StepLR(optimizer, f["steps"], f["rate"])
        return L.ExponentialLR(optimizer, f["rate"] ** (1 / f["steps"]))
    if kind == "stepDecay":
        return L.StepLR(optimizer, f["steps"], f["factor"])
    if kind == "polynomialDecay" and not f.get("cycle") and f.get("end") == 0:
        return L.PolynomialLR(optimizer, f["steps"], f.get("power", 1.0))
    if kind == "cosineDecayRestarts" and f.get("mMul", 1.0) == 1:
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
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"] = f["scale"]
        return L.LambdaLR(optimizer, lambda t: f["units"] ** -0.5 * min(
            (t + 1) ** -0.5, (t + 1) * f["warmupSteps"] ** -1.5))
    if kind == "triangular":
        mode = {"expRange": "exp_range"}.get(f.get("mode"), f.get("mode", "triangular"))
        return L.CyclicLR(optimizer, f["low"], f["high"], f["stepsUp"], f.get("stepsDown"),
                          mode, f.get("gamma", 1.0), cycle_momentum=False)
    return None


def rates(config):
    weight = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([weight], 0.1)
    chosen = schedule(optimizer, config)
    if chosen is None:
        return None
    found = []
    for update in range(cases.UPDATES):
        found.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        if update + 1 < cases.UPDATES:
            chosen.step()
    return np.array(found)


def main():
    worst, checked = 0.0, 0
    for name, config in cases.CASES.items():
        found = rates(config)
        if found is None:
            continue
        tensors, _ = golden.read(f"schedules/{name}")
        worst = max(worst, golden.agree(name, {"rates": found}, tensors))
        checked += 1
    for name, config in cases.TORCH_CASES.items():
        golden.write(f"schedules/{name}-torch", {"rates": rates(config)}, {"schedule": config},
                     FRAMEWORK)
    print(f"schedules: {checked} agree within {worst:.1e}; {len(cases.TORCH_CASES)} by PyTorch")


if __name__ == "__main__":
    main()
