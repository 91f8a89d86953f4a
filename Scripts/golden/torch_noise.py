"""Layers that draw at random, by PyTorch: must agree with Keras. See `keras_noise.py`."""

import numpy as np

import golden
import noise_cases as cases
from torch_setup import F, formula, source, tensor, torch

CHANNELS = {"SpatialDropout1D": F.dropout1d, "SpatialDropout2D": F.dropout2d,
            "SpatialDropout3D": F.dropout3d}


def dropout(x, config, training=True):
    kind, rate = config["layer"], config["rate"]
    if config.get("form") == "classic":
        formula()  # of its own dropout, which scales at once
        return F.dropout(x, rate, training) * (1 - rate)
    if kind == "Dropout":
        return F.dropout(x, rate, training)
    if kind == "AlphaDropout":
        return F.alpha_dropout(x, rate, training)
    return CHANNELS[kind](x.movedim(-1, 1), rate, training).movedim(1, -1)


def step(function, values, upstream):
    x = tensor(values)
    y = function(x)
    y.backward(torch.tensor(upstream, dtype=torch.float64))
    return y.detach().numpy(), x.grad.numpy()


def drops(tensors, config):
    """Both values of each element, told apart by which of Keras's two is nearer."""
    found = {key: np.full(tensors["input"].shape, np.nan) for key in (
        "kept", "dropped", "grad/kept", "grad/dropped")}
    while any(np.isnan(value).any() for value in found.values()):
        y, gradient = step(lambda x: dropout(x, config), tensors["input"], tensors["upstream"])
        lost = np.abs(y - tensors["dropped"]) < np.abs(y - tensors["kept"])
        for key, chosen in (("kept", ~lost), ("dropped", lost)):
            found[key][chosen] = y[chosen]
            found[f"grad/{key}"][chosen] = gradient[chosen]
    found["inference"] = dropout(tensor(tensors["input"]), config, False).detach().numpy()
    return found


def normals(tensors, config):
    formula()
    found = {}
    for z in (0, 1):
        def function(x, z=z):
            if config["layer"] == "GaussianNoise":
                return x + config["stddev"] * z
            return x * (1 + (config["rate"] / (1 - config["rate"])) ** 0.5 * z)
        found[f"at/{z}"], found[f"grad/at/{z}"] = step(
            function, tensors["input"], tensors["upstream"])
    return found


def penalties(tensors, config):
    formula()
    x = tensor(tensors["input"])
    value = (config.get("l1", 0) * x.abs().sum() + config.get("l2", 0) * (x * x).sum()) / len(x)
    value.backward()
    return {"penalty": value.detach().numpy(), "grad/input": x.grad.numpy()}


torch.manual_seed(1)
worst = 0.0
for table, function in [(cases.DROPS, drops), (cases.NORMALS, normals),
                        (cases.PENALTIES, penalties)]:
    for name in [*table, "dropout-classic"] if table is cases.DROPS else table:
        tensors, config = golden.read(f"noise/{name}")
        found = function(tensors, config)
        worst = max(worst, golden.agree(f"noise/{name}", found, tensors, by=source()))
print(f"noise: PyTorch agrees within {worst:.1e}")
