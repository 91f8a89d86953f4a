"""Reading, writing and comparing golden cases: one `.safetensors` file each.

The files are written here, not by the `safetensors` package, because its metadata comes out in a
different order from run to run; ours are the same bytes every time. They are read back with the
package, so every run proves that the standard reader opens them.
"""

import json
import math
import pathlib
import zlib

import numpy as np
from safetensors import safe_open

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Fixtures" / "golden"
DTYPES = {"float32": "F32", "float64": "F64", "int32": "I32", "uint8": "U8"}

# Where two frameworks must agree: ‖a−b‖₂ / ‖b‖₂ per tensor. Both compute in float64 and round to
# float32, so agreement is in fact near 1e-8.
TOLERANCE = 1e-5


def random(name):
    """A generator that depends on the case's name only, so adding a case changes no other."""
    return np.random.default_rng(zlib.crc32(name.encode()))


def normal(generator, shape, scale=1.0):
    """Normal values that float32 represents exactly: every framework starts from the same bits."""
    return (scale * generator.standard_normal(shape)).astype(np.float32)


def write(name, tensors, config, framework, precision="float64"):
    """Writes a case. Float tensors are stored as float32, whatever they were computed in."""
    arrays = {}
    for key, value in tensors.items():
        array = np.asarray(value)
        if array.dtype.kind == "f":
            array = array.astype(np.float32)
        if not np.isfinite(array).all():
            raise SystemExit(f"{name}: {key} is not finite")
        arrays[key] = np.array(array, order="C")
    metadata = {
        "config": json.dumps(config, sort_keys=True),
        "framework": framework,
        "precision": precision,
    }
    header, offset = {"__metadata__": metadata}, 0
    for key in sorted(arrays):
        array = arrays[key]
        header[key] = {
            "dtype": DTYPES[array.dtype.name],
            "shape": list(array.shape),
            "data_offsets": [offset, offset + array.nbytes],
        }
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path = FOLDER / f"{name}.safetensors"
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little"))
        file.write(text)
        for key in sorted(arrays):
            file.write(arrays[key].tobytes())


def read(name):
    """The tensors and the configuration of a case."""
    with safe_open(FOLDER / f"{name}.safetensors", framework="numpy") as file:
        tensors = {key: file.get_tensor(key) for key in file.keys()}
        return tensors, json.loads(file.metadata()["config"])


def names(pattern):
    """The cases whose file matches, in order, PyTorch's own left out."""
    found = sorted(str(path.relative_to(FOLDER))[: -len(".safetensors")]
                   for path in FOLDER.glob(f"{pattern}.safetensors"))
    return [name for name in found if not name.endswith("-torch")]


def error(actual, expected):
    """‖actual − expected‖₂ / ‖expected‖₂; the plain norm where the expected one is zero."""
    a, b = np.asarray(actual, np.float64), np.asarray(expected, np.float64)
    if a.shape != b.shape:
        raise SystemExit(f"shape {a.shape} against {b.shape}")
    scale = np.linalg.norm(b)
    return float(np.linalg.norm(a - b) / scale if scale > 0 else np.linalg.norm(a - b))


def agree(name, actual, expected, by=None, tolerance=TOLERANCE):
    """Ends the run with a message unless every tensor of `actual` agrees; returns the worst.

    With `by` the case's file notes who agreed.
    """
    worst = 0.0
    for key, value in actual.items():
        if key not in expected:
            raise SystemExit(f"{name}: {key} is missing; there are {sorted(expected)}")
        difference = error(value, expected[key])
        if not difference <= tolerance:
            raise SystemExit(f"{name}: {key} differs by {difference:.2e}, allowed {tolerance:.0e}")
        worst = max(worst, difference)
    if by is not None:
        mark(name, by, worst)
    return worst


def mark(name, by, worst):
    """Notes in the metadata of a case who else computed the same, and how closely: a power of ten.

    Only the header changes, so the tensors' bytes stay what they were.
    """
    path = FOLDER / f"{name}.safetensors"
    data = path.read_bytes()
    size = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:size])
    limit = max(math.ceil(math.log10(worst)), -8) if worst > 0 else -8
    header["__metadata__"] |= {"checked": by, "checked_within": f"1e{limit:03d}"}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + data[size:])
