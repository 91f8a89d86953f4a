#!/usr/bin/env python3
"""Draws Hone's built-in sample set: ten kinds of shapes, 28×28 grey, as IDX gzip files.

    Scripts/sample-data/make-sample-data.py [FOLDER]

Standard library only. The same pixels every time: the seeds are fixed, and grey has 16 levels (which
also makes the files small). Labels go round 0, 1, … 9, so every class is equally frequent.
"""

import gzip
import io
import math
import pathlib
import random
import struct
import sys

SIZE, LEVELS = 28, 16
TRAIN, TEST = 400, 100
HERE = pathlib.Path(__file__).resolve()
DEFAULT = HERE.parents[2] / "Sources" / "HoneData" / "Resources" / "sample"

LICENSE = """\
The sample images and labels in this folder were drawn by Scripts/sample-data/make-sample-data.py.
They contain no one else's material. Their authors, the Hone contributors, give them to the public
domain under the Creative Commons CC0 1.0 Universal dedication:
https://creativecommons.org/publicdomain/zero/1.0/
"""


# Each shape is a distance: how far (x, y) is from its ink, in units of its radius; ≤ 0 is inside.

def box(x, y, width, height):
    return max(abs(x) - width, abs(y) - height)


def disc(x, y):
    return math.hypot(x, y) - 0.85


def ring(x, y):
    return abs(math.hypot(x, y) - 0.72) - 0.17


def square(x, y):
    return box(x, y, 0.75, 0.75)


def frame(x, y):
    return abs(box(x, y, 0.66, 0.66)) - 0.15


def triangle(x, y):
    return max(y - 0.65, 0.87 * abs(x) - 0.5 * y - 0.5)


def plus(x, y):
    return min(box(x, y, 0.9, 0.2), box(x, y, 0.2, 0.9))


def cross(x, y):
    return plus((x + y) * 0.707, (x - y) * 0.707)


def moon(x, y):
    return max(math.hypot(x, y) - 0.9, 0.72 - math.hypot(x - 0.42, y))


def bars(x, y):
    return min(box(x, y - 0.55, 0.85, 0.2), box(x, y + 0.55, 0.85, 0.2))


def angle(x, y):
    return min(box(x + 0.55, y, 0.2, 0.85), box(x, y - 0.65, 0.75, 0.2))


SHAPES = [disc, ring, square, frame, triangle, plus, cross, moon, bars, angle]


def draw(shape, generator):
    """One image: the shape moved, scaled and turned a little, its ink uneven, on a noisy ground."""
    def around(middle, spread):
        return middle + spread * (2 * generator.random() - 1)

    radius = around(8.5, 1.8)
    centre_x, centre_y = around(13.5, 2.6), around(13.5, 2.6)
    turn, stretch = math.radians(around(0, 14)), around(1.0, 0.12)
    ink, ground = around(0.78, 0.2), around(0.08, 0.08)
    cosine, sine = math.cos(turn), math.sin(turn)
    pixels = bytearray()
    for row in range(SIZE):
        for column in range(SIZE):
            dx, dy = column - centre_x, row - centre_y
            x = (cosine * dx + sine * dy) / (radius * stretch)
            y = (cosine * dy - sine * dx) / radius
            cover = min(max(0.5 - shape(x, y) * radius, 0.0), 1.0)  # soft over one pixel
            value = ground + (ink - ground) * cover
            if generator.random() < 0.12:
                value += around(0, 0.5)
            level = min(max(math.floor(value * LEVELS), 0), LEVELS - 1)
            pixels.append(level * 255 // (LEVELS - 1))
    return bytes(pixels)


def idx(dimensions, content):
    """The IDX format: two zero bytes, the type (8: unsigned byte), the rank, the sizes."""
    return struct.pack(f">HBB{len(dimensions)}I", 0, 8, len(dimensions), *dimensions) + content


def save(path, content):
    buffer = io.BytesIO()
    # No file name and no time in the header, so that the file is the same every time.
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as file:
        file.write(content)
    path.write_bytes(buffer.getvalue())
    return len(buffer.getvalue())


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    folder.mkdir(parents=True, exist_ok=True)
    total = 0
    for stem, count, seed in [("train", TRAIN, 1), ("t10k", TEST, 2)]:
        generator = random.Random(seed)
        labels = bytes(index % len(SHAPES) for index in range(count))
        images = b"".join(draw(SHAPES[label], generator) for label in labels)
        total += save(folder / f"{stem}-images-idx3-ubyte.gz", idx([count, SIZE, SIZE], images))
        total += save(folder / f"{stem}-labels-idx1-ubyte.gz", idx([count], labels))
    (folder / "classes.txt").write_text("".join(f"{shape.__name__}\n" for shape in SHAPES))
    (folder / "LICENSE.txt").write_text(LICENSE)
    print(f"{folder}: {TRAIN} + {TEST} images, {len(SHAPES)} classes, {total} bytes")


main()
