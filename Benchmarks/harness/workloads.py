"""What each workload computes: its size, so that every engine can be held to the same model.

A new workload is one entry here, one in `peers/batches.py` and one model in each worker.
"""

from dataclasses import dataclass

BATCH = 128


@dataclass(frozen=True)
class Workload:
    """One step: the trainable parameters of the model, the floating-point operations of its
    convolutions and matrix products (a multiply-add counts as two), and how many samples it takes.
    Without a model, as in `input`, the first two are None."""

    parameters: int | None
    operations: int | None
    samples: int = BATCH


@dataclass(frozen=True)
class Size:
    """The batch, and the hidden layers' width and number as multiples of the usual ones."""

    batch: int = BATCH
    width: int = 1
    depth: int = 1


def _dense(inputs, outputs):
    """Parameters and multiply-adds per sample of a dense layer."""
    return inputs * outputs + outputs, inputs * outputs


def _convolution(kernel_elements, channels, filters, positions, bias=True):
    weights = kernel_elements * channels * filters
    return weights + (filters if bias else 0), weights * positions


def _training(*layers, other_parameters=0, first_layer_has_input_gradient=False, batch=BATCH):
    """Every layer runs forward, for its weights' and for its input's gradient; the first layer of
    a model needs no gradient of its input, unless something trainable precedes it."""
    parameters = sum(count for count, _ in layers) + other_parameters
    multiply_adds = 3 * sum(products for _, products in layers)
    if not first_layer_has_input_gradient:
        multiply_adds -= layers[0][1]
    return Workload(parameters, 2 * batch * multiply_adds, batch)


def _mlp(size):
    widths = [784, 512 * size.width, *[256 * size.width] * size.depth, 10]
    return _training(*map(_dense, widths, widths[1:]), batch=size.batch)


def _cnn(size):
    layers, channels, scales = [], 3, 0
    for filters, side in ((32 * size.width, 32), (64 * size.width, 16)):
        for _ in range(2 * size.depth):
            layers.append(_convolution(9, channels, filters, side * side, bias=False))
            channels = filters
            scales += 2 * filters  # batch normalization's scales and shifts
    layers += [_dense(8 * 8 * channels, 128 * size.width), _dense(128 * size.width, 10)]
    return _training(*layers, other_parameters=scales, batch=size.batch)


TRAINING = {
    "mlp": _mlp(Size()),
    "cnn": _cnn(Size()),
    "lenet": _training(
        _convolution(25, 1, 6, 28 * 28), _convolution(25, 6, 16, 10 * 10),
        _dense(400, 120), _dense(120, 84), _dense(84, 10)),
    "text": _training(
        _convolution(5, 128, 128, 196), _dense(128, 64), _dense(64, 2),
        other_parameters=20_000 * 128, first_layer_has_input_gradient=True),
}


def _prediction(samples):
    parameters = TRAINING["cnn"].parameters
    # The products of `cnn` forward: what its training does, less the gradients.
    first = _convolution(9, 3, 32, 32 * 32, bias=False)[1]
    forward = (TRAINING["cnn"].operations // (2 * BATCH) + first) // 3
    return Workload(parameters, 2 * samples * forward, samples)


# What is measured in rounds of many steps, one engine after the other.
ROUNDS = {
    **TRAINING,
    "predict": _prediction(BATCH),
    "latency": _prediction(1),
    "input": Workload(None, None),
}

SCALED = {"mlp": _mlp, "cnn": _cnn}
# What `scaling` doubles, one at a time.
SCALES = {
    "batch": [Size(batch=batch) for batch in (32, 64, 128, 256, 512)],
    "width": [Size(width=width) for width in (1, 2, 4)],
    "depth": [Size(depth=depth) for depth in (1, 2, 4)],
}

# `start` and `end-to-end` time processes, `memory` reads the others' peaks.
NAMES = [*ROUNDS, "end-to-end", "start", "scaling", "overhead", "memory"]
HONE_ALONE = ["scaling", "overhead"]
NEEDS_IMAGES = ["input", "end-to-end"]
