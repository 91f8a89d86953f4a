"""The cases: configurations in Hone's spelling, and shapes. Both frameworks read this."""

from cases_plain import PLAIN_LAYERS, einsum


def dense(**options):
    return {"layer": "Dense", "units": 4, "useBias": True, "activation": "linear"} | options


def conv(**options):
    return {
        "layer": "Conv2D", "filters": 4, "kernelSize": [3, 3], "strides": [1, 1],
        "padding": "valid", "dilationRate": [1, 1], "groups": 1, "useBias": True,
        "activation": "linear",
    } | options


def conv1d(**options):
    return {
        "layer": "Conv1D", "filters": 4, "kernelSize": 3, "strides": 1, "padding": "valid",
        "dilationRate": 1, "groups": 1, "useBias": True, "activation": "linear",
    } | options


def depthwise(**options):
    return {
        "layer": "DepthwiseConv2D", "kernelSize": [3, 3], "strides": [1, 1], "padding": "valid",
        "dilationRate": [1, 1], "depthMultiplier": 1, "useBias": True, "activation": "linear",
    } | options


def separable(**options):
    return depthwise() | {"layer": "SeparableConv2D", "filters": 4} | options


def transpose(**options):
    return {
        "layer": "Conv2DTranspose", "filters": 4, "kernelSize": [3, 3], "strides": [1, 1],
        "padding": "valid", "dilationRate": [1, 1], "useBias": True, "activation": "linear",
    } | options


def pool(layer, size, strides, padding):
    return {"layer": layer, "poolSize": size, "strides": strides, "padding": padding}


def norm(**options):
    return {
        "layer": "BatchNormalization", "axis": -1, "momentum": 0.99, "epsilon": 1e-3,
        "center": True, "scale": True, "training": True,
    } | options


def recurrent(layer, **options):
    own = {"resetAfter": True} if layer == "GRU" else {}
    return {
        "layer": layer, "units": 4, "activation": "tanh", "recurrentActivation": "sigmoid",
        "useBias": True, "returnSequences": False, "goBackwards": False,
    } | own | options


def recurrents(layer, stem):
    return {
        stem: (recurrent(layer), [3, 5, 2]),
        f"{stem}-one-step": (recurrent(layer, units=3), [2, 1, 6]),
        f"{stem}-sequences": (recurrent(layer, returnSequences=True), [3, 5, 2]),
        f"{stem}-backwards": (recurrent(layer, goBackwards=True), [3, 5, 2]),
        f"{stem}-backwards-sequences": (
            recurrent(layer, goBackwards=True, returnSequences=True), [1, 4, 3]),
        f"{stem}-no-bias": (recurrent(layer, useBias=False), [3, 5, 2]),
        f"{stem}-relu": (
            recurrent(layer, activation="relu", recurrentActivation="tanh"), [3, 4, 2]),
    }


def pools(layer, stem):
    return {
        f"{stem}-2": (pool(layer, [2, 2], [2, 2], "valid"), [2, 6, 4, 3]),
        f"{stem}-2-odd": (pool(layer, [2, 2], [2, 2], "valid"), [2, 7, 5, 3]),
        f"{stem}-2-odd-same": (pool(layer, [2, 2], [2, 2], "same"), [2, 7, 5, 3]),
        f"{stem}-3-stride1-same": (pool(layer, [3, 3], [1, 1], "same"), [2, 7, 5, 1]),
        f"{stem}-3-stride2": (pool(layer, [3, 3], [2, 2], "valid"), [2, 7, 5, 3]),
        f"{stem}-3-stride2-same": (pool(layer, [3, 3], [2, 2], "same"), [2, 8, 5, 3]),
        f"{stem}-2x3-stride1x2": (pool(layer, [2, 3], [1, 2], "valid"), [2, 7, 5, 3]),
        f"{stem}-2-stride3-same": (pool(layer, [2, 2], [3, 3], "same"), [2, 7, 5, 3]),
    }


def pools1d(layer, stem):
    return {
        f"{stem}-2-odd": (pool(layer, 2, 2, "valid"), [2, 7, 3]),
        f"{stem}-2-odd-same": (pool(layer, 2, 2, "same"), [2, 7, 3]),
        f"{stem}-3-stride2-same": (pool(layer, 3, 2, "same"), [2, 8, 3]),
        f"{stem}-3-stride1": (pool(layer, 3, 1, "valid"), [2, 7, 1]),
    }


def layer_norm(**options):
    return {
        "layer": "LayerNormalization", "axis": -1, "epsilon": 1e-3, "center": True, "scale": True,
    } | options


def activations():
    plain = ["relu", "sigmoid", "tanh", "softmax", "log_softmax", "elu", "selu", "softplus",
             "silu", "gelu", "gelu_tanh"]
    cases = {f"activation-{name.replace('_', '-')}":
             ({"layer": "Activation", "activation": name}, [5, 7]) for name in plain}
    cases["leaky-relu"] = ({"layer": "LeakyReLU", "negativeSlope": 0.01}, [5, 7])
    cases["softmax-axis1"] = ({"layer": "Softmax", "axis": 1}, [2, 4, 3])
    cases["softmax-large"] = ({"layer": "Softmax", "axis": -1}, [3, 6])
    return cases


def penalized(layer, **factors):
    """The layer with a penalty on its output, which the file's gradients include."""
    return layer | {"activityRegularizer": {"l1l2" if len(factors) == 2 else next(iter(factors)):
                                            factors}}


def activity():
    return {
        "dense-activity": (penalized(dense(activation="tanh"), l1=0.1, l2=0.2), [5, 7]),
        "dense-activity-l1": (penalized(dense(), l1=0.3), [2, 3, 4]),
        "conv1d-activity": (penalized(conv1d(), l2=0.1), [3, 8, 2]),
        "conv2d-activity": (
            penalized(conv(padding="same", activation="relu"), l1=0.1, l2=0.2), [3, 5, 4, 2]),
        "conv2d-transpose-activity": (penalized(transpose(), l2=0.1), [2, 3, 2, 2]),
        "depthwise-conv2d-activity": (penalized(depthwise(), l1=0.1), [3, 5, 4, 2]),
        "separable-conv2d-activity": (penalized(separable(), l2=0.1), [3, 5, 4, 2]),
        "einsum-dense-activity": (
            penalized(einsum("abc,cd->abd", [-1, 4], "d"), l1=0.1, l2=0.2), [3, 2, 5]),
        "embedding-activity": (
            penalized({"layer": "Embedding", "inputDim": 9, "outputDim": 4}, l2=0.2), [3, 5]),
        "lstm-activity": (penalized(recurrent("LSTM"), l1=0.1, l2=0.2), [3, 5, 2]),
        "gru-activity": (
            penalized(recurrent("GRU", returnSequences=True), l1=0.1, l2=0.2), [3, 4, 2]),
    }


# name: (configuration, input shape or list of input shapes)
LAYERS = {
    "dense": (dense(), [5, 7]),
    "dense-no-bias": (dense(useBias=False), [5, 7]),
    "dense-relu": (dense(activation="relu"), [5, 7]),
    "dense-sigmoid": (dense(activation="sigmoid"), [5, 7]),
    "dense-tanh": (dense(activation="tanh"), [5, 7]),
    "dense-softmax": (dense(activation="softmax"), [5, 7]),
    "dense-rank3": (dense(), [2, 3, 7]),
    "dense-batch1": (dense(units=1), [1, 7]),

    "conv2d-valid": (conv(), [2, 6, 6, 3]),
    "conv2d-same": (conv(padding="same"), [2, 6, 6, 3]),
    "conv2d-odd-valid": (conv(), [2, 7, 5, 3]),
    "conv2d-odd-same-relu": (conv(padding="same", activation="relu"), [2, 7, 5, 3]),
    "conv2d-no-bias": (conv(useBias=False, padding="same"), [2, 7, 5, 3]),
    "conv2d-1-channel": (conv(padding="same"), [2, 7, 5, 1]),
    "conv2d-stride2-valid": (conv(strides=[2, 2]), [2, 7, 5, 3]),
    "conv2d-stride2-same-odd": (conv(strides=[2, 2], padding="same"), [2, 7, 5, 3]),
    "conv2d-stride2-same-even": (conv(strides=[2, 2], padding="same"), [2, 6, 8, 3]),
    "conv2d-stride2x1-same": (conv(strides=[2, 1], padding="same"), [2, 7, 5, 3]),
    "conv2d-kernel2x3-same": (conv(kernelSize=[2, 3], padding="same"), [2, 7, 5, 3]),
    "conv2d-kernel5x1-valid": (conv(kernelSize=[5, 1]), [2, 7, 5, 3]),
    "conv2d-kernel1x1": (conv(kernelSize=[1, 1]), [2, 7, 5, 3]),
    "conv2d-kernel1x1-stride2": (conv(kernelSize=[1, 1], strides=[2, 2]), [2, 7, 5, 3]),
    "conv2d-dilation2-valid": (conv(dilationRate=[2, 2]), [2, 7, 5, 3]),
    "conv2d-dilation2-same": (conv(dilationRate=[2, 2], padding="same"), [2, 7, 5, 3]),
    "conv2d-groups2": (conv(groups=2, filters=6, padding="same"), [2, 7, 5, 4]),
    "conv2d-groups-depthwise": (conv(groups=3, filters=3), [2, 7, 5, 3]),
    "conv2d-batch1": (conv(padding="same"), [1, 7, 5, 3]),

    "conv1d-valid": (conv1d(), [2, 8, 3]),
    "conv1d-same-even": (conv1d(kernelSize=4, padding="same", activation="relu"), [2, 8, 3]),
    "conv1d-causal": (conv1d(padding="causal"), [2, 7, 3]),
    "conv1d-causal-dilation2": (conv1d(padding="causal", dilationRate=2), [2, 9, 3]),
    "conv1d-causal-stride2": (conv1d(padding="causal", strides=2), [2, 7, 3]),
    "conv1d-stride2-same": (conv1d(strides=2, padding="same"), [2, 8, 3]),
    "conv1d-dilation2": (conv1d(dilationRate=2, useBias=False), [2, 9, 3]),
    "conv1d-groups2": (conv1d(groups=2, filters=6), [2, 7, 4]),
    "conv1d-1-channel": (conv1d(kernelSize=5), [1, 9, 1]),

    "depthwise-conv2d-valid": (depthwise(), [2, 7, 5, 3]),
    "depthwise-conv2d-same-relu": (depthwise(padding="same", activation="relu"), [2, 7, 5, 3]),
    "depthwise-conv2d-multiplier2": (depthwise(depthMultiplier=2), [2, 7, 5, 3]),
    "depthwise-conv2d-stride2-same": (depthwise(strides=[2, 2], padding="same"), [2, 7, 5, 3]),
    "depthwise-conv2d-no-bias": (depthwise(kernelSize=[2, 3], useBias=False), [2, 7, 5, 3]),
    "separable-conv2d-valid": (separable(), [2, 7, 5, 3]),
    "separable-conv2d-multiplier2-same": (
        separable(depthMultiplier=2, padding="same", activation="tanh"), [2, 7, 5, 3]),
    "separable-conv2d-stride2": (separable(strides=[2, 2], useBias=False), [2, 7, 5, 3]),
    "conv2d-transpose-valid": (transpose(), [2, 4, 3, 3]),
    "conv2d-transpose-same": (transpose(padding="same", activation="relu"), [2, 4, 3, 3]),
    "conv2d-transpose-stride2-valid": (transpose(strides=[2, 2]), [2, 4, 3, 3]),
    "conv2d-transpose-stride2-same": (transpose(strides=[2, 2], padding="same"), [2, 4, 3, 3]),
    "conv2d-transpose-kernel4-stride2-same": (
        transpose(kernelSize=[4, 4], strides=[2, 2], padding="same"), [2, 4, 3, 3]),
    "conv2d-transpose-kernel2-stride3": (
        transpose(kernelSize=[2, 2], strides=[3, 3], useBias=False), [2, 4, 3, 3]),
    "conv2d-transpose-output-padding": (
        transpose(strides=[2, 3], outputPadding=[1, 0]), [2, 4, 3, 3]),
    "conv2d-transpose-output-padding-same": (
        transpose(strides=[2, 3], padding="same", outputPadding=[1, 2]), [2, 4, 3, 3]),
    "conv2d-transpose-output-padding-even": (
        transpose(kernelSize=[4, 2], strides=[2, 2], padding="same", outputPadding=[1, 1]),
        [2, 4, 3, 3]),

    **pools("MaxPooling2D", "max-pooling2d"),
    **pools("AveragePooling2D", "average-pooling2d"),
    **pools1d("MaxPooling1D", "max-pooling1d"),
    **pools1d("AveragePooling1D", "average-pooling1d"),
    "global-average-pooling1d": ({"layer": "GlobalAveragePooling1D"}, [2, 7, 3]),
    "global-max-pooling1d": ({"layer": "GlobalMaxPooling1D"}, [2, 7, 3]),
    "global-average-pooling2d": ({"layer": "GlobalAveragePooling2D"}, [2, 7, 5, 3]),
    "global-max-pooling2d": ({"layer": "GlobalMaxPooling2D"}, [2, 7, 5, 3]),

    "batch-normalization-2d": (norm(), [6, 4]),
    "batch-normalization-4d": (norm(), [3, 4, 5, 3]),
    "batch-normalization-axis1": (norm(axis=1), [3, 4, 5, 2]),
    "batch-normalization-no-scale": (norm(scale=False), [3, 4, 5, 3]),
    "batch-normalization-no-center": (norm(center=False), [3, 4, 5, 3]),
    "batch-normalization-2d-inference": (norm(training=False), [6, 4]),
    "batch-normalization-4d-inference": (norm(training=False), [3, 4, 5, 3]),

    "layer-normalization": (layer_norm(), [4, 6]),
    "layer-normalization-4d": (layer_norm(epsilon=1e-5), [2, 3, 4, 5]),
    "layer-normalization-axis1": (layer_norm(axis=1), [2, 5, 3]),
    "layer-normalization-axes12": (layer_norm(axis=[1, 2]), [3, 4, 2]),
    "layer-normalization-no-scale": (layer_norm(scale=False), [4, 6]),
    "layer-normalization-no-center": (layer_norm(center=False), [4, 6]),

    "embedding": ({"layer": "Embedding", "inputDim": 9, "outputDim": 4}, [3, 5]),
    "embedding-1d": ({"layer": "Embedding", "inputDim": 3, "outputDim": 2}, [7]),

    **recurrents("LSTM", "lstm"),
    **recurrents("GRU", "gru"),
    "gru-reset-before": (recurrent("GRU", resetAfter=False, returnSequences=True), [3, 5, 2]),
    "gru-reset-before-backwards": (
        recurrent("GRU", resetAfter=False, goBackwards=True), [3, 5, 2]),
    "gru-reset-before-softplus": (
        recurrent("GRU", resetAfter=False, activation="softplus"), [2, 3, 2]),

    **activations(),

    "add": ({"layer": "Add"}, [[3, 4, 2], [3, 4, 2], [3, 4, 2]]),
    "concatenate": ({"layer": "Concatenate", "axis": -1}, [[3, 2, 4], [3, 2, 1], [3, 2, 3]]),
    "concatenate-axis1": ({"layer": "Concatenate", "axis": 1}, [[3, 2, 4], [3, 5, 4]]),
    "flatten": ({"layer": "Flatten"}, [2, 3, 4, 2]),
    "reshape": ({"layer": "Reshape", "targetShape": [4, 6]}, [2, 3, 4, 2]),
    "reshape-inferred": ({"layer": "Reshape", "targetShape": [-1, 3]}, [2, 3, 4, 2]),

    **PLAIN_LAYERS,
    **activity(),
}

# PyTorch's batch normalization, under its own constants and its unbiased running variance.
# `momentum` is in Keras's sense (the share that is kept): PyTorch calls this one 0.1.
TORCH_LAYERS = {
    f"batch-normalization-{rank}{suffix}-torch": (
        norm(momentum=0.9, epsilon=1e-5, training=not suffix, convention="pytorch"), shape)
    for rank, shape in {"2d": [6, 4], "4d": [3, 4, 5, 3]}.items()
    for suffix in ["", "-inference"]
}

# name: (loss, from logits, prediction shape, how the targets and predictions are made)
SPARSE, CATEGORICAL = "SparseCategoricalCrossentropy", "CategoricalCrossentropy"
BINARY, SQUARED = "BinaryCrossentropy", "MeanSquaredError"
LOSSES = {
    "sparse-logits": (SPARSE, True, [6, 4], "plain"),
    "sparse-logits-column": (SPARSE, True, [6, 4], "column"),
    "sparse-logits-2d": (SPARSE, True, [3, 5, 4], "plain"),
    "sparse-logits-large": (SPARSE, True, [6, 4], "large"),
    "sparse-logits-batch1": (SPARSE, True, [1, 4], "plain"),
    "sparse-probabilities": (SPARSE, False, [6, 4], "plain"),
    "sparse-probabilities-2d": (SPARSE, False, [3, 5, 4], "plain"),
    "sparse-probabilities-unnormalized": (SPARSE, False, [6, 4], "unnormalized"),
    "sparse-probabilities-saturated": (SPARSE, False, [6, 4], "saturated"),
    "categorical-logits": (CATEGORICAL, True, [6, 4], "plain"),
    "categorical-logits-soft": (CATEGORICAL, True, [6, 4], "soft"),
    "categorical-logits-2d": (CATEGORICAL, True, [3, 5, 4], "plain"),
    "categorical-probabilities": (CATEGORICAL, False, [6, 4], "plain"),
    "categorical-probabilities-soft": (CATEGORICAL, False, [6, 4], "soft"),
    "categorical-probabilities-unnormalized": (CATEGORICAL, False, [6, 4], "unnormalized"),
    "categorical-probabilities-saturated": (CATEGORICAL, False, [6, 4], "saturated"),
    "binary-logits": (BINARY, True, [6], "plain"),
    "binary-logits-column": (BINARY, True, [6, 1], "plain"),
    "binary-logits-2d": (BINARY, True, [6, 3], "plain"),
    "binary-logits-soft": (BINARY, True, [6, 3], "soft"),
    "binary-logits-large": (BINARY, True, [6, 3], "large"),
    "binary-probabilities": (BINARY, False, [6], "plain"),
    "binary-probabilities-2d": (BINARY, False, [6, 3], "plain"),
    "binary-probabilities-saturated": (BINARY, False, [6, 3], "saturated"),
    "mean-squared-error": (SQUARED, None, [6], "plain"),
    "mean-squared-error-2d": (SQUARED, None, [6, 3], "plain"),
    "mean-squared-error-4d": (SQUARED, None, [2, 3, 4, 2], "plain"),
}

# name: (metric, shape of one sample's prediction); three batches of 5, 3 and 1 samples.
METRIC_BATCHES = [5, 3, 1]
METRICS = {
    "sparse-categorical-accuracy": ("SparseCategoricalAccuracy", [4]),
    "sparse-categorical-accuracy-2d": ("SparseCategoricalAccuracy", [3, 4]),
    "categorical-accuracy": ("CategoricalAccuracy", [4]),
    "binary-accuracy": ("BinaryAccuracy", []),
    "binary-accuracy-column": ("BinaryAccuracy", [1]),
    "binary-accuracy-2d": ("BinaryAccuracy", [3]),
}

# name: (optimizer, options); 10 steps, the rate falls at step 5 (steps count from 1).
RATES = [0.1] * 4 + [0.03] * 6
OPTIMIZERS = {
    "sgd": ("SGD", {"momentum": 0.0, "nesterov": False}),
    "sgd-momentum": ("SGD", {"momentum": 0.9, "nesterov": False}),
    "sgd-nesterov": ("SGD", {"momentum": 0.9, "nesterov": True}),
    "adam": ("Adam", {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}),
    "adam-epsilon-1e-3": ("Adam", {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-3}),
    "adam-betas": ("Adam", {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-7}),
}

# The models that are trained: (name, layer configuration) in order.
HEAD = [
    ("flatten", {"layer": "Flatten"}),
    ("hidden", dense(units=16, activation="relu")),
    ("logits", dense(units=5)),
]
HALVE = pool("MaxPooling2D", [2, 2], [2, 2], "valid")
RELU = {"layer": "Activation", "activation": "relu"}
NORM = {key: value for key, value in norm().items() if key != "training"}
MODELS = {
    "mlp": ([20], 4, [
        ("hidden1", dense(units=16, activation="relu")),
        ("hidden2", dense(units=8, activation="relu")),
        ("logits", dense(units=4)),
    ]),
    "cnn": ([8, 8, 3], 5, [
        ("conv1", conv(filters=8, padding="same", activation="relu")),
        ("pool1", HALVE),
        ("conv2", conv(filters=12, activation="relu")),
        *HEAD,
    ]),
    "cnn-bn": ([8, 8, 3], 5, [
        ("conv1", conv(filters=8, padding="same", useBias=False)),
        ("bn1", NORM),
        ("relu1", RELU),
        ("pool1", HALVE),
        ("conv2", conv(filters=12, useBias=False)),
        ("bn2", NORM),
        ("relu2", RELU),
        *HEAD,
    ]),
}
MODELS["rnn"] = ([6, 5], 4, [
    ("lstm", recurrent("LSTM", units=8, returnSequences=True)),
    ("gru", recurrent("GRU", units=6)),
    ("logits", dense(units=4)),
])
STEPS, SAVED_STEPS = 20, [1, 5, 20]
BATCH = {"mlp": 16, "cnn": 8, "cnn-bn": 8, "rnn": 8}
TRAINERS = {
    "sgd": ("SGD", 0.05, OPTIMIZERS["sgd"][1]),
    "sgd-momentum": ("SGD", 0.05, OPTIMIZERS["sgd-momentum"][1]),
    "adam": ("Adam", 1e-3, OPTIMIZERS["adam"][1]),
}
