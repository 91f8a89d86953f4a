"""The layers of `cases_plain.py` as Keras has them: names in snake case are all that differs."""

import re

import numpy as np

import keras_setup
from cases_plain import KINKS, PLAIN_LAYERS, SCALES
from keras_setup import keras

KINDS = {config["layer"] for config, _ in PLAIN_LAYERS.values()} - {"Activation"}
# TensorFlow has these in float32 only.
FLOAT32 = {"MaxPooling3D", "AveragePooling3D", "AdaptiveMaxPooling3D", "AdaptiveAveragePooling3D"}


def precision(config):
    """What TensorFlow computes a layer in."""
    enlarged = config.get("interpolation") in ("bicubic", "lanczos3", "lanczos5")
    return "float32" if config["layer"] in FLOAT32 or enlarged else "float64"


def snake(name):
    """`negativeSlope` as `negative_slope`, `Conv1DTranspose` as `conv1d_transpose`."""
    name = re.sub(r"([a-z]|[0-9]D)([A-Z])", r"\1_\2", name.replace("PReLU", "prelu"))
    return re.sub(r"(RMS)([A-Z])", r"\1_\2", name).lower()


def options(fields):
    return {snake(key): value for key, value in fields.items()}


def layer(config, name=None):
    """The Keras layer for a configuration in Hone's spelling."""
    kind, fields = config["layer"], {key: config[key] for key in config if key != "layer"}
    if kind == "Activation" and "step" in fields["activation"]:
        threshold = 0.0 if fields["activation"] == "step" else fields["activation"]["step"][
            "threshold"]
        # TensorFlow has no gradient of what doesn't depend on x; 0 · x has the gradient 0.
        return keras.layers.Activation(
            lambda x: keras.ops.heaviside(x - threshold, 0.0) + 0 * x, name=name)
    if kind == "Activation" and isinstance(fields["activation"], dict):
        (function, given), = fields["activation"].items()
        function, given = getattr(keras.activations, snake(function)), options(given)
        if isinstance(given.get("axis"), list):
            given["axis"] = tuple(given["axis"])
        return keras.layers.Activation(lambda x: function(x, **given), name=name)
    if kind == "Activation" and hasattr(keras.activations, snake(fields["activation"])):
        return keras.layers.Activation(
            getattr(keras.activations, snake(fields["activation"])), name=name)
    if kind in KINDS:
        if kind == "EinsumDense":
            shape = fields["outputShape"]
            fields["outputShape"] = shape if isinstance(shape, int) else [
                None if extent == -1 else extent for extent in shape]
        if kind == "PReLU":
            fields["sharedAxes"] = fields["sharedAxes"] or None
        return getattr(keras.layers, kind)(**options(fields), name=name)
    return keras_setup.layer(config, name)


def changed(name, inputs):
    """The inputs of a case, with its scale or at the kinks."""
    if name.startswith("masking"):
        value = -1.5 if name.endswith("value") else 0
        inputs[0][0, [1, 2, -1]] = inputs[0][1, 0] = value
        if inputs[0].shape[2] > 1:
            inputs[0][0, 0, 1:] = value  # not all: this step counts
    if name.endswith("-kinks"):
        inputs[0][...] = np.array(KINKS, dtype=np.float32)
    return [array * np.float32(SCALES[name]) for array in inputs] if name in SCALES else inputs
