"""Initializers by Keras: values where they are certain, else the distribution that is drawn from.

Draws of two frameworks can't be compared, but what they are drawn from can: the scripts stand in for
the generator and note the bounds, or the mean and the deviation, that Keras asks it for.
"""

import numpy as np

import golden
import initializer_cases as cases
from keras_plain import options
from keras_setup import FRAMEWORK, keras, use
from keras.src.initializers import random_initializers  # after the setup

# The standard deviation of a standard normal that is cut at 2.
CUT = 0.879_625_661_034_239_78


class Generator:
    """Stands in for Keras's module of random numbers: notes what it is asked for."""

    def __init__(self, module):
        self.module, self.asked = module, None

    def __getattr__(self, name):
        return getattr(self.module, name)

    def uniform(self, shape, minval=0.0, maxval=1.0, **_):
        self.asked = ("uniform", {
            "low": minval, "high": maxval, "mean": (minval + maxval) / 2,
            "variance": (maxval - minval) ** 2 / 12})
        return np.zeros(shape)

    def normal(self, shape, mean=0.0, stddev=1.0, **_):
        self.asked = ("normal", {"mean": mean, "stddev": stddev, "variance": stddev**2})
        return np.zeros(shape)

    def truncated_normal(self, shape, mean=0.0, stddev=1.0, **_):
        self.asked = ("truncatedNormal", {
            "mean": mean, "stddev": stddev, "variance": (CUT * stddev) ** 2})
        return np.zeros(shape)


def initializer(kind, fields):
    names = {"fanIn": "fan_in", "fanOut": "fan_out", "fanAvg": "fan_avg",
             "truncatedNormal": "truncated_normal", "untruncatedNormal": "untruncated_normal"}
    given = {key: names.get(value, value) for key, value in options(fields).items()}
    return getattr(keras.initializers, kind[0].upper() + kind[1:])(**given)


def gram(matrix):
    """The products of the shorter side's vectors."""
    matrix = matrix.reshape(-1, matrix.shape[-1])
    return matrix.T @ matrix if matrix.shape[0] >= matrix.shape[1] else matrix @ matrix.T


def values(made, kind, shapes):
    tensors = {}
    for index, shape in enumerate(shapes):
        value = keras.ops.convert_to_numpy(made(shape, dtype="float64"))
        if kind == "orthogonal":
            tensors[f"gram/{index}"] = gram(value)
        else:
            tensors[f"value/{index}"] = value
    return tensors, {}


def distribution(made, shapes):
    """One number for each shape."""
    module = random_initializers.random
    generator = Generator(module)
    random_initializers.random = generator
    found = {}
    for shape in shapes:
        made(shape)
        kind, numbers = generator.asked
        for key, number in numbers.items():
            found.setdefault(key, []).append(number)
    random_initializers.random = module
    return {key: np.array(numbers) for key, numbers in found.items()}, {"distribution": kind}


use("float64")
for name, (kind, fields, shapes) in cases.CASES.items():
    made = initializer(kind, fields)
    certain = kind in ("zeros", "ones", "constant", "identity", "orthogonal")
    tensors, told = values(made, kind, shapes) if certain else distribution(made, shapes)
    config = {"initializer": {kind: fields}, "shapes": shapes} | told
    golden.write(f"initializers/{name}", tensors, config, FRAMEWORK)
print(f"initializers: {len(cases.CASES)} cases")
