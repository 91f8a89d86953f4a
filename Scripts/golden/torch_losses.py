"""Losses by PyTorch: must agree with Keras wherever no probability is clipped."""

import cases
import golden
from torch_setup import F, source, tensor, torch


def value(config, predictions, targets):
    """PyTorch's loss, and for probabilities its own functions after normalizing as Keras does."""
    kind, logits = config["loss"], config.get("fromLogits")
    if kind == "MeanSquaredError":
        return F.mse_loss(predictions, targets)
    if kind == "BinaryCrossentropy":
        if logits:
            return F.binary_cross_entropy_with_logits(predictions, targets)
        return F.binary_cross_entropy(predictions, targets)
    classes = predictions.shape[-1]
    if kind == "SparseCategoricalCrossentropy":
        targets = targets.reshape(-1).long()
    else:
        targets = targets.reshape(-1, classes)
    predictions = predictions.reshape(-1, classes)
    if not logits:
        # log of normalized probabilities: cross entropy from logits leaves it as it is.
        predictions = torch.log(predictions / predictions.sum(-1, keepdim=True))
    return F.cross_entropy(predictions, targets)


def check(name):
    tensors, config = golden.read(name)
    predictions = tensor(tensors["predictions"])
    targets = torch.tensor(tensors["targets"])
    if targets.is_floating_point():
        targets = targets.double()
    loss = value(config, predictions, targets)
    loss.backward()
    result = {"loss": loss.detach().numpy(), "grad/predictions": predictions.grad.numpy()}
    return golden.agree(name, result, tensors, by=source())


names = [f"losses/{name}" for name in cases.LOSSES if not name.endswith("saturated")]
worst = max(check(name) for name in names)
print(f"losses: PyTorch agrees within {worst:.1e}")
