"""Initializers: the cases, each as Hone's files spell it, and the shapes of the weights."""

# A vector, matrices, kernels of every kind of convolution, one element.
SHAPES = [
    [7], [3, 5], [600, 90], [1, 1], [4, 3, 8], [3, 2, 4, 5], [5, 3, 40, 6], [3, 5, 6, 2],
    [1, 1, 12, 7], [2, 3, 4, 5, 6],
]
SMALL = [[7], [3, 5], [1, 1], [3, 2, 4, 5]]
# Identities, and rows or columns at right angles to each other, are matrices for Keras.
MATRICES = [[3, 3], [2, 5], [5, 2], [1, 1], [1, 4]]
KERNELS = [[6, 6], [7, 3], [3, 7], [4, 3, 8], [3, 3, 2, 4], [1, 2, 3, 5]]
# PyTorch's identity of a convolution.
DIRAC = [[3, 2, 2], [5, 3, 4], [3, 3, 2, 2], [1, 5, 4, 3], [3, 3, 1, 2, 2]]

PLAIN = ["glorotUniform", "glorotNormal", "heUniform", "heNormal", "lecunUniform", "lecunNormal"]

# name: (initializer, fields, shapes)
CASES = {
    "zeros": ("zeros", {}, SMALL),
    "ones": ("ones", {}, SMALL),
    "constant": ("constant", {"value": -0.375}, SMALL),
    "identity": ("identity", {}, MATRICES),
    "identity-gain": ("identity", {"gain": 0.5}, MATRICES),
    "orthogonal": ("orthogonal", {}, KERNELS),
    "orthogonal-gain": ("orthogonal", {"gain": 1.5}, KERNELS),
    "random-normal": ("randomNormal", {}, SHAPES[:3]),
    "random-normal-options": ("randomNormal", {"mean": -0.5, "stddev": 2.0}, SHAPES[:3]),
    "random-uniform": ("randomUniform", {}, SHAPES[:3]),
    "random-uniform-options": ("randomUniform", {"minval": -0.25, "maxval": 1.0}, SHAPES[:3]),
    "truncated-normal": ("truncatedNormal", {}, SHAPES[:3]),
    "truncated-normal-options": ("truncatedNormal", {"mean": 1.0, "stddev": 0.5}, SHAPES[:3]),
    **{name: (name, {}, SHAPES) for name in PLAIN},
    **{f"variance-scaling-{mode}-{distribution}": (
        "varianceScaling", {"scale": scale, "mode": mode, "distribution": distribution}, SHAPES)
       for mode, scale in [("fanIn", 0.5), ("fanOut", 2.0), ("fanAvg", 1.7)]
       for distribution in ["uniform", "truncatedNormal", "untruncatedNormal"]},
}

# What only PyTorch has.
SPARSE = {"sparse": (0.3, 0.01, [11, 4]), "sparse-wide": (0.75, 2.0, [5, 9])}
