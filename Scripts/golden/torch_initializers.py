"""Initializers by PyTorch: must agree with Keras about what is drawn from; its own stored apart."""

import math

import numpy as np

import golden
import initializer_cases as cases
from torch_setup import FRAMEWORK, torch

I = torch.nn.init


class Noting(torch.Tensor):
    """A tensor that notes from what it is filled at random; see `keras_initializers.py`."""

    asked = None

    def uniform_(self, low=0.0, high=1.0, generator=None):
        Noting.asked = {"low": low, "high": high, "mean": (low + high) / 2,
                        "variance": (high - low) ** 2 / 12}
        return self

    def normal_(self, mean=0.0, std=1.0, generator=None):
        Noting.asked = {"mean": mean, "stddev": std, "variance": std**2}
        return self.fill_(mean)  # within all bounds


def noting(shape):
    return torch.empty(in_torch_layout(shape)).as_subclass(Noting)


def in_torch_layout(shape):
    """Keras's [sizes…, in, out] as PyTorch's [out, in, sizes…]."""
    return list(shape) if len(shape) < 2 else [shape[-1], shape[-2], *shape[:-2]]


def scaled(kind, fields, tensor):
    """PyTorch's names of what Keras calls variance scaling. It doesn't cut its normals."""
    uniform = "niform" in kind or fields.get("distribution") == "uniform"
    if kind.startswith("glorot") or fields.get("mode") == "fanAvg":
        fill = I.xavier_uniform_ if uniform else I.xavier_normal_
        return fill(tensor, math.sqrt(fields.get("scale", 1.0)))
    fill = I.kaiming_uniform_ if uniform else I.kaiming_normal_
    scale = {"h": 2.0, "l": 1.0}.get(kind[0], fields.get("scale"))
    # Its gain for a leaky ReLU of slope a is √(2 / (1 + a²)).
    fill(tensor, a=math.sqrt(2 / scale - 1), mode="fan_out" if fields.get("mode") == "fanOut"
         else "fan_in", nonlinearity="leaky_relu")


def distribution(kind, fields, shapes):
    """The numbers of each shape that PyTorch knows fans of."""
    found = {}
    for shape in shapes:
        tensor = noting(shape)
        mean, deviation = fields.get("mean", 0.0), fields.get("stddev", 0.05)
        if kind == "truncatedNormal":
            I.trunc_normal_(tensor, mean, deviation, mean - 2 * deviation, mean + 2 * deviation)
            left_out = {"variance"}  # before the cut
        elif kind == "randomNormal":
            I.normal_(tensor, mean, deviation)
            left_out = set()
        elif kind == "randomUniform":
            I.uniform_(tensor, fields.get("minval", -0.05), fields.get("maxval", 0.05))
            left_out = set()
        elif len(shape) > 1:
            scaled(kind, fields, tensor)
            left_out = {"stddev"}  # Keras's is wider, and cut
        else:
            continue
        for key, number in Noting.asked.items():
            if key not in left_out:
                found.setdefault(key, []).append(number)
    return {key: np.array(numbers) for key, numbers in found.items()}


def gram(value):
    """Of the vectors of the shorter side; PyTorch's rows are Keras's columns."""
    matrix = value.flatten(1)
    return (matrix @ matrix.T if matrix.shape[0] <= matrix.shape[1] else matrix.T @ matrix).numpy()


def values(kind, fields, shapes):
    found = {}
    for index, shape in enumerate(shapes):
        tensor = torch.empty(in_torch_layout(shape))
        if kind == "orthogonal":
            found[f"gram/{index}"] = gram(I.orthogonal_(tensor, fields.get("gain", 1.0)))
            continue
        if kind == "identity":
            value = I.eye_(tensor) * fields.get("gain", 1.0)
        else:
            {"zeros": I.zeros_, "ones": I.ones_,
             "constant": lambda t: I.constant_(t, fields["value"])}[kind](tensor)
            value = tensor
        found[f"value/{index}"] = in_keras_layout(value)
    return found


def in_keras_layout(value):
    return (value if value.dim() < 2 else value.permute(*range(2, value.dim()), 1, 0)).numpy()


def main():
    torch.manual_seed(0)
    worst = 0.0
    for name, (kind, fields, shapes) in cases.CASES.items():
        tensors, config = golden.read(f"initializers/{name}")
        if "distribution" in config:
            found = distribution(kind, fields, shapes)
            # PyTorch has no fans of vectors.
            known = [len(shape) > 1 or len(found["mean"]) == len(shapes) for shape in shapes]
            tensors = {key: value[known] for key, value in tensors.items()}
        else:
            found = values(kind, fields, shapes)
        worst = max(worst, golden.agree(f"initializers/{name}", found, tensors, by=FRAMEWORK))
    dirac = {f"value/{i}": in_keras_layout(I.dirac_(torch.empty(in_torch_layout(shape))))
             for i, shape in enumerate(cases.DIRAC)}
    golden.write("initializers/identity-torch", dirac,
                 {"initializer": {"identity": {}}, "shapes": cases.DIRAC}, FRAMEWORK)
    for name, (sparsity, deviation, shape) in cases.SPARSE.items():
        value = I.sparse_(torch.empty(shape), sparsity, deviation)
        golden.write(f"initializers/{name}-torch", {
            "zeros": (value == 0).sum(0).numpy().astype(np.int32), "mean": np.zeros(1),
            "stddev": np.array([deviation])},
            {"initializer": {"sparse": {"sparsity": sparsity, "stddev": deviation}},
             "shapes": [shape], "distribution": "normal"}, FRAMEWORK)
    print(f"initializers: PyTorch agrees within {worst:.1e}")


main()
