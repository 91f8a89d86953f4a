"""Keras on TensorFlow, made repeatable: one thread, no oneDNN, float64."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras  # noqa: E402  the variables must be set first
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
tf.config.experimental.enable_op_determinism()
keras.utils.set_random_seed(0)

FRAMEWORK = f"Keras {keras.__version__} (TensorFlow {tf.__version__})"


def use(precision):
    """Makes everything built from here on compute in `precision`."""
    keras.config.set_floatx(precision)
    keras.config.set_dtype_policy(precision)


def layer(config, name=None):
    """The Keras layer for a configuration in Hone's spelling."""
    layers, kind = keras.layers, config["layer"]
    if kind == "Dense":
        return layers.Dense(config["units"], use_bias=config["useBias"],
                            activation=config["activation"], name=name)
    if kind == "Conv2D":
        return layers.Conv2D(
            config["filters"], config["kernelSize"], strides=config["strides"],
            padding=config["padding"], dilation_rate=config["dilationRate"],
            groups=config["groups"], use_bias=config["useBias"], activation=config["activation"],
            name=name)
    if kind == "Conv1D":
        return layers.Conv1D(
            config["filters"], config["kernelSize"], strides=config["strides"],
            padding=config["padding"], dilation_rate=config["dilationRate"],
            groups=config["groups"], use_bias=config["useBias"], activation=config["activation"],
            name=name)
    if kind == "Conv2DTranspose":
        return layers.Conv2DTranspose(
            config["filters"], config["kernelSize"], strides=config["strides"],
            padding=config["padding"], dilation_rate=config["dilationRate"],
            output_padding=config.get("outputPadding"), use_bias=config["useBias"],
            activation=config["activation"], name=name)
    if kind == "DepthwiseConv2D":
        return layers.DepthwiseConv2D(
            config["kernelSize"], strides=config["strides"], padding=config["padding"],
            depth_multiplier=config["depthMultiplier"], dilation_rate=config["dilationRate"],
            use_bias=config["useBias"], activation=config["activation"], name=name)
    if kind == "SeparableConv2D":
        return layers.SeparableConv2D(
            config["filters"], config["kernelSize"], strides=config["strides"],
            padding=config["padding"], depth_multiplier=config["depthMultiplier"],
            dilation_rate=config["dilationRate"], use_bias=config["useBias"],
            activation=config["activation"], name=name)
    if kind == "Embedding":
        return layers.Embedding(config["inputDim"], config["outputDim"], name=name)
    if kind == "LayerNormalization":
        return layers.LayerNormalization(
            axis=config["axis"], epsilon=config["epsilon"], center=config["center"],
            scale=config["scale"], name=name)
    if kind in ("MaxPooling1D", "AveragePooling1D", "MaxPooling2D", "AveragePooling2D"):
        return getattr(layers, kind)(pool_size=config["poolSize"], strides=config["strides"],
                                     padding=config["padding"], name=name)
    if kind == "BatchNormalization":
        return layers.BatchNormalization(
            axis=config["axis"], momentum=config["momentum"], epsilon=config["epsilon"],
            center=config["center"], scale=config["scale"], name=name)
    if kind in ("LSTM", "GRU"):
        own = {"reset_after": config["resetAfter"]} if kind == "GRU" else {}
        return getattr(layers, kind)(
            config["units"], activation=config["activation"],
            recurrent_activation=config["recurrentActivation"], use_bias=config["useBias"],
            return_sequences=config["returnSequences"], go_backwards=config["goBackwards"],
            name=name, **own)
    if kind == "Activation":
        if config["activation"] == "gelu_tanh":
            return layers.Activation(
                lambda x: keras.activations.gelu(x, approximate=True), name=name)
        return layers.Activation(config["activation"], name=name)
    if kind == "LeakyReLU":
        return layers.LeakyReLU(negative_slope=config["negativeSlope"], name=name)
    if kind in ("Softmax", "Concatenate"):
        return getattr(layers, kind)(axis=config["axis"], name=name)
    if kind == "Reshape":
        return layers.Reshape(config["targetShape"], name=name)
    return getattr(layers, kind)(name=name)


def exactly(optimizer):
    """The optimizer with its constants in float64. TensorFlow takes Python's numbers as float32,
    which would make 1 − β₂ᵗ wrong in its sixth digit."""
    for name, value in list(vars(optimizer).items()):
        if isinstance(value, float):
            setattr(optimizer, name, np.float64(value))
    return optimizer


def exact_variable(start, name):
    """A weight in float64."""
    return keras.Variable(np.asarray(start, np.float64), dtype="float64", name=name)


def optimizer(kind, options, rate):
    """The Keras optimizer for a configuration in Hone's spelling."""
    if kind == "SGD":
        return exactly(keras.optimizers.SGD(
            rate, momentum=options["momentum"], nesterov=options["nesterov"]))
    return exactly(keras.optimizers.Adam(
        rate, beta_1=options["beta1"], beta_2=options["beta2"], epsilon=options["epsilon"]))
