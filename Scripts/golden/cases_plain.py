"""Cases of layers without time or attention: activations, shapes, normalization, poolings,
convolutions, merging. Both frameworks read this; `cases.py` takes them in."""

# Where piecewise functions have their kinks.
KINKS = [-6, -3, -2, -1, -0.75, -0.5, 0, 0.5, 0.75, 1, 1.5, 2, 3, 6]

# Kinks at which PyTorch's gradient, or that of its formula, is another: by Keras alone.
KERAS_ONLY = {f"{stem}-kinks" for stem in [
    "activation-hard-tanh", "activation-relu-all", "activation-relu-slope-max",
    "activation-relu-slope-threshold", "activation-selu", "prelu",
]}

# Factors on the inputs, which are normal otherwise.
SCALES = {}


def activation(name, **options):
    return {"layer": "Activation", "activation": {name: options} if options else name}


def activations():
    functions = {
        "relu-slope": activation("relu", negativeSlope=0.25),
        "relu-max": activation("relu", maxValue=1.5),
        "relu-threshold": activation("relu", threshold=0.75),
        "relu-slope-threshold": activation("relu", negativeSlope=0.25, threshold=0.75),
        "relu-slope-max": activation("relu", negativeSlope=0.25, maxValue=2.0),
        "relu-all": activation("relu", negativeSlope=0.1, maxValue=2.0, threshold=0.75),
        "relu6": activation("relu6"),
        "leaky-relu-03": activation("leakyRelu", negativeSlope=0.3),
        "elu-half": activation("elu", alpha=0.5),
        "celu": activation("celu"),
        "celu-half": activation("celu", alpha=0.5),
        "hard-sigmoid": activation("hardSigmoid"),
        "hard-silu": activation("hardSilu"),
        "hard-tanh": activation("hardTanh"),
        "hard-shrink": activation("hardShrink"),
        "hard-shrink-2": activation("hardShrink", threshold=2.0),
        "soft-shrink": activation("softShrink"),
        "soft-shrink-2": activation("softShrink", threshold=2.0),
        "sparse-plus": activation("sparsePlus"),
        "sparse-sigmoid": activation("sparseSigmoid"),
        "threshold": activation("threshold", threshold=0.75, defaultValue=-2.0),
    }
    smooth = {
        "tanh-shrink": activation("tanhShrink"),
        "squareplus": activation("squareplus"),
        "squareplus-narrow": activation("squareplus", b=0.1),
        "mish": activation("mish"),
        "softsign": activation("softsign"),
        "log-sigmoid": activation("logSigmoid"),
        "exponential": activation("exponential"),
    }
    cases = {}
    for stem, config in (functions | smooth).items():
        cases[f"activation-{stem}"] = (config, [5, 7])
        SCALES[f"activation-{stem}"] = 2
    for stem, config in functions.items():
        if "celu" in stem:
            continue  # smooth at 0, where Keras on TensorFlow gives the gradient 2
        cases[f"activation-{stem}-kinks"] = (config, [1, len(KINKS)])
    cases["activation-selu-kinks"] = (activation("selu"), [1, len(KINKS)])
    for stem in ["squareplus", "mish", "log-sigmoid", "softsign"]:
        cases[f"activation-{stem}-far"] = (smooth[stem], [3, 5])
        SCALES[f"activation-{stem}-far"] = 100
    cases |= {
        "activation-linear": (activation("linear"), [5, 7]),
        "activation-step": (activation("step"), [5, 7]),
        "activation-step-kinks": (activation("step", threshold=0.75), [1, len(KINKS)]),
        "activation-glu": (activation("glu"), [5, 6]),
        "activation-glu-axis1": (activation("glu", axis=1), [3, 4, 5]),
        "activation-softmax-axis1": (activation("softmax", axis=1), [3, 5, 2]),
        "activation-log-softmax-axis1": (activation("logSoftmax", axis=1), [3, 5, 2]),
        "activation-softmax-axes": (activation("softmax", axis=[1, 2]), [3, 5, 2, 3]),
        "softmax-axes": ({"layer": "Softmax", "axis": [1, 3]}, [3, 5, 2, 3]),
        "elu": ({"layer": "ELU", "alpha": 0.3}, [5, 7]),
        "relu-layer": (
            {"layer": "ReLU", "maxValue": 1.0, "negativeSlope": 0.3, "threshold": 0.25}, [5, 7]),
        "prelu": ({"layer": "PReLU", "sharedAxes": []}, [3, 4, 5]),
        "prelu-shared": ({"layer": "PReLU", "sharedAxes": [1, 2]}, [2, 5, 4, 3]),
        "prelu-one": ({"layer": "PReLU", "sharedAxes": [1]}, [5, 7]),
        "prelu-kinks": ({"layer": "PReLU", "sharedAxes": []}, [1, len(KINKS)]),
    }
    return cases


# What PyTorch alone has, and its files hold: name: (configuration, shape).
TORCH_ACTIVATIONS = {
    "activation-hard-tanh-bounds-torch": (
        activation("hardTanh", minValue=-0.5, maxValue=2.0), [5, 7]),
    "activation-softplus-beta-torch": (activation("softplus", beta=2.5), [5, 7]),
    "activation-softplus-flat-torch": (activation("softplus", beta=0.3), [5, 7]),
    "activation-softmin-torch": (activation("softmin"), [5, 7]),
    "activation-softmin-axis1-torch": (activation("softmin", axis=1), [3, 5, 2]),
}


def einsum(equation, outputShape, biasAxes=None, **options):
    return {
        "layer": "EinsumDense", "equation": equation, "outputShape": outputShape,
        "biasAxes": biasAxes, "activation": "linear",
    } | options


def einsums():
    return {
        "einsum-dense": (einsum("ab,bc->ac", 4, "c", activation="relu"), [5, 7]),
        "einsum-dense-sequence": (einsum("abc,cd->abd", [-1, 4], "d"), [2, 3, 5]),
        "einsum-dense-left": (einsum("...x,xy->...y", 4, "y", activation="tanh"), [2, 3, 5]),
        "einsum-dense-left-rank4": (einsum("...x,xy->...y", 3), [2, 3, 2, 5]),
        "einsum-dense-left-several": (einsum("...xy,xyz->...z", 4, "z"), [2, 3, 2, 5]),
        "einsum-dense-right": (einsum("ab...,bc->ac...", 4, "c"), [2, 5, 3]),
        "einsum-dense-heads": (einsum("abc,cde->abde", [-1, 2, 3], "de"), [2, 3, 5]),
        "einsum-dense-join": (einsum("abcd,cde->abe", [-1, 4], "e"), [2, 3, 2, 5]),
        "einsum-dense-each": (einsum("abc,bcd->abd", [3, 4], "bd"), [2, 3, 5]),
        "einsum-dense-turned": (einsum("abc,cd->adb", [4, -1], "d"), [2, 3, 5]),
        "einsum-dense-bias-step": (einsum("abc,cd->abd", [3, 4], "b"), [2, 3, 5]),
        "einsum-dense-summed": (einsum("abc,cd->ad", 4, "d"), [2, 3, 5]),
        "einsum-dense-outer": (einsum("ab,cd->abcd", [5, 2, 3]), [2, 5]),
    }


def margins(layer, key, stem, shapes):
    """Every way to write margins, for one, two and three axes."""
    values = {
        1: {"plain": 1, "both": [1, 2], "one-end": [0, 2]},
        2: {"plain": 1, "axes": [1, 2], "ends": [[1, 0], [0, 2]]},
        3: {"plain": 1, "axes": [1, 0, 2], "ends": [[1, 0], [0, 1], [0, 0]]},
    }
    return {f"{stem}{axes}d-{name}": ({"layer": f"{layer}{axes}D", key: value}, shapes[axes])
            for axes, ways in values.items() for name, value in ways.items()}


def shapes():
    return {
        **margins("ZeroPadding", "padding", "zero-padding",
                  {1: [2, 4, 3], 2: [2, 3, 4, 2], 3: [2, 2, 3, 4, 2]}),
        **margins("Cropping", "cropping", "cropping",
                  {1: [2, 7, 3], 2: [2, 5, 7, 2], 3: [2, 4, 3, 5, 2]}),
        "up-sampling1d": ({"layer": "UpSampling1D", "size": 3}, [2, 4, 3]),
        "up-sampling2d": ({"layer": "UpSampling2D", "size": [2, 3]}, [2, 3, 4, 3]),
        "up-sampling2d-bilinear": (
            {"layer": "UpSampling2D", "size": 2, "interpolation": "bilinear"}, [2, 3, 4, 3]),
        "up-sampling2d-bilinear-3x4": (
            {"layer": "UpSampling2D", "size": [3, 4], "interpolation": "bilinear"}, [2, 5, 1, 2]),
        **{f"up-sampling2d-{kind}-{name}": (
            {"layer": "UpSampling2D", "size": size, "interpolation": kind}, shape)
           for kind in ["bicubic", "lanczos3", "lanczos5"]
           for name, size, shape in [("2", 2, [2, 5, 4, 2]), ("2x4", [2, 4], [1, 7, 3, 1])]},
        "up-sampling3d": ({"layer": "UpSampling3D", "size": [2, 1, 3]}, [2, 3, 2, 2, 3]),
        "permute": ({"layer": "Permute", "dims": [2, 1]}, [2, 3, 4]),
        "permute-rank4": ({"layer": "Permute", "dims": [3, 1, 2]}, [2, 3, 4, 5]),
        "repeat-vector": ({"layer": "RepeatVector", "n": 3}, [2, 5]),
    }


def group_norm(**options):
    return {
        "layer": "GroupNormalization", "groups": 2, "axis": -1, "epsilon": 1e-3, "center": True,
        "scale": True,
    } | options


def normalizations():
    return {
        "group-normalization": (group_norm(), [3, 4, 5, 6]),
        "group-normalization-2d": (group_norm(groups=2, epsilon=1e-5), [5, 10]),
        "group-normalization-one": (group_norm(groups=1), [2, 5, 3]),
        "group-normalization-instance": (group_norm(groups=-1), [2, 3, 5, 3]),
        "group-normalization-axis1": (group_norm(axis=1), [2, 4, 5, 3]),
        "group-normalization-no-scale": (group_norm(scale=False), [3, 5, 4]),
        "group-normalization-no-center": (group_norm(center=False), [3, 5, 4]),
        "rms-normalization": ({"layer": "RMSNormalization", "axis": -1, "epsilon": 1e-6}, [4, 6]),
        "rms-normalization-axes": (
            {"layer": "RMSNormalization", "axis": [-2, -1], "epsilon": 0.1}, [2, 3, 4, 5]),
        "unit-normalization": ({"layer": "UnitNormalization", "axis": -1}, [4, 6]),
        "unit-normalization-axis1": ({"layer": "UnitNormalization", "axis": 1}, [2, 5, 3]),
        "unit-normalization-axes": ({"layer": "UnitNormalization", "axis": [1, 2]}, [2, 5, 3]),
    }


def maskings():
    """Inputs of which some steps hold the value that says that they don't count."""
    return {
        "masking": ({"layer": "Masking", "maskValue": 0.0}, [3, 5, 4]),
        "masking-value": ({"layer": "Masking", "maskValue": -1.5}, [2, 6, 1]),
    }


def pool3d(layer, stem):
    def pool(size, strides, padding):
        return {"layer": layer, "poolSize": size, "strides": strides, "padding": padding}
    return {
        f"{stem}-2": (pool([2, 2, 2], [2, 2, 2], "valid"), [2, 4, 5, 6, 2]),
        f"{stem}-3-stride2-same": (pool([3, 3, 3], [2, 2, 2], "same"), [2, 5, 4, 3, 2]),
        f"{stem}-1x2x3": (pool([1, 2, 3], [1, 1, 2], "valid"), [1, 3, 4, 7, 3]),
    }


def adaptive():
    cases = {}
    for kind in ["Average", "Max"]:
        for axes, pairs in {
            1: [(2, [2, 6, 3]), (3, [2, 7, 3]), (5, [2, 3, 2])],
            2: [([2, 3], [2, 4, 6, 3]), ([3, 2], [2, 7, 5, 3]), ([2, 4], [1, 6, 10, 2])],
            3: [([1, 2, 3], [2, 3, 4, 3, 2]), ([2, 2, 2], [1, 3, 4, 5, 2])],
        }.items():
            for size, shape in pairs:
                name = "x".join(str(n) for n in (size if axes > 1 else [size]))
                cases[f"adaptive-{kind.lower()}-pooling{axes}d-{name}"] = (
                    {"layer": f"Adaptive{kind}Pooling{axes}D", "outputSize": size}, shape)
    return cases


def conv(layer, size, axes, **options):
    def sizes(value):
        return value if axes == 1 else [value] * axes
    return {
        "layer": layer, "kernelSize": sizes(size), "strides": sizes(1), "padding": "valid",
        "dilationRate": sizes(1), "useBias": True, "activation": "linear",
    } | options


def conv3d(**options):
    return conv("Conv3D", 2, 3, filters=4, groups=1) | options


def transpose(axes, **options):
    return conv(f"Conv{axes}DTranspose", 3, axes, filters=4) | options


def convolutions():
    def depthwise(**options):
        return conv("DepthwiseConv1D", 3, 1, depthMultiplier=1) | options

    def separable(**options):
        return conv("SeparableConv1D", 3, 1, filters=4, depthMultiplier=1) | options
    return {
        "conv3d-valid": (conv3d(), [2, 3, 4, 3, 2]),
        "conv3d-same-relu": (conv3d(kernelSize=[3, 2, 3], padding="same", activation="relu"),
                             [2, 3, 4, 5, 2]),
        "conv3d-stride2-same": (conv3d(kernelSize=[3, 3, 3], strides=[2, 2, 2], padding="same"),
                                [1, 5, 4, 3, 2]),
        "conv3d-no-bias": (conv3d(kernelSize=[1, 2, 3], useBias=False), [1, 2, 3, 5, 3]),
        "conv1d-transpose-valid": (transpose(1), [2, 5, 3]),
        "conv1d-transpose-stride2-same": (
            transpose(1, strides=2, padding="same", activation="relu"), [2, 5, 3]),
        "conv1d-transpose-kernel4-stride2": (transpose(1, kernelSize=4, strides=2), [1, 4, 2]),
        "conv1d-transpose-kernel2-stride3": (
            transpose(1, kernelSize=2, strides=3, useBias=False), [2, 4, 3]),
        "conv1d-transpose-output-padding": (
            transpose(1, strides=3, padding="same", outputPadding=0), [2, 5, 3]),
        "conv3d-transpose-output-padding": (
            transpose(3, kernelSize=[2, 2, 2], strides=[1, 2, 2], outputPadding=[0, 1, 0]),
            [1, 2, 3, 2, 2]),
        "conv3d-transpose-valid": (transpose(3, kernelSize=[2, 2, 3]), [2, 2, 3, 2, 2]),
        "conv3d-transpose-stride2-same": (
            transpose(3, strides=[2, 2, 2], padding="same"), [1, 2, 3, 2, 2]),
        "depthwise-conv1d-valid": (depthwise(), [2, 7, 3]),
        "depthwise-conv1d-same-multiplier2": (
            depthwise(padding="same", depthMultiplier=2, activation="relu"), [2, 7, 3]),
        "depthwise-conv1d-stride2": (depthwise(strides=2, useBias=False), [2, 8, 3]),
        "depthwise-conv1d-dilation2": (depthwise(dilationRate=2), [2, 8, 2]),
        "separable-conv1d-valid": (separable(), [2, 7, 3]),
        "separable-conv1d-same-multiplier2": (
            separable(padding="same", depthMultiplier=2, activation="tanh"), [2, 7, 3]),
        "separable-conv1d-stride2": (separable(strides=2, useBias=False), [2, 8, 3]),
    }


def merging():
    cases = {name.lower(): ({"layer": name}, [[3, 4, 2]] * count) for name, count in {
        "Subtract": 2, "Multiply": 3, "Average": 3, "Maximum": 3, "Minimum": 3}.items()}

    def dot(axes, **options):
        return {"layer": "Dot", "axes": axes, "normalize": False} | options
    return cases | {
        "dot": (dot(1), [[3, 4], [3, 4]]),
        "dot-normalized": (dot(-1, normalize=True), [[3, 4], [3, 4]]),
        "dot-matrices": (dot([2, 2]), [[2, 3, 4], [2, 5, 4]]),
        "dot-axes": (dot([1, 2], normalize=True), [[2, 4, 3], [2, 5, 4]]),
        "dot-vector": (dot([1, 2]), [[2, 4], [2, 3, 4]]),
    }


PLAIN_LAYERS = {
    **activations(), **shapes(), **normalizations(), **maskings(),
    **pool3d("MaxPooling3D", "max-pooling3d"), **pool3d("AveragePooling3D", "average-pooling3d"),
    "global-average-pooling3d": ({"layer": "GlobalAveragePooling3D"}, [2, 3, 4, 2, 3]),
    "global-max-pooling3d": ({"layer": "GlobalMaxPooling3D"}, [2, 3, 4, 2, 3]),
    **adaptive(), **convolutions(), **merging(), **einsums(),
    "identity": ({"layer": "Identity"}, [3, 4]),
}
