"""Writes the tables of README.md from the files, and checks their total size."""

import json
import pathlib
import re

import golden
from golden import FOLDER, safe_open

LIMIT = 3_000_000
README = pathlib.Path(__file__).with_name("README.md")
# Said once above each table instead of in every row.
LAYER_DEFAULTS = {
    "units": 4, "filters": 4, "kernelSize": [3, 3], "strides": [1, 1], "padding": "valid",
    "dilationRate": [1, 1], "groups": 1, "useBias": True, "momentum": 0.99, "epsilon": 0.001,
    "center": True, "scale": True, "activation": "linear",
    "recurrentActivation": "sigmoid", "returnSequences": False, "goBackwards": False,
    "resetAfter": True,
}
# Tensors that every file of a folder has, in shapes that follow; the text above each table says so.
IMPLIED = {
    "layers": ("grad/", "upstream", "params_after/"),
    "sequences": ("grad/", "upstream", "params_after/"),
    "masked-losses": ("grad/", "loss", "metric"),
    "losses": ("grad/", "loss"),
    "metrics": ("results",),
    "regularizers": (),
    "initializers": (),
    "noise": ("grad/", "upstream"),
    "optimizers": ("params", "gradients"),
    "updates": ("after/", "slots/", "start/", "gradients/"),
    "schedules": (),
    "training": (),
    "data": (),
}


def shape_text(shape):
    return "[" + ", ".join(str(size) for size in shape) + "]"


def tensors(path, implied):
    """Names and shapes; indices that differ only in a number are written `{1,5,20}`."""
    with safe_open(path, framework="numpy") as file:
        found = {key: file.get_slice(key) for key in file.keys()
                 if not key.startswith(implied)}
    groups = {}
    for key, entry in found.items():
        number = re.search(r"/(\d+)", key)
        stem = key if number is None else key[: number.start()] + "/#" + key[number.end():]
        kind = "" if entry.get_dtype() == "F32" else " " + {"I32": "int32", "U8": "uint8"}[
            entry.get_dtype()]
        shape = shape_text(entry.get_shape()) + kind
        numbers, shapes = groups.setdefault(stem, ([], []))
        shapes.append(shape)
        if number:
            numbers.append(number.group(1))
    cells = []
    for stem, (numbers, shapes) in groups.items():
        order = sorted(range(len(numbers)), key=lambda i: int(numbers[i]))
        joined = ",".join(numbers[i] for i in order)
        name = stem.replace("#", "{" + joined + "}" if len(numbers) > 1 else joined)
        shapes = [shapes[i] for i in order] if numbers else shapes
        cells.append(f"`{name}` " + " ".join(dict.fromkeys(shapes) if len(set(shapes)) == 1
                                             else shapes))
    return ", ".join(cells) or "–"


def describe(config, folder):
    if folder == "training":
        return f"input {config['inputShape']}, {config['classes']} classes"
    if folder in ("sequences", "masked-losses"):
        told = {key: value for key, value in config.items() if key not in ("model", "loss")}
        text = json.dumps(config.get("model", config.get("loss"))).replace('"', "")
        return text + "".join(f"; {key} {value}" for key, value in told.items()).lower()
    shown = []
    for key, value in config.items():
        if isinstance(value, dict) and key in (
                "optimizer", "constraint", "regularizer", "schedule", "initializer"):
            (name, fields), = value.items()
            shown.append(", ".join([name] + [f"{k} {json.dumps(v)}" for k, v in fields.items()]))
        elif key in ("layer", "loss", "metric", "regularizer", "optimizer", "dataset"):
            shown.insert(0, str(value))
        elif key in ("learningRates", "batches", "shapes"):
            continue
        elif folder != "layers" or LAYER_DEFAULTS.get(key) != value or "Pooling" in str(config):
            shown.append(f"{key} {str(value).lower() if isinstance(value, bool) else value}")
    return ", ".join(shown)


def rows(folder):
    yield "| file | configuration | tensors |"
    yield "|---|---|---|"
    pattern = "*-data" if folder == "training" else "*"
    for path in sorted((FOLDER / folder).glob(f"{pattern}.safetensors")):
        _, config = golden.read(f"{folder}/{path.stem}")
        yield f"| `{path.stem}` | {describe(config, folder)} | {tensors(path, IMPLIED[folder])} |"


def main():
    text = README.read_text()
    for folder in ["layers", "sequences", "masked-losses", "losses", "metrics", "regularizers",
                   "initializers", "noise", "optimizers", "updates", "schedules", "data",
                   "training"]:
        begin, end = f"<!-- table: {folder} -->", "<!-- end -->"
        table = "\n".join(rows(folder))
        pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        if not pattern.search(text):
            raise SystemExit(f"README.md has no place for the table of {folder}")
        text = pattern.sub(lambda _: f"{begin}\n{table}\n{end}", text)
    README.write_text(text)
    files = list(FOLDER.rglob("*.safetensors"))
    total = sum(path.stat().st_size for path in files)
    if total > LIMIT:
        raise SystemExit(f"{total} bytes of golden files; at most {LIMIT}")
    print(f"table: {len(files)} files, {total} bytes")


main()
