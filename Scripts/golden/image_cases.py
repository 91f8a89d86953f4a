"""The cases of pictures: transforms with fixed draws, on small pictures of odd sizes.

A case is a transform as Hone's files spell it, what it drew, and a picture. Both frameworks write
one `.json` with the cases and one `.npy` with all their pixels, as thousands of small files would
only be slower to read.
"""

import json
import zlib

import numpy as np

from golden import FOLDER

PICTURES = ["7x5x1", "7x5x3", "6x9x3", "28x28x1"]
FILL_MODES = ["reflect", "constant", "nearest", "wrap"]
INTERPOLATIONS = ["nearest", "bilinear"]


def picture(name, low=0.0, high=255.0):
    """Whole numbers from 0 to 255, brought to another range where one is wanted."""
    shape = tuple(int(part) for part in name.split("x"))
    generator = np.random.default_rng(zlib.crc32(f"picture {name}".encode()))
    rows = np.linspace(0, 140, shape[0])[:, None, None]
    columns = np.linspace(0, 60, shape[1])[None, :, None]
    pixels = np.floor(rows + columns + generator.uniform(0, 55, shape))
    if (low, high) == (0.0, 255.0):
        return pixels.astype(np.float32)
    return (low + pixels / 255 * (high - low)).astype(np.float32)


class Book:
    """Collects cases and writes them."""

    def __init__(self, framework):
        self.framework = framework
        self.cases = []
        self.pixels = []
        self.offset = 0

    def add(self, transform, fields, draw, image, output, low=0.0, high=255.0, note=None):
        output = np.asarray(output, np.float32)
        if output.ndim != 3 or not np.isfinite(output).all():
            raise SystemExit(f"{transform} {fields}: {output.shape}, or not finite")
        case = {
            "transform": {transform: fields}, "draw": draw, "picture": image,
            "range": [low, high], "shape": list(output.shape), "offset": self.offset,
        }
        if note is not None:
            case["note"] = note
        self.cases.append(case)
        self.pixels.append(output.ravel())
        self.offset += output.size

    def write(self, pictures=PICTURES):
        inputs = {}
        for name in pictures:
            pixels = picture(name)
            inputs[name] = {"shape": list(pixels.shape), "offset": self.offset}
            self.pixels.append(pixels.ravel())
            self.offset += pixels.size
        folder = FOLDER / "images"
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / f"{self.framework}.npy", np.concatenate(self.pixels))
        lines = ",\n  ".join(json.dumps(case, sort_keys=True) for case in self.cases)
        head = json.dumps(inputs, sort_keys=True)
        (folder / f"{self.framework}.json").write_text(
            f'{{"pictures": {head},\n "cases": [\n  {lines}\n]}}\n')
        print(f"images: {len(self.cases)} cases by {self.framework}")


def geometric():
    """Transform, fields, draw, picture: what both frameworks are asked, or one of them."""
    for image in PICTURES:
        modes = FILL_MODES if image != "28x28x1" else ["reflect", "constant"]
        for mode in modes:
            for interpolation in INTERPOLATIONS:
                fill = {"fillMode": mode, "interpolation": interpolation}
                if mode == "constant":
                    fill["fillValue"] = 17.0
                for angle in [23.7, -64.0] if image != "28x28x1" else [31.3]:
                    yield "RandomRotation", {"factor": 0.5, **fill}, {"amount": angle}, image
                for x, y in [(1.3, -2.6), (-9.4, 11.2)]:
                    yield ("RandomTranslation", {"heightFactor": 0.5, "widthFactor": 0.5, **fill},
                           {"x": x, "y": y}, image)
                for x, y in [(1.35, 0.72)]:
                    yield ("RandomZoom", {"heightFactor": 0.5, "widthFactor": 0.5, **fill},
                           {"x": x, "y": y}, image)
                for x, y in [(0.43, -0.31)]:
                    yield ("RandomShear", {"xFactor": 0.5, "yFactor": 0.5, **fill},
                           {"x": x, "y": y}, image)
        for interpolation in INTERPOLATIONS:
            moves = [0.1, -0.2, -0.23, 0.31, 0.17, -0.19, 0.08, -0.27]
            names = ["x1", "y1", "x2", "y2", "x3", "y3", "x4", "y4"]
            yield ("RandomPerspective", {"interpolation": interpolation, "fillValue": 40.0},
                   {"applied": 1.0, **dict(zip(names, moves))}, image)


def resizings():
    for image in PICTURES:
        for height, width in [(4, 9), (13, 3), (14, 10)]:
            for interpolation in ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"]:
                for antialias in [False, True]:
                    yield image, {"height": height, "width": width,
                                  "interpolation": interpolation, "antialias": antialias}
            yield image, {"height": height, "width": width, "interpolation": "area"}
            yield image, {"height": height, "width": width, "cropToAspectRatio": True}
            yield image, {"height": height, "width": width, "padToAspectRatio": True,
                          "fillValue": 9.0}
