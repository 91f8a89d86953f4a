"""Keras on TensorFlow. Modes of training: `auto` (what jit_compile="auto" chooses, on a CPU a plain
graph) and `jit` (XLA). The step is the custom training loop of the Keras guides in one tf.function:
no data pipeline, no metrics, no callbacks, so it is faster than `fit` and `train_on_batch`;
`end-to-end` is `fit`. Of predictions: `predict_on_batch`, `function` (the model in a tf.function)
and `function_jit` (the same with XLA). Of `input`: `tf_data`."""

import itertools
import os

from augmentation import with_tensorflow
from batches import random_batches
from keras_models import MODELS
from worker import Outcome, Steps, serve


def train(options):
    keras, tf = _keras(options)
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
    return Steps(lambda: train(*next(batches)), float, _version(keras, tf), _count(model))


def predict(options):
    keras, tf = _keras(options)
    model = MODELS[options.model](keras)
    arrays = [x for x, _ in random_batches("cnn", options.batch)]
    if options.mode == "predict_on_batch":
        turns = itertools.cycle(arrays)
        step = lambda: model.predict_on_batch(next(turns))
    else:
        turns = itertools.cycle(map(tf.constant, arrays))
        function = tf.function(
            lambda x: model(x, training=False), jit_compile=options.mode == "function_jit")
        step = lambda: function(next(turns)).numpy()
    return Steps(step, lambda result: float(result.sum()), _version(keras, tf), _count(model))


def feed(options):
    """Crops a sample at a time, and the rest in whole batches, by Keras's layers: each image of a
    batch has numbers of its own."""
    from fashion_mnist import read

    keras, tf = _keras(options)
    images, labels = read("train")
    layers = [
        keras.layers.RandomFlip("horizontal"), keras.layers.RandomRotation(0.05),
        keras.layers.RandomContrast(0.2), keras.layers.Rescaling(1 / 255)]

    def augment(x, y):
        x = tf.cast(x, tf.float32)
        for layer in layers:
            x = layer(x, training=True)
        return x, tf.cast(y, tf.int32)

    data = tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(len(images)).map(
        lambda x, y: (tf.image.random_crop(x, (24, 24, 1)), y), num_parallel_calls=options.threads)
    data = data.batch(128).map(augment, num_parallel_calls=options.threads)
    batches = iter(data.prefetch(tf.data.AUTOTUNE).repeat())
    return Steps(
        lambda: next(batches), lambda batch: float(batch[0].numpy().mean()), _version(keras, tf))


def end_to_end(options):
    from fashion_mnist import read

    keras, tf = _keras(options)
    keras.utils.set_random_seed(1)
    images, labels = read("train", options.samples)
    training = _pipeline(tf, images, labels, training=True)
    test = _pipeline(tf, *read("t10k"), training=False)
    model = MODELS["demo"](keras)
    steps = options.epochs * -(-len(images) // 128)
    model.compile(
        optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(2e-3, steps)),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"], jit_compile=True if options.mode == "jit" else "auto")
    history = model.fit(training, epochs=options.epochs, validation_data=test, verbose=0)
    return Outcome(
        float(history.history["val_accuracy"][-1]), _version(keras, tf), _count(model))


def _keras(options):
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(options.threads)
    import keras

    keras.utils.set_random_seed(0)
    return keras, tf


def _pipeline(tf, images, labels, training):
    data = tf.data.Dataset.from_tensor_slices((images, labels))
    if training:
        data = data.shuffle(len(images)).map(
            lambda x, y: (with_tensorflow(tf, x), y), num_parallel_calls=tf.data.AUTOTUNE)
    return data.batch(128).map(
        lambda x, y: (tf.cast(x, tf.float32) / 255, tf.cast(y, tf.int32)),
        num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def _count(model):
    return sum(int(v.numpy().size) for v in model.trainable_variables)


def _version(keras, tf):
    return f"{keras.__version__} (TensorFlow {tf.__version__})"


if __name__ == "__main__":
    serve("keras", train=train, predict=predict, feed=feed, end_to_end=end_to_end)
