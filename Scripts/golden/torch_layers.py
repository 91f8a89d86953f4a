"""Layers by PyTorch: must agree with Keras; its own batch normalization is stored apart."""

import cases
import golden
from cases_plain import KERAS_ONLY, TORCH_ACTIVATIONS
from torch_plain import forward
from torch_setup import FRAMEWORK, source, tensor, torch

STATISTICS = ("moving_mean", "moving_variance")


def compute(config, inputs, params, upstream):
    """Output, gradients and updated statistics, named as in the files."""
    arguments = {key: tensor(array) for key, array in inputs.items()}
    weights = {path.split("/")[-1]: tensor(array) for path, array in params.items()}
    paths = {path.split("/")[-1]: path for path in params}
    for key in STATISTICS:
        if key in weights:
            weights[key] = weights[key].detach()
    output = forward(config, list(arguments.values()), weights)
    total, result = (output * torch.tensor(upstream, dtype=torch.float64)).sum(), {}
    if "activityRegularizer" in config:
        penalty = activity_penalty(config["activityRegularizer"], output)
        total, result = total + penalty, {"penalty": penalty.detach().numpy()}
    total.backward()
    result |= {"output": output.detach().numpy()}
    result |= {f"grad/{key}": value.grad.numpy() for key, value in arguments.items()
               if value.requires_grad}
    for key, value in weights.items():
        if key not in STATISTICS:
            result[paths[key].replace("params", "grad", 1)] = value.grad.numpy()
        elif config["training"]:
            result[paths[key].replace("params", "params_after", 1)] = value.numpy()
    return result


def activity_penalty(config, output):
    (_, factors), = config.items()
    sums = factors.get("l1", 0) * output.abs().sum() + factors.get("l2", 0) * (output ** 2).sum()
    return sums / output.shape[0]


def split(tensors):
    inputs = {key: value for key, value in tensors.items() if key.split("/")[0] == "input"}
    params = {key: value for key, value in tensors.items() if key.startswith("params/")}
    return inputs, params


def check(name):
    tensors, config = golden.read(name)
    result = compute(config, *split(tensors), tensors["upstream"])
    if config["layer"] == "BatchNormalization" and config["training"]:
        # PyTorch's running variance is unbiased: n/(n−1) of the batch's. Take that out.
        count = tensors["input"].size / tensors["params/batch_normalization/moving_mean"].size
        key = "params_after/batch_normalization/moving_variance"
        kept = config["momentum"] * tensors["params/batch_normalization/moving_variance"]
        result[key] = kept + (result[key] - kept) * (count - 1) / count
    missing = [key for key in tensors if key.startswith(("output", "penalty", "grad", "params_after"))
               and key not in result]
    if missing:
        raise SystemExit(f"{name}: PyTorch has no {missing}")
    return golden.agree(name, result, tensors, by=source())


worst = max(check(name) for name in golden.names("layers/*")
            if name.removeprefix("layers/") not in KERAS_ONLY)
for name, (config, shape) in cases.TORCH_LAYERS.items():
    same, _ = golden.read("layers/" + name.removesuffix("-torch").removesuffix("-inference"))
    inputs, params = split(same)
    stored = inputs | params | {"upstream": same["upstream"]}
    stored |= compute(config, inputs, params, same["upstream"])
    golden.write(f"layers/{name}", stored, config, FRAMEWORK)
for name, (config, shape) in TORCH_ACTIVATIONS.items():
    generator = golden.random(name)
    values = {"input": golden.normal(generator, shape, 2)}
    upstream = golden.normal(generator, shape)
    stored = values | {"upstream": upstream} | compute(config, values, {}, upstream)
    golden.write(f"layers/{name}", stored, config, FRAMEWORK)
print(f"layers: PyTorch agrees within {worst:.1e}")
