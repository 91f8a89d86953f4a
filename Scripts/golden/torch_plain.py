"""The layers of `cases_plain.py` told in PyTorch's terms; others are `torch_setup`'s."""

import torch
import torch.nn.functional as F

import torch_setup
from torch_setup import ACTIVATIONS, as_lists, fitted, formula, padded, softmax

CONV = {3: F.conv1d, 5: F.conv3d}
TRANSPOSE = {3: F.conv_transpose1d, 5: F.conv_transpose3d}
ADAPTIVE = {
    f"Adaptive{kind}Pooling{axes}D": getattr(F, f"adaptive_{short}_pool{axes}d")
    for kind, short in [("Average", "avg"), ("Max", "max")] for axes in (1, 2, 3)
}


def relu(x, negativeSlope=0.0, maxValue=None, threshold=0.0):
    if (negativeSlope, maxValue, threshold) == (0, None, 0):
        return F.relu(x)
    formula()
    below = negativeSlope * (x - threshold)
    y = torch.where(x > threshold, x, below)
    return y if maxValue is None else torch.where(y > maxValue, torch.full_like(y, maxValue), y)


def sparsemax(x, axis=-1):
    z = x.movedim(axis, -1)
    sums = z.sort(-1, descending=True).values.cumsum(-1) - 1
    counts = torch.arange(1, z.shape[-1] + 1)
    # Of all supports the greatest shift is the right one.
    return (z - (sums / counts).amax(-1, keepdim=True)).clamp(min=0).movedim(-1, axis)


def sine_encoding(x, wavelength):
    formula()
    time, features = x.shape[1:]
    place = torch.arange(features)
    angles = torch.arange(time)[:, None] / wavelength ** (place // 2 * 2 / features)
    return torch.where(place % 2 == 0, angles.sin(), angles.cos()) + 0 * x


FUNCTIONS = {
    "relu": relu,
    "sparsemax": sparsemax,
    "relu6": F.relu6,
    "leakyRelu": lambda x, negativeSlope=0.01: F.leaky_relu(x, negativeSlope),
    "elu": F.elu,
    "celu": F.celu,
    "selu": F.selu,
    "hardSigmoid": F.hardsigmoid,
    "hardSilu": F.hardswish,
    "hardTanh": lambda x, minValue=-1.0, maxValue=1.0: F.hardtanh(x, minValue, maxValue),
    "softplus": lambda x, beta=1.0: F.softplus(x, beta),
    "softmin": lambda x, axis=-1: F.softmin(x, axis),
    "hardShrink": lambda x, threshold=0.5: F.hardshrink(x, threshold),
    "softShrink": lambda x, threshold=0.5: F.softshrink(x, threshold),
    "tanhShrink": F.tanhshrink,
    "threshold": lambda x, threshold, defaultValue: F.threshold(x, threshold, defaultValue),
    "sparsePlus": lambda x: torch.where(
        x <= -1, 0.0, torch.where(x >= 1, x, (x.clamp(-1, 1) + 1) ** 2 / 4)),
    "sparseSigmoid": lambda x: torch.where(
        x <= -1, 0.0, torch.where(x >= 1, 1.0, (x + 1) / 2)),
    "squareplus": lambda x, b=4.0: (x + torch.sqrt(x * x + b)) / 2,
    "mish": F.mish,
    "softsign": F.softsign,
    "logSigmoid": F.logsigmoid,
    "exponential": torch.exp,
    "step": lambda x, threshold=0.0: torch.heaviside(
        (x - threshold).detach(), torch.zeros(())) + 0 * x,
    "glu": lambda x, axis=-1: F.glu(x, axis),
    "softmax": lambda x, axis=-1: softmax(x, axis),
    "logSoftmax": lambda x, axis=-1: torch.log_softmax(x, axis),
}


# What PyTorch has no function of.
WRITTEN = {"sparsePlus", "sparseSigmoid", "squareplus", "sparsemax"}


def activation(x, given):
    name = given if isinstance(given, str) else next(iter(given))
    if name in WRITTEN:
        formula()
    if isinstance(given, str):
        return (FUNCTIONS.get(given) or ACTIVATIONS[given])(x)
    (name, options), = given.items()
    return FUNCTIONS[name](x, **options)


def prelu(x, alpha):
    if alpha.numel() == alpha.shape[-1]:  # one for each channel, PyTorch's second axis
        return F.prelu(x.movedim(-1, 1), alpha.flatten()).movedim(1, -1)
    formula()
    return torch.where(x > 0, x, alpha * x)


def pairs(value, axes):
    """Margins as a pair for each axis."""
    if isinstance(value, int):
        return [[value, value]] * axes
    if axes == 1:
        return [value]
    return [[entry, entry] if isinstance(entry, int) else entry for entry in value]


def padding(x, edges):
    return F.pad(x, [0, 0] + [end for pair in reversed(edges) for end in pair])


def cropping(x, edges):
    for axis, (low, high) in enumerate(edges):
        x = x.narrow(axis + 1, low, x.shape[axis + 1] - low - high)
    return x


def up_sampling(x, config):
    axes, size = x.dim() - 2, config["size"]
    size = [size] * axes if isinstance(size, int) else size
    if config.get("interpolation") == "bilinear":
        y = F.interpolate(x.movedim(-1, 1), scale_factor=[float(n) for n in size],
                          mode="bilinear", align_corners=False)
        return y.movedim(1, -1)
    if config.get("interpolation", "nearest") != "nearest":
        rows, columns = [resampling(config["interpolation"], n, factor)
                         for n, factor in zip(x.shape[1:3], size)]
        return torch.einsum("nhwc,yh,xw->nyxc", x, rows, columns)
    for axis, count in enumerate(size):
        x = x.repeat_interleave(count, axis + 1)
    return x


def resampling(kind, count, factor):
    """The share of each place in each output: Keys's cubic with a = -1/2, or a windowed sinc."""
    formula()
    places = (torch.arange(count * factor) + 0.5) / factor - 0.5
    d = (torch.arange(count)[None] - places[:, None]).abs()
    if kind == "bicubic":
        near, far = 1.5 * d ** 3 - 2.5 * d ** 2 + 1, -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2
        shares = torch.where(d < 1, near, torch.where(d < 2, far, 0.0))
    else:
        radius = int(kind.removeprefix("lanczos"))
        shares = torch.where(d < radius, torch.sinc(d) * torch.sinc(d / radius), 0.0)
    return shares / shares.sum(1, keepdim=True)


def einsum_dense(x, params, config):
    y = torch.einsum(config["equation"], x, params["kernel"])
    return ACTIVATIONS[config["activation"]](y + params["bias"] if "bias" in params else y)


def group_normalization(x, params, config):
    groups = x.shape[config["axis"]] if config["groups"] == -1 else config["groups"]
    y = F.group_norm(x.movedim(config["axis"], 1), groups, params.get("gamma"),
                     params.get("beta"), config["epsilon"])
    return y.movedim(1, config["axis"])


def rms_normalization(x, params, config):
    axes = config["axis"] if isinstance(config["axis"], list) else [config["axis"]]
    return F.rms_norm(x, [x.shape[axis] for axis in axes], params["scale"], config["epsilon"])


def max_pooling(x, config):
    y = padded(x.movedim(-1, 1), config, config["poolSize"], -torch.inf)
    return F.max_pool3d(y, config["poolSize"], config["strides"]).movedim(1, -1)


def average_pooling3d(x, config):
    size, strides = config["poolSize"], config["strides"]
    y = x.movedim(-1, 1)
    total = F.avg_pool3d(padded(y, config, size, 0.0), size, strides)
    count = F.avg_pool3d(padded(torch.ones_like(y), config, size, 0.0), size, strides)
    return (total / count).movedim(1, -1)


def convolution(x, params, config, kernel=None, groups=1):
    config = as_lists(config)
    kernel = params["kernel"] if kernel is None else kernel
    y = padded(x.movedim(-1, 1), config, config["kernelSize"], 0.0)
    y = CONV[x.dim()](y, kernel.movedim(-1, 0).movedim(-1, 1), params.get("bias"),
                      config["strides"], 0, config["dilationRate"], groups)
    return y.movedim(1, -1)


def convolution_transpose(x, params, config):
    """PyTorch gives all that a window reaches; Keras cuts `same`, and fills up to the stride."""
    config = as_lists(config)
    kernel = params["kernel"].movedim(-1, 0).movedim(-1, 1)
    y = TRANSPOSE[x.dim()](x.movedim(-1, 1), kernel, None, config["strides"],
                           dilation=config["dilationRate"])
    y = fitted(y, x.shape[1:-1], config).movedim(1, -1)
    return y + params["bias"] if "bias" in params else y


def depthwise(x, kernel, bias, config):
    """Keras's kernel is [size, channels, multiplier]."""
    size, channels, multiplier = kernel.shape
    return convolution(x, {"bias": bias}, config, kernel.reshape(size, 1, channels * multiplier),
                       groups=channels)


def separable(x, params, config):
    y = depthwise(x, params["depthwise_kernel"], None, config)
    y = y @ params["pointwise_kernel"][0]
    return y + params["bias"] if "bias" in params else y


def dot(a, b, config):
    axes = config["axes"] if isinstance(config["axes"], list) else [config["axes"]] * 2
    if config["normalize"]:
        a, b = F.normalize(a, dim=axes[0]), F.normalize(b, dim=axes[1])
    a, b = a.movedim(axes[0], -1), b.movedim(axes[1], -1)
    y = torch.stack([torch.tensordot(p, q, ([-1], [-1])) for p, q in zip(a, b)])
    return y[:, None] if y.dim() == 1 else y


def forward(config, inputs, params):
    """The output of one layer, by PyTorch."""
    kind, x = config["layer"], inputs[0]
    if kind == "Activation":
        return activation(x, config["activation"])
    if kind in ADAPTIVE:
        return ADAPTIVE[kind](x.movedim(-1, 1), config["outputSize"]).movedim(1, -1)
    if kind[:-2] in ("ZeroPadding", "Cropping"):
        change, key = (padding, "padding") if kind[0] == "Z" else (cropping, "cropping")
        return change(x, pairs(config[key], x.dim() - 2))
    if kind[:-2] == "UpSampling":
        return up_sampling(x, config)
    if kind in ("Conv3D", "Conv1DTranspose", "Conv3DTranspose", "DepthwiseConv1D",
                "SeparableConv1D"):
        y = {
            "Conv3D": lambda: convolution(x, params, config, groups=config["groups"]),
            "DepthwiseConv1D": lambda: depthwise(x, params["kernel"], params.get("bias"), config),
            "SeparableConv1D": lambda: separable(x, params, config),
        }.get(kind, lambda: convolution_transpose(x, params, config))()
        return ACTIVATIONS[config["activation"]](y)
    own = {
        "EinsumDense": lambda: einsum_dense(x, params, config),
        "ELU": lambda: F.elu(x, config["alpha"]),
        "ReLU": lambda: relu(x, config["negativeSlope"], config["maxValue"], config["threshold"]),
        "PReLU": lambda: prelu(x, params["alpha"]),
        "Permute": lambda: x.permute(0, *config["dims"]),
        "RepeatVector": lambda: x[:, None].repeat(1, config["n"], 1),
        "GroupNormalization": lambda: group_normalization(x, params, config),
        "RMSNormalization": lambda: rms_normalization(x, params, config),
        "UnitNormalization": lambda: F.normalize(x, dim=config["axis"]),
        "MaxPooling3D": lambda: max_pooling(x, config),
        "AveragePooling3D": lambda: average_pooling3d(x, config),
        "GlobalAveragePooling3D": lambda: x.mean((1, 2, 3)),
        "GlobalMaxPooling3D": lambda: x.amax((1, 2, 3)),
        "Subtract": lambda: inputs[0] - inputs[1],
        "Multiply": lambda: inputs[0] * inputs[1] * inputs[2],
        "Average": lambda: sum(inputs[1:], x) / len(inputs),
        "Maximum": lambda: torch.maximum(torch.maximum(x, inputs[1]), inputs[2]),
        "Minimum": lambda: torch.minimum(torch.minimum(x, inputs[1]), inputs[2]),
        "Dot": lambda: dot(x, inputs[1], config),
        "Identity": lambda: x * 1,
        "PositionEmbedding": lambda: F.embedding(
            torch.arange(x.shape[1]), params["position_embeddings"]) + 0 * x,
        "SinePositionEncoding": lambda: sine_encoding(x, config["maxWavelength"]),
        "Masking": lambda: x * (x != config["maskValue"]).any(-1, keepdim=True),
    }
    return own[kind]() if kind in own else torch_setup.forward(config, inputs, params)
