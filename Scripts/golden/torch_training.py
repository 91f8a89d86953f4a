"""Training by PyTorch from the same weights and batches: must agree with Keras, stored apart.

Two conventions differ: Adam's ε (PyTorch's default 1e-8, after the bias correction) and the running
variance (unbiased in PyTorch). The check takes both out; the stored values keep them.
"""

import numpy as np

import cases
import golden
from torch_optimizers import like_keras, optimizer
from torch_setup import F, FRAMEWORK, forward, tensor, torch

STATISTICS = ("moving_mean", "moving_variance")


def scaled(inputs):
    """Images are stored as bytes and trained on as byte/255 in float32."""
    return inputs / np.float32(255) if inputs.dtype == np.uint8 else inputs


def logits(layers, weights, inputs, training):
    """The model's output; batch normalization updates `weights` when training."""
    counts = {}
    x = inputs
    for layer in layers:
        prefix = layer["name"] + "/"
        params = {key.removeprefix(prefix): value for key, value in weights.items()
                  if key.startswith(prefix)}
        if layer["layer"] == "BatchNormalization":
            counts[layer["name"]] = x.numel() // x.shape[-1]
        x = forward(layer | {"training": training}, [x], params)
    return x, counts


def train(model, data, kind, rate, options, keras_epsilon):
    """The golden tensors of a run, and the number of values in each batch norm's statistics."""
    weights = {key.removeprefix("initial/"): tensor(value) for key, value in data.items()
               if key.startswith("initial/")}
    for key in weights:
        if key.endswith(STATISTICS):
            weights[key] = weights[key].detach()
    trainable = [key for key, value in weights.items() if value.requires_grad]
    chosen = optimizer(kind, [weights[key] for key in trainable], rate, options)
    tensors, losses, counts = {}, [], {}
    for step, (inputs, labels) in enumerate(zip(data["inputs"], data["labels"]), start=1):
        x = torch.tensor(scaled(inputs), dtype=torch.float64)
        output, counts = logits(model["layers"], weights, x, training=True)
        loss = F.cross_entropy(output, torch.tensor(labels).long())
        chosen.zero_grad()
        loss.backward()
        losses.append(loss.item())
        if step == 1:
            tensors |= {f"grad/1/{key}": weights[key].grad.numpy().copy() for key in trainable}
        if keras_epsilon and kind == "Adam":
            like_keras(chosen, options, step)
        chosen.step()
        if step in cases.SAVED_STEPS:
            tensors |= {f"params/{step}/{key}": value.detach().numpy().copy()
                        for key, value in weights.items()}
    tensors["losses"] = np.array(losses)
    return tensors | {"inference": inference(model, data, tensors)}, counts


def inference(model, data, tensors):
    """The logits of the last batch under the last weights, running statistics in use."""
    prefix = f"params/{cases.STEPS}/"
    weights = {key.removeprefix(prefix): torch.tensor(value, dtype=torch.float64)
               for key, value in tensors.items() if key.startswith(prefix)}
    x = torch.tensor(scaled(data["inputs"][-1]), dtype=torch.float64)
    return logits(model["layers"], weights, x, training=False)[0].numpy()


def biased(tensors, counts):
    """The running variance as Keras would have it: what came from batches times (n−1)/n."""
    for key in tensors:
        if key.endswith("moving_variance"):
            _, step, name, _ = key.split("/")
            kept, count = 0.99 ** int(step), counts[name]
            tensors[key] = kept + (tensors[key] - kept) * (count - 1) / count
    return tensors


for name in cases.MODELS:
    data, model = golden.read(f"training/{name}-data")
    for trainer, (kind, rate, options) in cases.TRAINERS.items():
        file = f"training/{name}-{trainer}"
        expected, config = golden.read(file)
        result, counts = train(model, data, kind, rate, options, keras_epsilon=True)
        result = biased(result, counts)
        result["inference"] = inference(model, data, result)
        if result.keys() != expected.keys():
            raise SystemExit(f"{file}: PyTorch has other tensors than Keras")
        worst = golden.agree(file, result, expected, by=FRAMEWORK)
        if kind == "Adam":
            options = options | {"epsilon": 1e-8}
        stored, _ = train(model, data, kind, rate, options, keras_epsilon=False)
        golden.write(f"{file}-torch", stored, config | options | {"convention": "pytorch"},
                     FRAMEWORK)
        difference = max(golden.error(stored[key], expected[key]) for key in expected)
        loss = golden.error(stored["losses"], expected["losses"])
        print(f"training: {name} {trainer}: PyTorch agrees within {worst:.1e}; "
              f"with its own conventions weights differ by {difference:.1e}, losses by {loss:.1e}")
