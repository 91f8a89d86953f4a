"""PyTorch. Modes: `eager`, `fused` (Adam's fused kernel), `channels_last` (and fused Adam),
`compile` (torch.compile, with fused Adam, and channels_last for images)."""

import itertools
import shutil

from batches import random_batches
from worker import Training, Unavailable, serve


def build(options):
    if options.mode == "compile" and not any(map(shutil.which, ("c++", "g++", "clang++"))):
        raise Unavailable("torch.compile needs a C++ compiler, and none was found")
    import torch

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    images = options.model in ("cnn", "lenet")
    channels_last = images and options.mode in ("channels_last", "compile")
    layout = torch.channels_last if channels_last else torch.contiguous_format

    model = MODELS[options.model](torch.nn)
    if channels_last:
        model = model.to(memory_format=layout)
    model.train()
    optimizer = _optimizer(torch, options, model)
    forward = torch.compile(model) if options.mode == "compile" else model
    loss_function = torch.nn.CrossEntropyLoss()
    batches = itertools.cycle([
        (_inputs(torch, x, images, layout), torch.from_numpy(y).long())
        for x, y in random_batches(options.model)
    ])

    def step():
        inputs, labels = next(batches)
        optimizer.zero_grad(set_to_none=True)
        loss = loss_function(forward(inputs), labels)
        loss.backward()
        optimizer.step()
        return loss

    parameters = sum(p.numel() for p in model.parameters())
    return Training(step, lambda loss: loss.item(), torch.__version__, parameters)


def _inputs(torch, array, images, layout):
    tensor = torch.from_numpy(array)
    return tensor.permute(0, 3, 1, 2).contiguous(memory_format=layout) if images else tensor


def _optimizer(torch, options, model):
    fused = options.mode != "eager"
    if options.model == "lenet":
        return torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, fused=fused)
    return torch.optim.Adam(model.parameters(), lr=1e-3, fused=fused)


def _mlp(nn):
    return nn.Sequential(
        nn.Linear(784, 512), nn.ReLU(), nn.Dropout(0.2),
        nn.Linear(512, 256), nn.ReLU(), nn.Dropout(0.2),
        nn.Linear(256, 10))


def _cnn(nn):
    layers, channels = [], 3
    for filters in (32, 64):
        for _ in range(2):
            layers += [
                nn.Conv2d(channels, filters, 3, padding=1, bias=False),
                nn.BatchNorm2d(filters, eps=1e-3, momentum=0.01), nn.ReLU(inplace=True)]
            channels = filters
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(
        *layers, nn.Flatten(), nn.Linear(4096, 128), nn.ReLU(), nn.Dropout(0.5),
        nn.Linear(128, 10))


def _lenet(nn):
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10))


def _text(nn):
    class TextClassifier(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(20_000, 128)
            self.convolution = nn.Conv1d(128, 128, 5)
            self.head = nn.Sequential(
                nn.Linear(128, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 2))

        def forward(self, ids):
            features = self.convolution(self.embedding(ids).transpose(1, 2)).relu()
            return self.head(features.amax(2))

    return TextClassifier()


MODELS = {"mlp": _mlp, "cnn": _cnn, "lenet": _lenet, "text": _text}

if __name__ == "__main__":
    serve("torch", build)
