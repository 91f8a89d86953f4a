"""Layers: output, updated statistics and gradients, by Keras."""

import sys

import numpy as np

import cases
import golden
import keras_plain
from keras_plain import KINDS, changed, layer, snake
from keras_setup import FRAMEWORK, keras, tf, use

SCOPE = {
    "Dense": "dense", "Conv1D": "conv1d", "Conv2D": "conv2d",
    "Conv2DTranspose": "conv2d_transpose", "DepthwiseConv2D": "depthwise_conv2d",
    "SeparableConv2D": "separable_conv2d", "Embedding": "embedding",
    "BatchNormalization": "batch_normalization", "LayerNormalization": "layer_normalization",
    "LSTM": "lstm", "GRU": "gru",
} | {kind: snake(kind) for kind in KINDS}


def starting_values(weights, generator):
    """Sensible random values: scales near 1, variances positive, kernels small."""
    for weight in weights:
        values = golden.normal(generator, weight.shape, 0.5)
        if weight.name == "gamma":
            values = 1 + np.float32(0.4) * values
        if weight.name == "moving_variance":
            values = np.float32(0.5) + np.abs(values)
        weight.assign(values)


def inputs_for(name, config, shapes, generator):
    if config["layer"] == "Embedding":
        return [generator.integers(0, config["inputDim"], shape, dtype=np.int32)
                for shape in shapes]
    inputs = [golden.normal(generator, shape) for shape in shapes]
    if name == "activation-relu" or name == "leaky-relu":
        inputs[0][0, 0] = 0  # the gradient at exactly zero is part of the convention
    if name == "softmax-large":
        inputs[0] = inputs[0] * np.float32(100)
    return changed(name, inputs)


def penalty(config):
    """The Keras regularizer for a configuration in Hone's spelling."""
    (kind, factors), = config.items()
    return getattr(keras.regularizers, kind.upper())(**factors)


def case(name, config, shapes):
    generator = golden.random(name)
    shapes = shapes if isinstance(shapes[0], list) else [shapes]
    arrays = inputs_for(name, config, shapes, generator)
    precision = keras_plain.precision(config)
    use(precision)
    inputs = [tf.Variable(array, dtype="int32" if array.dtype == np.int32 else precision)
              for array in arrays]
    built = layer({key: value for key, value in config.items() if key != "activityRegularizer"})
    if "activityRegularizer" in config:
        built.activity_regularizer = penalty(config["activityRegularizer"])
    argument = inputs[0] if len(inputs) == 1 else inputs
    options = {"training": config["training"]} if "training" in config else {}
    built(argument)  # makes the weights
    starting_values(built.weights, generator)

    scope = SCOPE.get(config["layer"], "")
    tensors = {}
    for index, array in enumerate(arrays):
        tensors["input" if len(arrays) == 1 else f"input/{index}"] = array
    for weight in built.weights:
        tensors[f"params/{scope}/{weight.name}"] = weight.numpy()

    with tf.GradientTape() as tape:
        built._clear_losses()
        output = built(argument, **options)
        penalties = list(built.losses)
    upstream = golden.normal(generator, output.shape)
    trainable = built.trainable_variables
    gradients = tape.gradient(
        [output] + penalties, inputs + [weight.value for weight in trainable],
        output_gradients=[tf.constant(upstream, dtype=precision)]
        + [tf.ones_like(value) for value in penalties])
    tensors["output"], tensors["upstream"] = output.numpy(), upstream
    if penalties:
        tensors["penalty"] = sum(value.numpy() for value in penalties)
    for index in range(len(inputs)):
        key = "grad/input" if len(inputs) == 1 else f"grad/input/{index}"
        if gradients[index] is not None:  # whole numbers have none
            tensors[key] = gradients[index].numpy()
    for weight, gradient in zip(trainable, gradients[len(inputs):]):
        tensors[f"grad/{scope}/{weight.name}"] = tf.convert_to_tensor(gradient).numpy()
    if config.get("training"):
        for weight in built.non_trainable_variables:
            tensors[f"params_after/{scope}/{weight.name}"] = weight.numpy()
    golden.write(f"layers/{name}", tensors, config, FRAMEWORK, precision)


for name, (config, shapes) in cases.LAYERS.items():
    if name.startswith(tuple(sys.argv[1:] or [""])):  # names given: those that begin so
        case(name, config, shapes)
print(f"layers: {len(cases.LAYERS)} cases")
