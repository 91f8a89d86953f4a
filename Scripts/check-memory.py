#!/usr/bin/env python3
"""Trains on data that is much larger than the memory it may take: Scripts/check-memory.py HONE [GB].

Makes a TFRecord file, the same as gzip, a folder of pictures that take as much room when they are
decoded, a table with a column of texts, and one of numbers and categories; trains on each for an
epoch under a limit of memory; and fails if a peak is above a tenth of the data. The files lie in a
temporary folder on a disk, which is removed at the end. Prints a line for each.
"""

import gzip
import os
import random
import resource
import shutil
import struct
import sys
import tempfile
import time
import zlib

hone = os.path.abspath(sys.argv[1])
size = int(float(sys.argv[2] if len(sys.argv) > 2 else 3) * 1e9)
# What the process may allocate, and what its peak may be. The limit is Linux's; elsewhere only the
# peak is looked at.
limit = 1 << 30
peak_limit = size // 10

table = []
for byte in range(256):
    value = byte
    for _ in range(8):
        value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    table.append(value)


def masked_checksum(content):
    """The checksum of TFRecord files: CRC-32C, turned and moved."""
    value = 0xFFFFFFFF
    for byte in content:
        value = table[(value ^ byte) & 0xFF] ^ value >> 8
    value ^= 0xFFFFFFFF
    return ((value >> 15 | value << 17) + 0xA282EAD8) & 0xFFFFFFFF


def varint(number):
    content = b""
    while number >= 0x80:
        content += bytes([number & 0x7F | 0x80])
        number >>= 7
    return content + bytes([number])


def message(field, content):
    return bytes([field << 3 | 2]) + varint(len(content)) + content


def record(label, numbers):
    floats = message(2, message(1, struct.pack(f"<{len(numbers)}f", *numbers)))
    features = b"".join(
        message(1, message(1, name) + message(2, value))
        for name, value in [(b"x", floats), (b"y", message(3, message(1, varint(label))))])
    content = message(1, features)
    length = struct.pack("<Q", len(content))
    return b"".join([
        length, struct.pack("<I", masked_checksum(length)),
        content, struct.pack("<I", masked_checksum(content))])


def make_records():
    """The beginnings of two files, which go on with the same again and again."""
    draw = random.Random(1)
    block = b"".join(
        record(label % 10, [draw.gauss(label % 10, 1) for _ in range(784)]) for label in range(200))
    # A file of gzip may have many members, one after another.
    return {"train.tfrecord": block, "train.tfrecord.gz": gzip.compress(block, 1)}


def make_pictures(folder):
    """Twenty pictures of 500 × 500 under many names."""
    draw = random.Random(2)

    def chunk(kind, content):
        checksum = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)

    files = []
    for number in range(20):
        row = b"\0" + draw.randbytes(1500)
        pixels = zlib.compress(row * 500, 1)
        files.append(f"{folder}/{number}.png")
        with open(files[-1], "wb") as file:
            file.write(
                b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 500, 500, 8, 2, 0, 0, 0))
                + chunk(b"IDAT", pixels) + chunk(b"IEND", b""))
    for name in "even", "odd":
        os.makedirs(f"{folder}/pictures/{name}")
    for number in range(size // 750_000 + 1):
        name = "even" if number % 2 == 0 else "odd"
        os.link(files[number % 20], f"{folder}/pictures/{name}/{number}.png")


def make_texts(folder):
    draw = random.Random(3)
    words = ["".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=draw.randint(2, 9))) for _ in range(2000)]
    rows = [
        f'"{" ".join(draw.choices(words, k=600))}",{"good" if row % 2 else "bad"}\n' for row in range(500)]
    block = "".join(rows).encode()
    with open(folder + "/train.csv", "wb") as file:
        file.write(b"text,label\n")
        for _ in range(size // len(block) + 1):
            file.write(block)
    return words


def make_numbers(folder):
    """Forty numbers, some of them missing, a category and a label a row."""
    draw = random.Random(4)
    names = [f"n{number}" for number in range(40)]
    rows = []
    for row in range(2000):
        label = row % 3
        numbers = [repr(draw.gauss(label if k % 2 else 0, 1 + k)) for k in range(40)]
        if row % 50 == 7:
            numbers[row % 40] = ""
        rows.append(f"{','.join(numbers)},{draw.choice(['north', 'south', 'east', 'west'])},{label}\n")
    block = "".join(rows).encode()
    with open(folder + "/train.csv", "wb") as file:
        file.write(f"{','.join(names)},side,label\n".encode())
        for _ in range(size // len(block) + 1):
            file.write(block)


def run(folder, name, data, model, steps, more=""):
    configuration = f"""name: memory
model:
{model}
data: {data}
optimizer: adam
loss: {{sparseCategoricalCrossentropy: {{fromLogits: true}}}}
epochs: 1
batchSize: 64
verbose: silent
plan: fixed
{more}"""
    path = f"{folder}/{name}.yaml"
    with open(path, "w") as file:
        file.write(configuration)
    began = time.monotonic()
    process = os.fork()
    if process == 0:
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        os.environ["TMPDIR"] = folder
        os.chdir(folder)
        os.execv(hone, [hone, "train", path, "--into", f"{folder}/run-{name}"])
    _, status, usage = os.wait4(process, 0)
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(
        f"{name}: {steps}, peak memory {peak / 1e6:.0f} MB, {time.monotonic() - began:.0f} s",
        flush=True)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"hone train {name}.yaml failed")
    if peak > peak_limit:
        sys.exit(f"{name}: the peak is above {peak_limit / 1e6:.0f} MB")


parent = os.environ.get("TMPDIR") or ("/var/tmp" if os.path.isdir("/var/tmp") else None)
folder = tempfile.mkdtemp(prefix="hone-memory-", dir=parent)
try:
    # The packed records, and twice what they unpack to: Hone takes half of what is free at most.
    if shutil.disk_usage(folder).free < 3.5 * size:
        sys.exit(f"there is too little room in {folder}: {3.5 * size / 1e9:.0f} GB are needed")
    dense = "  - Flatten\n  - Dense: {units: 10}"
    billions = f"{size / 1e9:.1f} GB"
    for file, block in make_records().items():
        name = "packed-records" if file.endswith(".gz") else "records"
        with open(f"{folder}/{file}", "wb") as output:
            for _ in range(size // 630_000 + 1):
                output.write(block)
        data = f"{{tfrecord: {{train: [{file}], targets: [y]}}}}"
        run(folder, name, data, dense, f"{billions} of records")
        os.remove(f"{folder}/{file}")
    make_pictures(folder)
    small = "  - Resizing: {height: 32, width: 32}\n  - Rescaling: {scale: 0.0039}\n"
    run(
        folder, "pictures", "{images: {train: pictures}}", small + dense,
        f"{billions} of pixels in {size // 750_000 + 1} files")
    shutil.rmtree(folder + "/pictures")
    words = make_texts(folder)
    vectors = (
        f"  - TextVectorization: {{vocabulary: [{', '.join(words[:100])}], outputMode: multiHot}}\n"
        "  - Dense: {units: 2}")
    run(folder, "texts", "{csv: {train: train.csv, targets: [label]}}", vectors, f"{billions} of rows")
    make_numbers(folder)
    # Normalization learns from the training split; the median needs all numbers.
    run(
        folder, "numbers", "{csv: {train: train.csv, targets: [label], missing: median}}",
        "  - Normalization\n  - Dense: {units: 16, activation: relu}\n  - Dense: {units: 3}",
        f"{billions} of numbers", "validationSplit: 0.1\n")
finally:
    shutil.rmtree(folder)
