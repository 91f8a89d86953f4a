"""The metrics of `metric_cases.py`, by Keras, in float32: running results over unequal batches."""

import re

import numpy as np

import cases
import golden
import loss_data
import metric_cases
from keras_setup import FRAMEWORK, keras, use


class ConfusionMatrix:
    """Keras has none: by NumPy. Rows are wanted classes."""

    def __init__(self, threshold=0.5):
        self.threshold, self.matrix = threshold, 0

    def update_state(self, targets, predictions):
        if predictions.shape[-1] == 1:
            wanted, found = targets.ravel(), predictions.ravel() > self.threshold
        else:
            one_hot = targets.ndim == predictions.ndim
            wanted = (targets.argmax(-1) if one_hot else targets).ravel()
            found = predictions.argmax(-1).ravel()
        count = max(predictions.shape[-1], 2)
        matrix = np.zeros([count, count], np.int32)
        np.add.at(matrix, (wanted.astype(int), found.astype(int)), 1)
        self.matrix = self.matrix + matrix

    def result(self):
        return self.matrix


def snake(name):
    return re.sub("([A-Z])", lambda match: "_" + match.group(1).lower(), name)


def made(metric, options, shape):
    if metric == "ConfusionMatrix":
        return ConfusionMatrix(**options)
    renamed = {snake(key): value for key, value in options.items()}
    for key in ["average", "class_aggregation"]:
        if key in renamed:
            renamed[key] = None if renamed[key] == "none" else snake(renamed[key])
    if "curve" in renamed:
        renamed["curve"] = renamed["curve"].upper()
    if metric == "MeanIoU":
        renamed |= {"num_classes": shape[-1], "sparse_y_pred": False}
    return getattr(keras.metrics, {"LogCosh": "LogCoshError"}.get(metric, metric))(**renamed)


def shown(metric, result):
    """The one number that Hone shows."""
    if metric == "ConfusionMatrix":
        return np.trace(result) / result.sum()
    if result.ndim == 0:
        return result
    return result.mean() if metric in ("FBetaScore", "R2Score") else result[0]


def metric_case(name, metric, options, shape, style, weighted=False):
    generator = golden.random(name)
    running = made(metric, options, shape)
    tensors, results = {}, []
    for index, count in enumerate(cases.METRIC_BATCHES):
        predictions, targets = loss_data.make(style, [count, *shape], generator)
        # Keras wants one-hot rows told apart from indices here.
        given = targets.argmax(-1) if metric == "MeanIoU" and "one-hot" in style else targets
        weights = {}
        if weighted:
            own = generator.integers(0, 4, count).astype(np.float32)
            tensors[f"weights/{index}"] = own
            # Keras wants a column beside the columns that it counts one by one.
            weights = {"sample_weight": own[:, None] if style == "probability-bits"
                       and metric != "BinaryAccuracy" else own}
        running.update_state(given, predictions, **weights)
        result = np.asarray(keras.ops.convert_to_numpy(running.result()))
        results.append(float(shown(metric, result)))
        tensors |= {f"predictions/{index}": predictions, f"targets/{index}": targets}
        if result.ndim:
            tensors[f"details/{index}"] = result
    tensors["results"] = np.array(results)
    config = {"metric": metric, "batches": len(results), "style": style} | options
    if weighted:
        config["weighted"] = True
    framework = "NumPy" if metric == "ConfusionMatrix" else FRAMEWORK
    golden.write(f"metrics/{name}", tensors, config, framework, "float32")


use("float32")
for name, arguments in metric_cases.METRICS.items():
    metric_case(name, *arguments)
for name, arguments in metric_cases.WEIGHTED.items():
    metric_case(name, *arguments, weighted=True)
print(f"metrics: {len(metric_cases.METRICS) + len(metric_cases.WEIGHTED)} more cases")
