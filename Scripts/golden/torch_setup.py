"""PyTorch, made repeatable, and Keras's layers told in PyTorch's terms.

Everything here takes and returns Keras's layouts: images NHWC, convolution kernels HWIO, dense
kernels [in, out].
"""

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)

FRAMEWORK = f"PyTorch {torch.__version__.split('+')[0]}"

ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softmax": lambda x: torch.softmax(x, -1),
    "log_softmax": lambda x: torch.log_softmax(x, -1),
    "elu": F.elu,
    "selu": F.selu,
    "softplus": F.softplus,
    "silu": F.silu,
    "gelu": F.gelu,
    "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
}


def tensor(array):
    """A float64 tensor that gradients can be asked of."""
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def same_padding(size, kernel, strides, dilation):
    """Keras's `same`: ⌈size/stride⌉ outputs, the odd pixel of padding after. As `F.pad` wants."""
    pads = []
    for n, k, s, d in zip(size, kernel, strides, dilation):
        total = max((-(-n // s) - 1) * s + (k - 1) * d + 1 - n, 0)
        pads = [total // 2, total - total // 2] + pads
    return pads


def padded(x, config, size, value):
    """NCHW `x` with explicit padding where the configuration says `same`."""
    if config["padding"] == "valid":
        return x
    dilation = config.get("dilationRate", [1, 1])
    return F.pad(x, same_padding(x.shape[2:], size, config["strides"], dilation), value=value)


def conv2d(x, params, config):
    x = padded(x.permute(0, 3, 1, 2), config, config["kernelSize"], 0.0)
    y = F.conv2d(x, params["kernel"].permute(3, 2, 0, 1), params.get("bias"), config["strides"], 0,
                 config["dilationRate"], config["groups"])
    return ACTIVATIONS[config["activation"]](y.permute(0, 2, 3, 1))


def max_pooling(x, config):
    x = padded(x.permute(0, 3, 1, 2), config, config["poolSize"], -torch.inf)
    return F.max_pool2d(x, config["poolSize"], config["strides"]).permute(0, 2, 3, 1)


def average_pooling(x, config):
    """The mean of the pixels that exist: PyTorch has no uneven padding, so sum and count."""
    x = x.permute(0, 3, 1, 2)
    size, strides = config["poolSize"], config["strides"]
    total = F.avg_pool2d(padded(x, config, size, 0.0), size, strides)
    count = F.avg_pool2d(padded(torch.ones_like(x), config, size, 0.0), size, strides)
    return (total / count).permute(0, 2, 3, 1)


def batch_normalization(x, params, config):
    """Updates `params`'s statistics in place when training. PyTorch's momentum is what is new."""
    y = x.movedim(config["axis"], 1)
    y = F.batch_norm(y, params["moving_mean"], params["moving_variance"], params.get("gamma"),
                     params.get("beta"), config["training"], 1 - config["momentum"],
                     config["epsilon"])
    return y.movedim(1, config["axis"])


def forward(config, inputs, params):
    """The output of one layer, by PyTorch."""
    kind, x = config["layer"], inputs[0]
    if kind == "Dense":
        y = F.linear(x, params["kernel"].T, params.get("bias"))
        return ACTIVATIONS[config["activation"]](y)
    if kind == "Conv2D":
        return conv2d(x, params, config)
    if kind == "MaxPooling2D":
        return max_pooling(x, config)
    if kind == "AveragePooling2D":
        return average_pooling(x, config)
    if kind == "BatchNormalization":
        return batch_normalization(x, params, config)
    return {
        "GlobalAveragePooling2D": lambda: x.mean((1, 2)),
        "GlobalMaxPooling2D": lambda: x.amax((1, 2)),
        "Activation": lambda: ACTIVATIONS[config["activation"]](x),
        "LeakyReLU": lambda: F.leaky_relu(x, config["negativeSlope"]),
        "Softmax": lambda: torch.softmax(x, config["axis"]),
        "Add": lambda: sum(inputs[1:], x),
        "Concatenate": lambda: torch.cat(inputs, config["axis"]),
        "Flatten": lambda: torch.flatten(x, 1),
        "Reshape": lambda: x.reshape(x.shape[0], *config["targetShape"]),
    }[kind]()
