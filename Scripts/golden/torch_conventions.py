"""What PyTorch does by an option of its own, as Hone says it with two layers: even padding."""

import golden
from torch_setup import F, FRAMEWORK, tensor, torch

PADDING = {"ZeroPadding2D": {"padding": 1}}
CONV = {"Conv2D": {"filters": 4, "kernelSize": [3, 3], "strides": [2, 2]}}
AVERAGE = {"AveragePooling2D": {"poolSize": [3, 3], "strides": [2, 2]}}


def chain(*layers):
    return {"model": {"Sequential": {"layers": list(layers)}}}


def images(function):
    """A function of NCHW images for NHWC ones."""
    return lambda x, *weights: function(x.permute(0, 3, 1, 2), *weights).permute(0, 2, 3, 1)


def conv(x, kernel, bias):
    return F.conv2d(x, kernel.permute(3, 2, 0, 1), bias, stride=2, padding=1)


# name: (configuration, function, shape, weights)
CASES = {
    "even-padding-conv2d": (chain(PADDING, CONV), images(conv), [2, 6, 7, 3], {
        "conv2d_1/kernel": [3, 3, 3, 4], "conv2d_1/bias": [4]}),
    "even-padding-average-pooling2d": (
        chain(PADDING, AVERAGE), images(lambda x: F.avg_pool2d(x, 3, 2, padding=1)),
        [2, 6, 7, 3], {}),
}


def case(name, config, function, shape, weights):
    generator = golden.random(name)
    values = {"input": golden.normal(generator, shape)}
    values |= {f"params/{path}": golden.normal(generator, size) for path, size in weights.items()}
    tensors = {key: tensor(value) for key, value in values.items()}
    output = function(*tensors.values())
    upstream = golden.normal(generator, output.shape)
    output.backward(torch.tensor(upstream, dtype=torch.float64))
    gradients = {"grad/" + key.removeprefix("params/"): value.grad.numpy()
                 for key, value in tensors.items()}
    golden.write(f"sequences/{name}-torch", values | gradients | {
        "output": output.detach().numpy(), "upstream": upstream}, config, FRAMEWORK)


for name, arguments in CASES.items():
    case(name, *arguments)
print(f"conventions: {len(CASES)} cases")
