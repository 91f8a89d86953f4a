"""What each workload trains: its size, so that every engine can be held to the same model.

A new workload is one entry here, one in `peers/batches.py` and one model in each worker.
"""

from dataclasses import dataclass

BATCH = 128


@dataclass(frozen=True)
class Workload:
    """One training step's trainable parameters, and the floating-point operations of its
    convolutions and matrix products, forward and backward (a multiply-add counts as two)."""

    parameters: int
    operations: int


def _dense(inputs, outputs):
    """Parameters and multiply-adds per sample of a dense layer."""
    return inputs * outputs + outputs, inputs * outputs


def _convolution(kernel_elements, channels, filters, positions, bias=True):
    weights = kernel_elements * channels * filters
    return weights + (filters if bias else 0), weights * positions


def _workload(*layers, other_parameters=0, first_layer_has_input_gradient=False):
    """Every layer runs forward, for its weights' and for its input's gradient; the first layer of
    a model needs no gradient of its input, unless something trainable precedes it."""
    parameters = sum(count for count, _ in layers) + other_parameters
    multiply_adds = 3 * sum(products for _, products in layers)
    if not first_layer_has_input_gradient:
        multiply_adds -= layers[0][1]
    return Workload(parameters, 2 * BATCH * multiply_adds)


TRAINING = {
    "mlp": _workload(_dense(784, 512), _dense(512, 256), _dense(256, 10)),
    "cnn": _workload(
        _convolution(9, 3, 32, 32 * 32, bias=False), _convolution(9, 32, 32, 32 * 32, bias=False),
        _convolution(9, 32, 64, 16 * 16, bias=False), _convolution(9, 64, 64, 16 * 16, bias=False),
        _dense(8 * 8 * 64, 128), _dense(128, 10),
        other_parameters=2 * (32 + 32 + 64 + 64)),  # batch normalization's scales and shifts
    "lenet": _workload(
        _convolution(25, 1, 6, 28 * 28), _convolution(25, 6, 16, 10 * 10),
        _dense(400, 120), _dense(120, 84), _dense(84, 10)),
    "text": _workload(
        _convolution(5, 128, 128, 196), _dense(128, 64), _dense(64, 2),
        other_parameters=20_000 * 128, first_layer_has_input_gradient=True),
}

# Not training runs of their own: `start` times processes, `memory` reads the others' peaks.
NAMES = [*TRAINING, "start", "memory"]
