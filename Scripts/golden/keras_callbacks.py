"""Traces of Keras's callbacks over generated sequences of a metric.

Writes traces/callbacks.json: for each case the settings, the values by epoch in 64ths, and what Keras did. So
ties are exact and float32 loses nothing. NaN is never the first value that is
watched: Keras takes it as the best for good, which Hone doesn't.
"""

import json
import math

import keras
import numpy as np

import golden

CASES = 2000


class Optimizer:
    def __init__(self):
        self.learning_rate = 1.0


class Model:
    """What a callback asks of a model: its weights are the number of the epoch."""

    def __init__(self):
        self.stop_training = False
        self.optimizer = Optimizer()
        self.epoch = None
        self.restored = None
        self.saved = []

    def get_weights(self):
        return self.epoch

    def set_weights(self, weights):
        self.restored = weights

    def save(self, path, overwrite=True):
        self.saved.append(self.epoch)


def values(random, first):
    count = int(random.integers(3, 16))
    steps = random.integers(-6, 5, count)
    row = [float(v) for v in (np.cumsum(steps) + 40) / 64]
    for index in range(first + 1, count):
        if random.random() < 0.05:
            row[index] = math.nan
    return row


def run(callback, model, row):
    callback.set_model(model)
    callback.on_train_begin()
    rates = []
    for epoch, value in enumerate(row):
        model.epoch = epoch
        callback.on_epoch_begin(epoch)
        callback.on_epoch_end(epoch, {"val_loss": value})
        rates.append(model.optimizer.learning_rate)
        if model.stop_training:
            break
    callback.on_train_end()
    return rates


def early_stopping(random):
    settings = {
        "minDelta": float(random.choice([0, 0, 1 / 64, 3 / 64])),
        "patience": int(random.integers(0, 5)),
        "mode": str(random.choice(["min", "max"])),
        "baseline": None if random.random() < 0.7 else float(random.integers(20, 60) / 64),
        "restoreBestWeights": bool(random.random() < 0.5),
        "startFromEpoch": int(random.choice([0, 0, 2])),
    }
    row = values(random, settings["startFromEpoch"])
    callback = keras.callbacks.EarlyStopping(
        min_delta=settings["minDelta"], patience=settings["patience"], mode=settings["mode"],
        baseline=settings["baseline"], restore_best_weights=settings["restoreBestWeights"],
        start_from_epoch=settings["startFromEpoch"])
    model = Model()
    run(callback, model, row)
    stopped = callback.stopped_epoch if model.stop_training else None
    return settings, row, {
        "stopped": stopped, "restored": model.restored, "best": callback.best,
        "wait": callback.wait}


def plateau(random):
    settings = {
        "factor": float(random.choice([0.5, 0.25])), "patience": int(random.integers(0, 4)),
        "mode": str(random.choice(["min", "max"])),
        "minDelta": float(random.choice([1e-4, 0, 2 / 64])),
        "cooldown": int(random.choice([0, 0, 1, 3])),
        "minLR": float(random.choice([0, 0.125, 0.3])),
    }
    row = values(random, 0)
    callback = keras.callbacks.ReduceLROnPlateau(
        factor=settings["factor"], patience=settings["patience"], mode=settings["mode"],
        min_delta=settings["minDelta"], cooldown=settings["cooldown"], min_lr=settings["minLR"])
    return settings, row, {"rates": run(callback, Model(), row)}


def checkpoint(random):
    settings = {
        "mode": str(random.choice(["min", "max"])), "saveBestOnly": bool(random.random() < 0.8),
        "initialValueThreshold":
            None if random.random() < 0.7 else float(random.integers(20, 60) / 64),
    }
    row = values(random, 0)
    callback = keras.callbacks.ModelCheckpoint(
        "model.keras", mode=settings["mode"], save_best_only=settings["saveBestOnly"],
        initial_value_threshold=settings["initialValueThreshold"])
    model = Model()
    run(callback, model, row)
    return settings, row, {"saved": model.saved}


def plain(value):
    if isinstance(value, float) and math.isnan(value):
        return "nan"
    if isinstance(value, dict):
        return {key: plain(v) for key, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value


def main():
    random = np.random.default_rng(7)
    kinds = [
        ("earlyStopping", early_stopping), ("reduceLROnPlateau", plateau),
        ("modelCheckpoint", checkpoint)]
    cases = []
    for index in range(CASES):
        name, make = kinds[index % 3]
        settings, row, result = make(random)
        cases.append(
            {"callback": name, "settings": settings, "result": result,
             "values64": [v if math.isnan(v) else round(v * 64) for v in row]})
    lines = ",\n".join(json.dumps(plain(case), separators=(",", ":")) for case in cases)
    with open(golden.FOLDER.parent / "traces" / "callbacks.json", "w") as file:
        file.write('{"framework":"Keras %s","cases":[\n%s\n]}\n' % (keras.__version__, lines))


main()
