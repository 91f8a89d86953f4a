#!/usr/bin/env python3
"""Trains a linear model and a small CNN on the sample set by PyTorch: is it learnable, not trivial?

    Scripts/sample-data/check-sample-data.py

Needs torch and numpy. Fails unless the CNN gets 95 % of the test images and the linear model
clearly fewer.
"""

import gzip
import pathlib

import numpy as np
import torch
from torch import nn

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Sources/HoneData/Resources/sample"


def load(stem):
    images = gzip.decompress((FOLDER / f"{stem}-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((FOLDER / f"{stem}-labels-idx1-ubyte.gz").read_bytes())
    pixels = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 1, 28, 28)
    return (torch.tensor(pixels / np.float32(255)),
            torch.tensor(np.frombuffer(labels, np.uint8, offset=8).astype(np.int64)))


def accuracy(model, epochs, seed):
    torch.manual_seed(seed)
    for layer in model.modules():
        if hasattr(layer, "reset_parameters"):
            layer.reset_parameters()
    optimizer = torch.optim.Adam(model.parameters(), 2e-3)
    for _ in range(epochs):
        model.train()
        for batch in torch.randperm(len(train_x)).split(32):
            loss = nn.functional.cross_entropy(model(train_x[batch]), train_y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    model.eval()
    with torch.no_grad():
        return (model(test_x).argmax(1) == test_y).float().mean().item()


train_x, train_y = load("train")
test_x, test_y = load("t10k")
linear = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
cnn = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Dropout(0.3), nn.Linear(32 * 49, 10))
of_linear = [accuracy(linear, 60, seed) for seed in range(3)]
of_cnn = [accuracy(cnn, 20, seed) for seed in range(3)]
print(f"linear {of_linear}, cnn {of_cnn}")
if min(of_cnn) < 0.95 or not 0.5 < max(of_linear) < 0.92:
    raise SystemExit("the sample set is too hard or too easy")
