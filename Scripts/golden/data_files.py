"""Images and labels in IDX files, as NumPy writes and reads them."""

import gzip
import pathlib

import numpy as np

import golden

SOURCE = f"NumPy {np.__version__}"
SAMPLE = pathlib.Path(__file__).resolve().parents[2] / "Sources/HoneData/Resources/sample"


def idx(array):
    """The bytes of an IDX file: two zeros, the type, the rank, sizes with the high byte first."""
    header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
    return np.frombuffer(header + array.tobytes(), np.uint8)


def parsed(path):
    data = gzip.decompress(path.read_bytes())
    sizes = np.frombuffer(data, ">u4", data[3], 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(sizes)


def made(name, counts):
    """Files that a test writes, and what is in them: bytes divided by 255."""
    generator, tensors = golden.random(name), {}
    for part, count in counts.items():
        images = generator.integers(0, 256, [count, 28, 28], dtype=np.uint8)
        labels = generator.integers(0, 10, [count], dtype=np.uint8)
        tensors |= {
            f"file/{part}-images-idx3-ubyte": idx(images),
            f"file/{part}-labels-idx1-ubyte": idx(labels),
            f"images/{part}": images[..., None] / 255, f"labels/{part}": labels.astype(np.int32)}
    golden.write(f"data/{name}", tensors, {"dataset": name}, SOURCE)


def sample():
    """The images that come with Hone: the mean of each."""
    tensors = {}
    for part in ("train", "t10k"):
        images = parsed(SAMPLE / f"{part}-images-idx3-ubyte.gz")
        labels = parsed(SAMPLE / f"{part}-labels-idx1-ubyte.gz")
        tensors |= {f"means/{part}": images.mean((1, 2)) / 255,
                    f"labels/{part}": labels.astype(np.int32)}
    golden.write("data/sample", tensors, {"dataset": "sample"}, SOURCE)


made("idx", {"train": 7, "t10k": 3})
made("fashion-mnist", {"train": 4, "t10k": 1})
sample()
print("data: 3 cases")
