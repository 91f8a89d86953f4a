"""Optimizers by PyTorch: must agree where the formulas are the same, stored apart where not."""

import numpy as np

import cases
import golden
from torch_setup import FRAMEWORK, tensor, torch

SLOTS = {"momentum_buffer": "velocity", "exp_avg": "first_moment", "exp_avg_sq": "second_moment"}


def optimizer(kind, weights, rate, options):
    """PyTorch's optimizer for a configuration in Hone's spelling."""
    if kind == "SGD":
        return torch.optim.SGD(weights, rate, momentum=options["momentum"],
                               nesterov=options["nesterov"])
    return torch.optim.Adam(weights, rate, betas=(options["beta1"], options["beta2"]),
                            eps=options["epsilon"])


def like_keras(chosen, options, step):
    """Keras adds ε to √v before the bias correction: the same as ε/√(1 − β₂ᵗ) after it."""
    for group in chosen.param_groups:
        group["eps"] = options["epsilon"] / np.sqrt(1 - options["beta2"] ** step)


def set_rate(chosen, rate, keras):
    """Changes the rate. Keras's velocity contains it, so PyTorch's shall keep rate · velocity."""
    for group in chosen.param_groups:
        if keras and group["lr"] != rate:
            for weight in group["params"]:
                velocity = chosen.state[weight].get("momentum_buffer")
                if velocity is not None:
                    velocity *= group["lr"] / rate
        group["lr"] = rate


def run(kind, options, start, sequence, keras):
    weight = tensor(start)
    chosen = optimizer(kind, [weight], cases.RATES[0], options)
    after, slots = [], {}
    for step, (rate, gradient) in enumerate(zip(cases.RATES, sequence), start=1):
        set_rate(chosen, rate, keras)
        if keras and kind == "Adam":
            like_keras(chosen, options, step)
        weight.grad = torch.tensor(gradient, dtype=torch.float64)
        chosen.step()
        after.append(weight.detach().numpy().copy())
        for key, value in chosen.state[weight].items():
            if key in SLOTS and value is not None:
                value = value.numpy() * (-rate if keras and kind == "SGD" else 1)
                slots.setdefault(f"slots_after/{SLOTS[key]}", []).append(value.copy())
    return {"params_after": np.stack(after)} | {key: np.stack(v) for key, v in slots.items()}


def main():
    worst = 0.0
    for name, (kind, options) in cases.OPTIMIZERS.items():
        tensors, _ = golden.read(f"optimizers/{name}")
        start, sequence = tensors["params"], tensors["gradients"]
        result = run(kind, options, start, sequence, keras=True)
        worst = max(worst, golden.agree(f"optimizers/{name}", result, tensors, by=FRAMEWORK))
        if kind == "SGD" and not options["momentum"]:
            continue
        if kind == "Adam" and name == "adam":
            options = options | {"epsilon": 1e-8}
        stored = run(kind, options, start, sequence, keras=False)
        if kind == "SGD" and golden.error(stored["params_after"], result["params_after"]) < 1e-3:
            raise SystemExit(f"{name}: the two forms should differ once the rate has changed")
        config = {"optimizer": kind, "learningRates": cases.RATES, "convention": "pytorch"}
        golden.write(f"optimizers/{name}-torch",
                     {"params": start, "gradients": sequence} | stored, config | options, FRAMEWORK)
    print(f"optimizers: PyTorch agrees within {worst:.1e}")


if __name__ == "__main__":
    main()
