"""The losses of `loss_cases.py`: by Keras where it has them, else by their formula in TensorFlow."""

import re

import numpy as np

import golden
import loss_cases
import loss_data
from keras_setup import FRAMEWORK, keras, tf, use


def snake(name):
    return re.sub("([A-Z])", lambda match: "_" + match.group(1).lower(), name)


def quantile(y, p, quantile):
    return tf.reduce_mean(tf.maximum(quantile * (y - p), (quantile - 1) * (y - p)), -1)


def contrastive(y, p, margin):
    terms = y * p**2 + (1 - y) * tf.maximum(margin - p, 0) ** 2
    return terms if len(p.shape) == 1 else tf.reduce_mean(terms, -1)


def triplet_margin(y, p, margin):
    distance = lambda i: tf.norm(p[:, 0] - p[:, i] + 1e-6, axis=-1)
    return tf.maximum(distance(1) - distance(2) + margin, 0)


def triplet_semi_hard(y, p, margin):
    """By loops over anchors and positives; the mean over all pairs."""
    distances = tf.reduce_sum((p[:, None] - p[None]) ** 2, -1)
    values, labels = distances.numpy(), y.numpy()
    terms = []
    for a in range(len(labels)):
        negatives = [n for n in range(len(labels)) if labels[n] != labels[a]]
        for b in range(len(labels)):
            if a == b or labels[a] != labels[b]:
                continue
            farther = [n for n in negatives if values[a, n] > values[a, b]]
            chosen = (min(farther, key=lambda n: values[a, n]) if farther
                      else max(negatives, key=lambda n: values[a, n]))
            terms.append(tf.maximum(distances[a, b] - distances[a, chosen] + margin, 0))
    return tf.reduce_mean(tf.stack(terms))


FORMULAS = {
    "Quantile": quantile, "Contrastive": contrastive, "TripletMargin": triplet_margin,
    "TripletSemiHard": triplet_semi_hard,
}
# Their losses of samples depend on the whole batch: only the mean is told.
BATCHWISE = {"TripletSemiHard", "Circle", "Dice", "Tversky"}


def functions(loss, options):
    """(the loss of a batch, the losses of its samples), both of targets and predictions."""
    if loss in FORMULAS:
        each = lambda y, p: FORMULAS[loss](y, p, **options)
        return (lambda y, p: tf.reduce_mean(each(y, p))), each
    renamed = {("axis" if key == "axes" else snake(key)): value for key, value in options.items()}
    if loss == "SparseCategoricalCrossentropy" and "labelSmoothing" in options:
        # Keras smooths one-hot targets only.
        make = keras.losses.CategoricalCrossentropy
        one_hot = lambda y, p: tf.one_hot(y, p.shape[-1], dtype=p.dtype)
        whole, each = make(**renamed), make(**renamed, reduction="none")
        return (lambda y, p: whole(one_hot(y, p), p)), lambda y, p: each(one_hot(y, p), p)
    make = getattr(keras.losses, loss)
    return make(**renamed), make(**renamed, reduction="none")


def tensors_of(value_of, predictions, targets, precision):
    variable = tf.Variable(predictions, dtype=precision)
    labels = tf.constant(targets, dtype=precision if targets.dtype.kind == "f" else "int32")
    with tf.GradientTape() as tape:
        value = value_of(labels, variable)
    gradient = tape.gradient(value, variable)
    return labels, variable, {
        "predictions": predictions, "targets": targets, "loss": value.numpy(),
        "grad/predictions": gradient.numpy(),
    }


def loss_case(name, loss, options, shape, style):
    precision = "float32" if loss == "CTC" else "float64"  # TensorFlow has no other for CTC.
    use(precision)
    predictions, targets = loss_data.make(style, shape, golden.random(name))
    whole, each = functions(loss, options)
    labels, variable, tensors = tensors_of(whole, predictions, targets, precision)
    isWhole = loss in BATCHWISE or "ignoreClass" in options
    tensors["per_sample"] = tensors["loss"] if isWhole else each(labels, variable).numpy()
    framework = FRAMEWORK + (", by formula" if loss in FORMULAS else "")
    golden.write(f"losses/{name}", tensors, {"loss": loss} | options, framework, precision)


def weighted_case(name, base, options, weights, has_samples, reduction, shape, style):
    use("float64")
    generator = golden.random(name)
    predictions, targets = loss_data.make(style, shape, generator)
    factors = np.ones(shape[0], np.float32)
    if weights is not None:
        classes = targets if targets.ndim == 1 else (
            targets[:, 0] if shape[-1] == 1 else targets.argmax(-1))
        factors = np.array(weights, np.float32)[classes.astype(int)]
    samples = generator.random(shape[0]).astype(np.float32) * 2
    samples[1] = 0
    if has_samples:
        factors = factors * samples
    renamed = {snake(key): value for key, value in options.items()}
    function = getattr(keras.losses, base)(**renamed, reduction=snake(reduction))
    each = getattr(keras.losses, base)(**renamed, reduction="none")
    value_of = lambda y, p: function(y, p, sample_weight=factors.astype(np.float64))
    labels, variable, tensors = tensors_of(value_of, predictions, targets, "float64")
    tensors["per_sample"] = each(labels, variable).numpy()
    if has_samples:
        tensors["sample_weights"] = samples
    config = {"loss": "Weighted", "of": {base[0].lower() + base[1:]: options},
              "reduction": reduction}
    if weights is not None:
        config["classWeights"] = weights
    golden.write(f"losses/{name}", tensors, config, FRAMEWORK)


for name, arguments in loss_cases.LOSSES.items():
    loss_case(name, *arguments)
for name, arguments in loss_cases.WEIGHTED.items():
    weighted_case(name, *arguments)
print(f"losses: {len(loss_cases.LOSSES) + len(loss_cases.WEIGHTED)} more cases")
