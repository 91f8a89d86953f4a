"""Predictions and targets for the cases of `loss_cases.py`."""

import numpy as np

import golden


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)).astype(np.float32)


def sigmoid(x):
    return (1 / (1 + np.exp(-x))).astype(np.float32)


def labels(generator, shape, classes, first=0):
    return generator.integers(first, classes, shape).astype(np.int32)


def bits(generator, shape):
    return labels(generator, shape, 2).astype(np.float32)


def unit(x):
    return (x / np.linalg.norm(x, axis=-1, keepdims=True)).astype(np.float32)


def sequences(generator, count, length, classes, style):
    """Labels filled up with 0: the first sample's is the longest, the last one's is short."""
    found = labels(generator, [count, length], classes, first=1)
    for row in range(1, count):
        found[row, max(length - row, 0):] = 0
    if style == "repeats":
        found[0] = 1
    return found


def make(style, shape, generator):
    """(predictions, targets) as float32 and, for labels, int32."""
    values = golden.normal(generator, shape, 2.0)
    rows, classes = shape[:-1], shape[-1]
    if style == "values":
        return values, golden.normal(generator, shape, 2.0)
    if style == "large":
        return values * np.float32(40), golden.normal(generator, shape, 2.0)
    if style == "positive":
        return np.exp(values / 2), np.exp(golden.normal(generator, shape))
    if style == "counts":
        return np.exp(values / 2), generator.poisson(3, shape).astype(np.float32)
    if style == "signs":
        return values, bits(generator, shape) * 2 - 1
    if style == "bits":
        return values, bits(generator, shape)
    if style == "probability-bits":
        return sigmoid(values), bits(generator, shape)
    if style == "probability-soft":
        return sigmoid(values), generator.random(shape).astype(np.float32)
    if style.endswith("one-hot"):
        targets = np.eye(classes, dtype=np.float32)[labels(generator, rows, classes)]
        return softmax(values) if "softmax" in style else values, targets
    if style == "softmax-soft":
        return softmax(values), softmax(golden.normal(generator, shape))
    if style.startswith("softmax-index"):
        return softmax(values), labels(generator, rows, classes)
    if style == "index":
        return values, labels(generator, rows, classes)
    if style == "index-and-none":
        return values, labels(generator, rows, classes, first=-1)
    if style == "distances":
        return np.abs(values), bits(generator, shape)
    if style == "triplets":
        return values, np.zeros([shape[0]], np.int32)
    if style.startswith("embeddings"):
        targets = (np.arange(shape[0]) % 3).astype(np.int32) * 1000
        if style.endswith("lone"):
            targets[0] = 7
        return unit(values), targets
    if style.startswith("sequence"):
        kind = style.removeprefix("sequence-")
        length = 4 if kind == "repeats" else int(kind)
        return values, sequences(generator, shape[0], length, classes, kind)
    raise SystemExit(f"no style {style}")
