"""Compares what TensorBoard reads of a run with the run's own files."""

import csv
import json
import pathlib
import sys

import numpy as np
from safetensors.numpy import load_file
from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.context import RequestContext
from tensorboard.plugins.hparams import metadata as hparams
from tensorboard.util import tensor_util

run = pathlib.Path(sys.argv[1])
logs = run / "logs"
rows = list(csv.DictReader(open(run / "log.csv", newline="")))
assert [row["epoch"] for row in rows] == ["0", "1", "2"], rows
lines = [json.loads(line) for line in open(run / "log.jsonl")]
for row, line in zip(rows, lines):
    for name, text in row.items():
        assert float(text) == line[name], (name, text, line)


def single(value):
    return float(np.float32(value))


# Scalars, as every reader of event files knows them.
events = {}
for part in ["train", "validation"]:
    events[part] = EventAccumulator(str(logs / part), size_guidance={"tensors": 0, "images": 0})
    events[part].Reload()
scalars = 0
for name in rows[0]:
    if name == "epoch":
        continue
    is_validation = name.startswith("val_")
    found = events["validation" if is_validation else "train"].Scalars(
        "epoch_" + name.removeprefix("val_"))
    assert [e.step for e in found] == [0, 1, 2], (name, found)
    assert [e.value for e in found] == [single(row[name]) for row in rows], (name, found)
    scalars += len(found)
steps = [e.step for e in events["train"].Scalars("batch_loss")]
assert steps == [4, 8, 12, 16, 20, 24, 28], steps
last = [e.value for e in events["train"].Scalars("batch_loss") if e.step == 20]
assert last == [single(rows[1]["loss"])], last

# Histograms and images, of the weights that were saved beside them.
weights = [load_file(run / f"{epoch + 1}.safetensors") for epoch in range(3)]
histograms = images = 0
for name in weights[0]:
    tensors = events["train"].Tensors(name + "/histogram")
    assert [e.step for e in tensors] == [0, 1, 2], name
    for epoch, event in enumerate(tensors):
        buckets = tensor_util.make_ndarray(event.tensor_proto)
        values = weights[epoch][name].astype(np.float64).ravel()
        assert buckets.shape == (30, 3), buckets.shape
        counts, edges = np.histogram(values, bins=30, range=(values.min(), values.max()))
        assert np.allclose(buckets[:, 0], edges[:-1], rtol=1e-12, atol=1e-15), name
        assert buckets[-1, 1] == values.max() and buckets[:, 2].sum() == values.size, name
        # A value on an edge may fall on either side of it.
        assert np.abs(buckets[:, 2] - counts).max() <= 2, (name, buckets[:, 2], counts)
        histograms += 1
    for event in events["train"].Images(name + "/image"):
        image = event.encoded_image_string
        assert image[:8] == b"\x89PNG\r\n\x1a\n" and event.width > 0 and event.height > 0
        width, height = (int.from_bytes(image[at:at + 4], "big") for at in (16, 20))
        assert (width, height) == (event.width, event.height), name
        images += 1
assert images == histograms, (images, histograms)

# What TensorBoard's own pages see: the migrated form, by run and tag.
multiplexer = plugin_event_multiplexer.EventMultiplexer()
multiplexer.AddRunsFromDirectory(str(logs))
multiplexer.Reload()
provider = data_provider.MultiplexerDataProvider(multiplexer, str(logs))
context = RequestContext()
listed = provider.list_scalars(context, experiment_id="", plugin_name="scalars")
assert set(listed) == {"train", "validation"}, listed
assert "epoch_learning_rate" in listed["train"] and "epoch_accuracy" in listed["validation"]
shown = provider.list_tensors(context, experiment_id="", plugin_name="histograms")
assert set(shown["train"]) == {name + "/histogram" for name in weights[0]}, shown
blobs = provider.list_blob_sequences(context, experiment_id="", plugin_name="images")
assert set(blobs["train"]) == {name + "/image" for name in weights[0]}, blobs

# The table of hyperparameters.
found = {}
for path in logs.glob("events.*"):
    for event in EventFileLoader(str(path)).Load():
        for value in event.summary.value:
            found[value.tag] = value.metadata.plugin_data.content
start = hparams.parse_session_start_info_plugin_data(found[hparams.SESSION_START_INFO_TAG])
assert start.hparams["optimizer"].string_value == "adam", start
assert start.hparams["optimizer.learningRate"].number_value == 0.002, start
end = hparams.parse_session_end_info_plugin_data(found[hparams.SESSION_END_INFO_TAG])
assert end.status == 1 and end.end_time_secs >= start.start_time_secs > 1.7e9, (start, end)

print(
    f"tensorboard: {scalars} scalars, {histograms} histograms, {images} images and "
    f"{len(start.hparams)} hyperparameters read back")
