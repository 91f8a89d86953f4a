"""Penalties by PyTorch: their formulas, and its own derivative."""

import golden
import regularizer_cases
from torch_setup import FRAMEWORK, F, tensor, torch


def orthogonal(w, options):
    vectors = F.normalize(w if options["mode"] == "rows" else w.T, dim=1)
    cosines = (vectors @ vectors.T).abs()
    above = torch.triu(torch.ones_like(cosines), diagonal=1).bool()
    return options["factor"] * cosines[above].mean()


PENALTIES = {
    "L1": lambda w, o: o["l1"] * w.abs().sum(),
    "L2": lambda w, o: o["l2"] * (w**2).sum(),
    "L1L2": lambda w, o: o["l1"] * w.abs().sum() + o["l2"] * (w**2).sum(),
    "Orthogonal": orthogonal,
}


def check(name):
    tensors, config = golden.read(f"regularizers/{name}")
    weight = tensor(tensors["weight"])
    penalty = PENALTIES[config["regularizer"]](weight, config)
    penalty.backward()
    result = {"penalty": penalty.detach().numpy(), "grad/weight": weight.grad.numpy()}
    return golden.agree(
        f"regularizers/{name}", result, tensors, by=f"{FRAMEWORK}, by formula")


worst = max(check(name) for name in regularizer_cases.REGULARIZERS)
print(f"regularizers: PyTorch agrees within {worst:.1e}")
