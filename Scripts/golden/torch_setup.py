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
_formulas = []


def formula():
    """Says that what is computed now is written out here, since PyTorch has no such function."""
    _formulas.append(True)


def source():
    """Who computed what was computed since the last call: PyTorch's own functions, or formulas."""
    name = f"{FRAMEWORK}, by formula" if _formulas else FRAMEWORK
    _formulas.clear()
    return name


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


def softmax(x, axis):
    """Over one axis, or over several together."""
    return torch.exp(x - torch.logsumexp(x, axis, keepdim=True))


def tensor(array):
    """A float64 tensor that gradients can be asked of; whole numbers stay what they are."""
    if array.dtype.kind == "i":
        return torch.tensor(array)
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def same_padding(size, kernel, strides, dilation):
    """Keras's `same`: ⌈size/stride⌉ outputs, the odd pixel of padding after. As `F.pad` wants."""
    pads = []
    for n, k, s, d in zip(size, kernel, strides, dilation):
        total = max((-(-n // s) - 1) * s + (k - 1) * d + 1 - n, 0)
        pads = [total // 2, total - total // 2] + pads
    return pads


def padded(x, config, size, value):
    """NC… `x` with explicit padding where the configuration says `same`."""
    if config["padding"] == "valid":
        return x
    dilation = config.get("dilationRate", [1] * len(size))
    return F.pad(x, same_padding(x.shape[2:], size, config["strides"], dilation), value=value)


def as_lists(config):
    """The configuration of a layer on sequences with its sizes as lists, as images have them."""
    sizes = ("kernelSize", "poolSize", "strides", "dilationRate", "outputPadding")
    return {key: [value] if key in sizes and isinstance(value, int) else value
            for key, value in config.items()}


def conv1d(x, params, config):
    x, config = x.movedim(2, 1), as_lists(config)
    if config["padding"] == "causal":
        x = F.pad(x, [(config["kernelSize"][0] - 1) * config["dilationRate"][0], 0])
    else:
        x = padded(x, config, config["kernelSize"], 0.0)
    y = F.conv1d(x, params["kernel"].permute(2, 1, 0), params.get("bias"), config["strides"], 0,
                 config["dilationRate"], config["groups"])
    return ACTIVATIONS[config["activation"]](y.movedim(1, 2))


def depthwise(x, kernel, bias, config):
    """NCHW in and out; Keras's kernel is [h, w, channels, multiplier]."""
    x = padded(x, config, config["kernelSize"], 0.0)
    height, width, channels, multiplier = kernel.shape
    kernel = kernel.permute(2, 3, 0, 1).reshape(channels * multiplier, 1, height, width)
    return F.conv2d(x, kernel, bias, config["strides"], 0, config["dilationRate"], channels)


def depthwise_conv2d(x, params, config):
    y = depthwise(x.permute(0, 3, 1, 2), params["kernel"], params.get("bias"), config)
    return ACTIVATIONS[config["activation"]](y.permute(0, 2, 3, 1))


def separable_conv2d(x, params, config):
    y = depthwise(x.permute(0, 3, 1, 2), params["depthwise_kernel"], None, config)
    y = F.conv2d(y, params["pointwise_kernel"].permute(3, 2, 0, 1), params.get("bias"))
    return ACTIVATIONS[config["activation"]](y.permute(0, 2, 3, 1))


def fitted(y, sizes, config):
    """All that the windows reach, NC…, as the extents that Keras gives: cut in front, and filled up
    or cut behind."""
    given = config.get("outputPadding")
    given = [given] * len(sizes) if given is None or isinstance(given, int) else given
    for axis, (n, k, d, s, p) in enumerate(
            zip(sizes, config["kernelSize"], config["dilationRate"], config["strides"], given)):
        reach, same = (k - 1) * d + 1, config["padding"] == "same"
        if p is None:
            wanted = n * s if same else (n - 1) * s + max(reach, s)
        else:
            wanted = (n - 1) * s + p + (reach % 2 if same else reach)
        low = max(y.shape[axis + 2] - wanted, 0) // 2 if same else 0
        fill = [0, 0] * (len(sizes) - axis - 1) + [0, max(low + wanted - y.shape[axis + 2], 0)]
        y = F.pad(y, fill).narrow(axis + 2, low, wanted)
    return y


def conv2d_transpose(x, params, config):
    """PyTorch gives all that a window reaches; Keras cuts `same`, and fills up to the stride."""
    y = F.conv_transpose2d(
        x.permute(0, 3, 1, 2), params["kernel"].permute(3, 2, 0, 1), None, config["strides"],
        dilation=config["dilationRate"])
    y = fitted(y, x.shape[1:3], config)
    y = y.permute(0, 2, 3, 1)
    return ACTIVATIONS[config["activation"]](y + params["bias"] if "bias" in params else y)


def layer_normalization(x, params, config):
    axes = config["axis"] if isinstance(config["axis"], list) else [config["axis"]]
    axes = sorted(axis % x.dim() for axis in axes)
    rest = [axis for axis in range(x.dim()) if axis not in axes]
    order = rest + axes
    y = x.permute(order)
    y = F.layer_norm(y, [x.shape[axis] for axis in axes], params.get("gamma"), params.get("beta"),
                     config["epsilon"])
    return y.permute([order.index(axis) for axis in range(x.dim())])


def conv2d(x, params, config):
    x = padded(x.permute(0, 3, 1, 2), config, config["kernelSize"], 0.0)
    y = F.conv2d(x, params["kernel"].permute(3, 2, 0, 1), params.get("bias"), config["strides"], 0,
                 config["dilationRate"], config["groups"])
    return ACTIVATIONS[config["activation"]](y.permute(0, 2, 3, 1))


def max_pooling(x, config):
    pool = F.max_pool1d if x.dim() == 3 else F.max_pool2d
    x, config = x.movedim(-1, 1), as_lists(config)
    x = padded(x, config, config["poolSize"], -torch.inf)
    return pool(x, config["poolSize"], config["strides"]).movedim(1, -1)


def average_pooling(x, config):
    """The mean of the pixels that exist: PyTorch has no uneven padding, so sum and count."""
    pool = F.avg_pool1d if x.dim() == 3 else F.avg_pool2d
    x, config = x.movedim(-1, 1), as_lists(config)
    size, strides = config["poolSize"], config["strides"]
    total = pool(padded(x, config, size, 0.0), size, strides)
    count = pool(padded(torch.ones_like(x), config, size, 0.0), size, strides)
    return (total / count).movedim(1, -1)


def batch_normalization(x, params, config):
    """Updates `params`'s statistics in place when training. PyTorch's momentum is what is new."""
    y = x.movedim(config["axis"], 1)
    y = F.batch_norm(y, params["moving_mean"], params["moving_variance"], params.get("gamma"),
                     params.get("beta"), config["training"], 1 - config["momentum"],
                     config["epsilon"])
    return y.movedim(1, config["axis"])


def in_torch_order(array):
    """Keras's gates z r h as PyTorch's r z n."""
    z, r, h = array.chunk(3, -1)
    return torch.cat([r, z, h], -1)


def recurrent(x, params, config):
    """PyTorch's own LSTM or GRU where it has one of these functions, else the formulas.

    PyTorch has two biases: the LSTM's sum is Keras's one, the GRU's are Keras's two rows.
    """
    if config["goBackwards"]:
        x = x.flip(1)
    standard = (config["activation"], config["recurrentActivation"]) == ("tanh", "sigmoid")
    if not standard or not config.get("resetAfter", True):
        states = by_formula(x, params, config)
    else:
        bias, weights = params.get("bias"), [params["kernel"], params["recurrent_kernel"]]
        if config["layer"] == "LSTM":
            module, biases = torch.nn.LSTM, [] if bias is None else [bias, torch.zeros_like(bias)]
        else:
            module, biases = torch.nn.GRU, [] if bias is None else list(bias)
            weights, biases = map(in_torch_order, weights), map(in_torch_order, biases)
        module = module(x.shape[-1], config["units"], bias=bias is not None, batch_first=True)
        names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
        values = [weight.T for weight in weights] + list(biases)
        states, _ = torch.func.functional_call(module, dict(zip(names, values)), (x,))
    return states if config["returnSequences"] else states[:, -1]


def by_formula(x, params, config):
    """All states, step by step, for other functions and for a reset before the product."""
    formula()
    units, states = config["units"], []
    f, s = ACTIVATIONS[config["activation"]], ACTIVATIONS[config["recurrentActivation"]]
    kernel, own = params["kernel"], params["recurrent_kernel"]
    h = c = torch.zeros(x.shape[0], units)
    rows = torch.broadcast_to(params.get("bias", torch.zeros(())), (2, kernel.shape[1]))
    for t in range(x.shape[1]):
        if config["layer"] == "LSTM":
            i, forget, g, o = (x[:, t] @ kernel + h @ own + rows[0]).chunk(4, -1)
            c = s(forget) * c + s(i) * f(g)
            h = s(o) * f(c)
        else:
            xz, xr, xh = (x[:, t] @ kernel + rows[0]).chunk(3, -1)
            after = config["resetAfter"]
            hz, hr, hh = (h @ own + (rows[1] if after else 0)).chunk(3, -1)
            z, r = s(xz + hz), s(xr + hr)
            hh = r * hh if after else (r * h) @ own[:, 2 * units:]
            h = z * h + (1 - z) * f(xh + hh)
        states.append(h)
    return torch.stack(states, 1)


def forward(config, inputs, params):
    """The output of one layer, by PyTorch."""
    kind, x = config["layer"], inputs[0]
    if kind == "Dense":
        y = F.linear(x, params["kernel"].T, params.get("bias"))
        return ACTIVATIONS[config["activation"]](y)
    if kind == "Conv2D":
        return conv2d(x, params, config)
    if kind in ("MaxPooling1D", "MaxPooling2D"):
        return max_pooling(x, config)
    if kind in ("AveragePooling1D", "AveragePooling2D"):
        return average_pooling(x, config)
    if kind in ("LSTM", "GRU"):
        return recurrent(x, params, config)
    if kind == "BatchNormalization":
        return batch_normalization(x, params, config)
    return {
        "Conv1D": lambda: conv1d(x, params, config),
        "Conv2DTranspose": lambda: conv2d_transpose(x, params, config),
        "DepthwiseConv2D": lambda: depthwise_conv2d(x, params, config),
        "SeparableConv2D": lambda: separable_conv2d(x, params, config),
        "LayerNormalization": lambda: layer_normalization(x, params, config),
        "Embedding": lambda: F.embedding(x, params["embeddings"]),
        "GlobalAveragePooling1D": lambda: x.mean(1),
        "GlobalMaxPooling1D": lambda: x.amax(1),
        "GlobalAveragePooling2D": lambda: x.mean((1, 2)),
        "GlobalMaxPooling2D": lambda: x.amax((1, 2)),
        "Activation": lambda: ACTIVATIONS[config["activation"]](x),
        "LeakyReLU": lambda: F.leaky_relu(x, config["negativeSlope"]),
        "Softmax": lambda: softmax(x, config["axis"]),
        "Add": lambda: sum(inputs[1:], x),
        "Concatenate": lambda: torch.cat(inputs, config["axis"]),
        "Flatten": lambda: torch.flatten(x, 1),
        "Reshape": lambda: x.reshape(x.shape[0], *config["targetShape"]),
    }[kind]()
