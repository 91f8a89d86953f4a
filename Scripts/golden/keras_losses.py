"""Losses (value and gradient) and metrics (running result over unequal batches), by Keras."""

import numpy as np

import cases
import golden
from keras_setup import FRAMEWORK, keras, tf, use


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)).astype(np.float32)


def predictions_for(loss, logits, shape, style, generator):
    values = golden.normal(generator, shape, 2.0)
    if style == "large":
        return values * np.float32(40)
    if logits is not False:
        return values
    if loss == cases.BINARY:
        values = (1 / (1 + np.exp(-values))).astype(np.float32)
    else:
        values = softmax(values)
    if style == "unnormalized":
        values = values * np.float32(0.7)
    if style == "saturated":  # exact zeros and ones, where the clip decides
        values[:3] = np.eye(shape[-1], dtype=np.float32)[[0, 1, 0]][:, : shape[-1]]
    return values


def targets_for(loss, shape, style, generator):
    if loss == cases.SQUARED:
        return golden.normal(generator, shape)
    if loss == cases.BINARY:
        if style == "soft":
            return generator.random(shape).astype(np.float32)
        return generator.integers(0, 2, shape).astype(np.float32)
    if loss == cases.CATEGORICAL and style == "soft":
        return softmax(golden.normal(generator, shape))
    labels = generator.integers(0, shape[-1], shape[:-1]).astype(np.int32)
    if style == "saturated":
        labels[:3] = [0, 0, 2]  # right, wrong, wrong
    if loss == cases.CATEGORICAL:
        return np.eye(shape[-1], dtype=np.float32)[labels]
    return labels[..., None] if style == "column" else labels


def loss_case(name, loss, logits, shape, style):
    # At the clip float32 and float64 differ by 1 %, since 1 − 1e-7 rounds; float32 is what people
    # run, so there float32 is the truth.
    precision = "float32" if style == "saturated" else "float64"
    use(precision)
    generator = golden.random(name)
    predictions = predictions_for(loss, logits, shape, style, generator)
    targets = targets_for(loss, shape, style, generator)
    options = {} if logits is None else {"from_logits": logits}
    function = getattr(keras.losses, loss)(**options)
    each = getattr(keras.losses, loss)(**options, reduction="none")
    variable = tf.Variable(predictions, dtype=precision)
    labels = tf.constant(targets, dtype=precision if targets.dtype.kind == "f" else "int32")
    with tf.GradientTape() as tape:
        value = function(labels, variable)
    tensors = {
        "predictions": predictions, "targets": targets, "loss": value.numpy(),
        "per_sample": each(labels, variable).numpy(),
        "grad/predictions": tape.gradient(value, variable).numpy(),
    }
    config = {"loss": loss} | ({} if logits is None else {"fromLogits": logits})
    golden.write(f"losses/{name}", tensors, config, FRAMEWORK, precision)


def metric_case(name, metric, shape):
    generator = golden.random(name)
    running = getattr(keras.metrics, metric)()
    tensors, results = {}, []
    for index, count in enumerate(cases.METRIC_BATCHES):
        predictions = generator.random([count, *shape]).astype(np.float32)
        if metric == "BinaryAccuracy":
            targets = generator.integers(0, 2, [count, *shape]).astype(np.float32)
        else:
            labels = generator.integers(0, shape[-1], [count, *shape[:-1]])
            right = generator.random(labels.shape) < 0.5
            labels = np.where(right, predictions.argmax(-1), labels).astype(np.int32)
            one_hot = np.eye(shape[-1], dtype=np.float32)[labels]
            targets = labels if metric.startswith("Sparse") else one_hot
        running.update_state(targets, predictions)
        results.append(float(running.result()))
        tensors |= {f"predictions/{index}": predictions, f"targets/{index}": targets}
    tensors["results"] = np.array(results)
    config = {"metric": metric, "batches": len(results)}
    golden.write(f"metrics/{name}", tensors, config, FRAMEWORK, "float32")


for name, arguments in cases.LOSSES.items():
    loss_case(name, *arguments)
use("float32")
for name, arguments in cases.METRICS.items():
    metric_case(name, *arguments)
print(f"losses: {len(cases.LOSSES)} cases; metrics: {len(cases.METRICS)} cases")
