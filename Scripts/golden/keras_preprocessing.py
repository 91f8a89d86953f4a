"""Writes what Keras's preprocessing layers learn and make: one JSON file a case.

JSON because the inputs are texts, and because a case must be read by tests of a module that knows no
safetensors. Numbers are float32 written so that they read back as the same bits.
"""

import json
import re

import keras
import numpy as np

import golden
import preprocessing_cases as cases

SOURCE = f"Keras {keras.__version__}"
NAMES = {
    "lowerAndStripPunctuation": "lower_and_strip_punctuation",
    "stripPunctuation": "strip_punctuation", "none": None,
    "oneHot": "one_hot", "multiHot": "multi_hot", "tfIdf": "tf_idf",
}


def snake(key):
    return re.sub("([A-Z])", lambda match: "_" + match[1].lower(), key)


def keras_layer(name, config):
    """The layer of a configuration in Hone's spelling."""
    arguments = {}
    for key, value in config.items():
        if isinstance(value, str) and value in NAMES:
            value = NAMES[value]
        if key == "ngrams" and isinstance(value, list):
            value = tuple(value)
        if key == "axis" and not value:
            value = None
        if name == "Normalization" and key in ("mean", "variance"):
            value = value[0]
        arguments[snake(key)] = value
    return getattr(keras.layers, name)(**arguments)


def plain(value):
    """A list that JSON can write; floats as float32."""
    array = np.asarray(value)
    if array.dtype.kind == "f":
        # The shortest decimal that float32 reads back exactly.
        array = np.array([float(str(x)) for x in array.astype(np.float32).ravel()]).reshape(array.shape)
    return array.tolist()


def write(kind, name, config, adapt, inputs):
    layer = keras_layer(kind, config)
    learnt = {}
    texts = kind in ("TextVectorization", "StringLookup") or (
        kind == "Hashing" and isinstance(inputs[0], str))
    if adapt is not None:
        data = np.array(adapt) if not texts else np.array(adapt)[:, None]
        layer.adapt(data)
        if hasattr(layer, "get_vocabulary"):
            learnt["vocabulary"] = plain(layer.get_vocabulary(include_special_tokens=False))
        if kind == "Normalization":
            learnt["mean"] = plain(np.ravel(layer.mean))
            learnt["variance"] = plain(np.ravel(layer.variance))
        if kind == "Discretization":
            learnt["binBoundaries"] = plain(layer.bin_boundaries)
    x = np.array(inputs)
    if texts:
        x = x[:, None]
    elif x.dtype.kind == "f" or kind in ("Normalization", "Discretization"):
        x = x.astype(np.float32)
    # One sample at a time where Keras would take a batch of single values for one sample.
    outputs = np.concatenate([np.asarray(layer(x[i:i + 1])) for i in range(len(x))])
    if kind == "StringLookup" and outputs.ndim == 2 and outputs.shape[1] == 1 or (
            kind == "Hashing" and texts and outputs.shape[1:] == (1,)):
        outputs = outputs[:, 0]
    case = {
        "name": kind, "config": config, "framework": SOURCE, "learnt": learnt,
        "adapt": None if adapt is None else plain(adapt),
        "inputs": plain(inputs), "shape": list(outputs.shape[1:]),
        "outputs": [plain(row.ravel()) for row in outputs],
    }
    folder = golden.FOLDER / "preprocessing"
    folder.mkdir(parents=True, exist_ok=True)
    slug = re.sub("(?<!^)([A-Z])", lambda match: "-" + match[1], kind).lower()
    text = json.dumps(case, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (folder / f"{slug}-{name}.json").write_text(text + "\n", encoding="utf-8")


count = 0
for kind, rows in {
    "TextVectorization": {k: (c, a, cases.TEXTS) for k, (c, a) in cases.VECTORIZATION.items()},
    "StringLookup": {k: (c, a, cases.ASKED) for k, (c, a) in cases.STRINGS.items()},
    "IntegerLookup": {k: (c, a, cases.NUMBERS_ASKED) for k, (c, a) in cases.INTEGERS.items()},
    "Hashing": {k: (c, None, x) for k, (c, x) in cases.HASHING.items()},
    "CategoryEncoding": {k: (c, None, x) for k, (c, x) in cases.ENCODING.items()},
    "Normalization": cases.NORMALIZATION,
    "Discretization": cases.DISCRETIZATION,
}.items():
    for name, (config, adapt, inputs) in rows.items():
        write(kind, name, config, adapt, inputs)
        count += 1
print(f"preprocessing: {count} cases")
