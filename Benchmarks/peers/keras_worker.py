"""Keras on TensorFlow. Modes: `auto` (what jit_compile="auto" chooses, on a CPU a plain graph) and
`jit` (XLA). The step is the custom training loop of the Keras guides in one tf.function: no data
pipeline, no metrics, no callbacks, so it is faster than `fit` and `train_on_batch`."""

import itertools
import os

from batches import random_batches
from worker import Training, serve


def build(options):
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(options.threads)
    import keras

    keras.utils.set_random_seed(0)
    model = MODELS[options.model](keras)
    loss_function = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = (
        keras.optimizers.SGD(0.01, momentum=0.9) if options.model == "lenet"
        else keras.optimizers.Adam(1e-3))
    model.compile(jit_compile=True if options.mode == "jit" else "auto")
    optimizer.build(model.trainable_variables)

    @tf.function(jit_compile=model.jit_compile)
    def train(inputs, labels):
        with tf.GradientTape() as tape:
            loss = loss_function(labels, model(inputs, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        return loss

    batches = itertools.cycle([
        (tf.constant(x), tf.constant(y)) for x, y in random_batches(options.model)])
    parameters = sum(int(v.numpy().size) for v in model.trainable_variables)
    version = f"{keras.__version__} (TensorFlow {tf.__version__})"
    return Training(lambda: train(*next(batches)), float, version, parameters)


def _mlp(keras):
    layers = keras.layers
    return keras.Sequential([
        keras.Input((784,)),
        layers.Dense(512, activation="relu"), layers.Dropout(0.2),
        layers.Dense(256, activation="relu"), layers.Dropout(0.2),
        layers.Dense(10)])


def _cnn(keras):
    layers = keras.layers
    model = keras.Sequential([keras.Input((32, 32, 3))])
    for filters in (32, 64):
        for _ in range(2):
            model.add(layers.Conv2D(filters, 3, padding="same", use_bias=False))
            model.add(layers.BatchNormalization())
            model.add(layers.ReLU())
        model.add(layers.MaxPooling2D(2))
    for layer in (
        layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dropout(0.5),
        layers.Dense(10),
    ):
        model.add(layer)
    return model


def _lenet(keras):
    layers = keras.layers
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(6, 5, padding="same", activation="tanh"), layers.AveragePooling2D(2),
        layers.Conv2D(16, 5, activation="tanh"), layers.AveragePooling2D(2), layers.Flatten(),
        layers.Dense(120, activation="tanh"), layers.Dense(84, activation="tanh"),
        layers.Dense(10)])


def _text(keras):
    layers = keras.layers
    return keras.Sequential([
        keras.Input((200,), dtype="int32"),
        layers.Embedding(20_000, 128), layers.Conv1D(128, 5, activation="relu"),
        layers.GlobalMaxPooling1D(), layers.Dense(64, activation="relu"), layers.Dropout(0.5),
        layers.Dense(2)])


MODELS = {"mlp": _mlp, "cnn": _cnn, "lenet": _lenet, "text": _text}

if __name__ == "__main__":
    serve("keras", build)
