"""Files that NumPy and TensorFlow write: Tests/Fixtures/records.

Their contents follow from formulas that the tests repeat: row i of `x` is i·10 + j/4, of `y` i % 3.
"""

import pathlib
import zipfile

import numpy as np
import tensorflow as tf

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests/Fixtures/records"
ROWS = 5
X = np.arange(ROWS)[:, None] * 10 + np.arange(6) / 4
Y = np.arange(ROWS) % 3


def arrays():
    x = X.reshape(ROWS, 2, 3)
    np.savez(FOLDER / "stored.npz", x=x.astype(np.float32), y=Y.astype(np.int64))
    np.savez_compressed(FOLDER / "deflated.npz", x=x.astype(np.float32), y=Y.astype(np.uint8))
    np.savez(FOLDER / "others.npz", x=np.asfortranarray(x), y=Y.astype(">i2"))
    np.save(FOLDER / "x.npy", x.astype(">f4"))
    np.save(FOLDER / "y.npy", Y.astype(np.int32))
    # Sizes of 64 bits, as archives have them that are written to a pipe.
    with zipfile.ZipFile(FOLDER / "zip64.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in {"x": x.astype(np.float32), "y": Y.astype(np.int32)}.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy", (2020, 1, 1, 0, 0, 0)), "w",
                              force_zip64=True) as file:
                np.lib.format.write_array(file, array)


def feature(kind, values):
    lists = {"bytes": tf.train.BytesList, "float": tf.train.FloatList, "int64": tf.train.Int64List}
    return tf.train.Feature(**{f"{kind}_list": lists[kind](value=values)})


def records():
    with tf.io.TFRecordWriter(str(FOLDER / "examples.tfrecord")) as writer:
        for row in range(ROWS):
            example = tf.train.Example(features=tf.train.Features(feature={
                "x": feature("float", X[row]), "y": feature("int64", [Y[row]]),
                "ids": feature("int64", [-row, 1 << 20, 300 * row]),
                "text": feature("bytes", [f"줄 {row}".encode()])}))
            # The same bytes each time: maps have no order of their own.
            writer.write(example.SerializeToString(deterministic=True))


FOLDER.mkdir(parents=True, exist_ok=True)
arrays()
records()
