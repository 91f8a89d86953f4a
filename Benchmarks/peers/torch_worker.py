"""PyTorch. Modes of training: `eager`, `fused` (Adam's fused kernel), `channels_last` (and fused
Adam), `compile` (torch.compile, with fused Adam, and channels_last for images). Of predictions:
`inference` (inference mode), `channels_last`, and `compile` (both, with weights frozen). Of
`input`: torchvision in a DataLoader with some number of workers."""

import itertools
import os
import shutil

from augmentation import with_torch
from batches import random_batches
from torch_models import MODELS
from worker import Outcome, Steps, Unavailable, serve


def train(options):
    torch = _torch(options)
    images = options.model in ("cnn", "lenet")
    layout = _layout(torch, options, images)
    model = MODELS[options.model](torch.nn).to(memory_format=layout)
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

    return Steps(step, lambda loss: loss.item(), torch.__version__, _count(model))


def predict(options):
    if options.mode == "compile":
        os.environ["TORCHINDUCTOR_FREEZING"] = "1"  # folds batch norm, packs weights
    torch = _torch(options)
    layout = _layout(torch, options, images=True)
    model = MODELS[options.model](torch.nn).to(memory_format=layout)
    model.eval()
    parameters = _count(model)
    # Freezing wants no_grad; inference mode is the faster of the two otherwise.
    context = torch.no_grad if options.mode == "compile" else torch.inference_mode
    forward = torch.compile(model) if options.mode == "compile" else model
    batches = itertools.cycle([
        _inputs(torch, x, True, layout) for x, _ in random_batches("cnn", options.batch)])

    def step():
        with context():
            return forward(next(batches)).numpy()

    return Steps(step, lambda result: float(result.sum()), torch.__version__, parameters)


def feed(options):
    """A sample at a time, as torchvision's transforms draw numbers once a call."""
    from fashion_mnist import read
    from torchvision.transforms import InterpolationMode, v2

    torch = _torch(options)
    images, labels = map(torch.from_numpy, (array.copy() for array in read("train")))
    images = images.permute(0, 3, 1, 2).contiguous()
    augment = v2.Compose([
        v2.RandomCrop(24), v2.RandomHorizontalFlip(),
        v2.RandomRotation(18, interpolation=InterpolationMode.BILINEAR),
        v2.ColorJitter(contrast=0.2), v2.ToDtype(torch.float32, scale=True)])

    class Images(torch.utils.data.Dataset):
        def __len__(self):
            return len(images)

        def __getitem__(self, row):
            return augment(images[row]), labels[row].long()

    workers = int(options.mode.rpartition("_")[2])
    loader = torch.utils.data.DataLoader(
        Images(), batch_size=128, shuffle=True, num_workers=workers,
        persistent_workers=workers > 0, worker_init_fn=lambda _: torch.set_num_threads(1))
    batches = itertools.chain.from_iterable(itertools.repeat(loader))
    return Steps(
        lambda: next(batches), lambda batch: float(batch[0].mean()), torch.__version__)


def end_to_end(options):
    from fashion_mnist import read

    torch = _torch(options)
    torch.manual_seed(1)
    layout = _layout(torch, options, images=True)
    images, labels = _images(torch, layout, *read("train", options.samples))
    test_images, test_labels = _images(torch, layout, *read("t10k"))
    model = MODELS["demo"](torch.nn).to(memory_format=layout)
    forward = torch.compile(model) if options.mode == "compile" else model
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3, fused=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(
        optimizer, options.epochs * -(-len(images) // 128))
    loss_function = torch.nn.CrossEntropyLoss()
    for _ in range(options.epochs):
        model.train()
        losses, correct = torch.zeros(()), torch.zeros((), dtype=torch.long)
        for rows in torch.randperm(len(images)).split(128):
            augmented = with_torch(torch, images[rows]).contiguous(memory_format=layout)
            logits = forward(augmented.float().div_(255))
            loss = loss_function(logits, labels[rows])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
            losses += loss.detach() * len(rows)
            correct += (logits.detach().argmax(1) == labels[rows]).sum()
        model.eval()
        with torch.inference_mode():
            hits = sum(
                int((forward(x.float().div_(255)).argmax(1) == y).sum())
                for x, y in zip(test_images.split(128), test_labels.split(128)))
    return Outcome(hits / len(test_images), torch.__version__, _count(model))


def _torch(options):
    if options.mode == "compile" and not any(map(shutil.which, ("c++", "g++", "clang++"))):
        raise Unavailable("torch.compile needs a C++ compiler, and none was found")
    import torch

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    return torch


def _layout(torch, options, images):
    last = images and options.mode in ("channels_last", "compile")
    return torch.channels_last if last else torch.contiguous_format


def _inputs(torch, array, images, layout):
    tensor = torch.from_numpy(array)
    return tensor.permute(0, 3, 1, 2).contiguous(memory_format=layout) if images else tensor


def _images(torch, layout, images, labels):
    return (
        _inputs(torch, images.copy(), True, layout), torch.from_numpy(labels.copy()).long())


def _count(model):
    return sum(p.numel() for p in model.parameters())


def _optimizer(torch, options, model):
    fused = options.mode != "eager"
    if options.model == "lenet":
        return torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, fused=fused)
    return torch.optim.Adam(model.parameters(), lr=1e-3, fused=fused)


if __name__ == "__main__":
    serve("torch", train=train, predict=predict, feed=feed, end_to_end=end_to_end)
