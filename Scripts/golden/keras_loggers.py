"""What Keras's loggers write: the files of CSVLogger, and the tags and steps of TensorBoard.

Writes traces/loggers.json.
"""

import json
import math
import os
import tempfile

import keras_setup
import keras
import numpy as np
from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader
from tensorboard.compat.proto import event_pb2

import golden

TABLES = [
    {"settings": {}, "rows": [
        {"loss": 0.699999988079071, "accuracy": 0.5, "val_loss": 1e-05},
        {"loss": math.nan, "accuracy": 1.0, "val_loss": math.inf}]},
    {"settings": {"separator": ";"}, "rows": [{"loss": 1.5}, {"loss": 1e16, "new": 3.0}]},
    {"settings": {}, "rows": [{"f1,\"macro\"": 1.0, "val_loss": -math.inf}, {"val_loss": 2.0}]},
    {"settings": {}, "rows": [
        {"val_b": 1e-4, "b": 123456789012345680.0, "A": -0.0, "a_1": 1 / 3, "a1": 5e-324}]},
    {"settings": {"append": True}, "before": "epoch,loss,val_loss\r\n0,9.0,NA\r\n",
     "rows": [{"loss": 1.5}, {"loss": 0.1}]},
    {"settings": {"append": True}, "before": "", "rows": [{"loss": 1.5, "val_loss": 2.5}]},
    {"settings": {}, "before": "something\n", "rows": [{"loss": 1.5, "val_loss": 2.5}]},
]


def table(case, path):
    if "before" in case:
        with open(path, "w", newline="") as file:
            file.write(case["before"])
    logger = keras.callbacks.CSVLogger(path, **case["settings"])
    logger.on_train_begin()
    for epoch, logs in enumerate(case["rows"]):
        logger.on_epoch_end(epoch, dict(logs))
    logger.on_train_end()
    with open(path, newline="") as file:
        return {**case, "file": file.read()}


def events(frequency):
    """Folder, step, and tag of everything that a small training writes."""
    random = np.random.default_rng(7)
    x = random.standard_normal((24, 6)).astype("float32")
    y = np.argmax(x[:, :3], 1)
    model = keras.Sequential([
        keras.Input((6,)), keras.layers.Dense(8, activation="relu", name="dense_1"),
        keras.layers.Dense(3, name="dense_2")], name="model")
    model.compile(
        optimizer=keras.optimizers.SGD(0.1), metrics=["accuracy"],
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    folder = tempfile.mkdtemp()
    callback = keras.callbacks.TensorBoard(
        folder, update_freq=frequency, histogram_freq=2, write_images=True, write_graph=False)
    model.fit(
        x, y, epochs=3, batch_size=8, validation_data=(x[:9], y[:9]), verbose=0,
        callbacks=[callback])
    found = []
    for root, _, names in os.walk(folder):
        for name in names:
            for raw in RawEventFileLoader(os.path.join(root, name)).Load():
                event = event_pb2.Event.FromString(raw)
                for value in event.summary.value:
                    tag = value.tag.removeprefix("model/")
                    found.append([os.path.relpath(root, folder), event.step, tag])
    return {"updateFreq": frequency, "events": sorted(found)}


def plain(value):
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(v) for key, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list) else value


def main():
    with tempfile.TemporaryDirectory() as folder:
        tables = [table(case, f"{folder}/{index}.csv") for index, case in enumerate(TABLES)]
    result = {
        "framework": f"Keras {keras.__version__}", "tables": tables,
        "trainings": [events("epoch"), events("batch")]}
    with open(golden.FOLDER.parent / "traces" / "loggers.json", "w") as file:
        file.write(json.dumps(plain(result), separators=(",", ":")) + "\n")


main()
