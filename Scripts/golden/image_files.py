"""Image files of every kind that Hone reads, and their pixels: Tests/Fixtures/golden/image-files.

Each case is a file and `NAME.npy`, its pixels `[H, W, C]`. Pillow writes and reads what it can.
What it can't write (few bits, 16 bits, interlacing, bit fields, run lengths, frames with an
offset) is written here from the formats' definitions, and read by Pillow to check it; where
Pillow reads fewer bits than there are, the pixels are those that were written.
"""

import io
import shutil
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

import golden

FOLDER = golden.FOLDER / "image-files"
HEIGHT, WIDTH = 13, 19


def scene(name, channels, levels=256):
    """A slope with a disc and some noise: smooth parts and edges, in numbers below `levels`."""
    generator = golden.random(name)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] / 18
    planes = [(x * (c + 1) / 3 + y * (3 - c) / 3) / 2 + 0.4 * ((x - 0.5) ** 2 + (y - 0.3) ** 2 < 0.06)
              for c in range(channels)]
    values = np.stack(planes, -1) + generator.uniform(-0.05, 0.05, [HEIGHT, WIDTH, channels])
    return np.clip(np.round(values * (levels - 1)), 0, levels - 1).astype(int)


def scaled(values, levels):
    """Numbers below `levels` as bytes, rounded to the nearest."""
    return (values * 255 + (levels - 1) // 2) // (levels - 1)


def write(name, data, pixels, check=None, within=0):
    """Writes a case; `check` are the pixels as Pillow reads them."""
    pixels = np.asarray(pixels)
    pixels = np.ascontiguousarray(pixels.reshape(*pixels.shape[:2], -1).astype(np.uint8))
    if check is not None:
        check = np.asarray(check).astype(int).reshape(pixels.shape)
        worst = np.abs(check - pixels).max()
        if worst > within:
            raise SystemExit(f"{name}: Pillow's pixels differ by {worst}")
    (FOLDER / name).write_bytes(data)
    np.save(FOLDER / (name.split(".")[0] + ".npy"), pixels)


def opened(data, mode=None):
    image = Image.open(io.BytesIO(data))
    image.load()
    return np.asarray(image if mode is None else image.convert(mode))


def saved(image, format, **options):
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


# PNG ---------------------------------------------------------------------------------------------

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(rows, depth):
    """The rows of an image without filters."""
    data = b""
    for row in rows:
        numbers = row.reshape(-1)
        if depth == 16:
            data += b"\0" + numbers.astype(">u2").tobytes()
            continue
        bits = (numbers[:, None] >> np.arange(depth)[::-1] & 1).reshape(-1)
        data += b"\0" + np.packbits(bits.astype(np.uint8)).tobytes()
    return data


def png(values, color, depth, interlaced=False, extra=b""):
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, color, 0, 0, int(interlaced))
    passes = [(0, 0, 1, 1)]
    if interlaced:
        passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2),
                  (0, 1, 2, 2), (1, 0, 2, 1)]
    data = b"".join(packed(values[top::down, left::right], depth)
                    for top, left, down, right in passes if values[top::down, left::right].size)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra
            + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b""))


def png_cases():
    for color, kind in [(0, "grey"), (2, "rgb"), (4, "grey-alpha"), (6, "rgba")]:
        depths = [1, 2, 4, 8, 16] if color == 0 else [8, 16]
        for depth in depths:
            name = f"png-{kind}-{depth}"
            values = scene(name, CHANNELS[color], 1 << depth)
            data = png(values, color, depth, interlaced=depth in (2, 16))
            pixels = scaled(values, 1 << depth)
            check = opened(data, "L") if color == 0 and depth < 8 else None
            if depth == 8:
                check = opened(data)
            write(f"{name}.png", data, pixels, check)
    generator = golden.random("palette")
    colors = generator.integers(0, 256, [16, 3])
    opacity = np.r_[generator.integers(0, 256, [5]), np.full(11, 255)]
    for depth in [1, 2, 4, 8]:
        name = f"png-palette-{depth}"
        values = scene(name, 1, min(1 << depth, 16))
        table = chunk(b"PLTE", colors[: 1 << depth].astype(np.uint8).tobytes())
        data = png(values, 3, depth, depth == 4, table)
        write(f"{name}.png", data, colors[values], opened(data, "RGB"))
    values = scene("png-palette-alpha", 1, 16)
    table += chunk(b"tRNS", opacity[:5].astype(np.uint8).tobytes())
    data = png(values, 3, 8, False, table)
    pixels = np.concatenate([colors[values[..., 0]], opacity[values]], -1)
    write("png-palette-alpha.png", data, pixels, opened(data, "RGBA"))
    # A color that is transparent, a gamma that isn't applied, and a camera that was turned.
    values = scene("png-key", 3)
    key = values[3, 5]
    data = png(values, 2, 8, False, chunk(b"tRNS", struct.pack(">HHH", *key)))
    opaque = 255 * (values != key).any(-1, keepdims=True)
    write("png-key.png", data, np.concatenate([values, opaque], -1), opened(data, "RGBA"))
    values = scene("png-gamma", 3)
    data = png(values, 2, 8, False, chunk(b"gAMA", struct.pack(">I", 100000)))
    write("png-gamma.png", data, values, opened(data))
    values = scene("png-turned", 1)
    exif = Image.Exif()
    exif[0x0112] = 6
    data = png(values, 0, 8, False, chunk(b"eXIf", exif.tobytes()[6:]))
    turned = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    write("png-turned.png", data, turned)


# JPEG --------------------------------------------------------------------------------------------

def jpeg_cases():
    color = Image.fromarray(scene("jpeg", 3).astype(np.uint8))
    grey = Image.fromarray(scene("jpeg-grey", 1)[..., 0].astype(np.uint8))
    inks = Image.fromarray(scene("jpeg-inks", 4).astype(np.uint8), "CMYK")
    cases = {
        "jpeg-444": (color, {"subsampling": 0}), "jpeg-422": (color, {"subsampling": 1}),
        "jpeg-420": (color, {"subsampling": 2}), "jpeg-grey": (grey, {}),
        "jpeg-rgb": (color, {"keep_rgb": True}),
        "jpeg-progressive": (color, {"progressive": True}),
        "jpeg-progressive-grey": (grey, {"progressive": True}),
        "jpeg-restart": (color, {"restart_marker_blocks": 1, "optimize": True}),
        "jpeg-cmyk": (inks, {}), "jpeg-cmyk-progressive": (inks, {"progressive": True}),
    }
    for name, (image, options) in cases.items():
        data = saved(image, "JPEG", quality=85, **options)
        mode = "RGB" if image.mode == "CMYK" else None
        write(f"{name}.jpg", data, opened(data, mode))
    # Adobe's segment says what the four numbers are: 2 for YCCK; without it they aren't inverted.
    data = saved(inks, "JPEG", quality=85)
    place = data.index(b"\xff\xee")
    length = 2 + int.from_bytes(data[place + 2:place + 4], "big")
    other = data[:place + length - 1] + b"\2" + data[place + length:]
    write("jpeg-ycck.jpg", other, opened(other, "RGB"))
    other = data[:place] + data[place + length:]
    plain = Image.open(io.BytesIO(data))
    inverted = Image.fromarray(255 - np.asarray(plain), "CMYK")
    write("jpeg-cmyk-plain.jpg", other, inverted.convert("RGB"))
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        data = saved(color, "JPEG", quality=85, subsampling=2, exif=exif)
        upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        write(f"jpeg-exif-{orientation}.jpg", data, upright)


# BMP ---------------------------------------------------------------------------------------------

def bmp(rows, bits, header=40, compression=0, masks=(), colors=None, top_down=False):
    table = b"" if colors is None else b"".join(
        bytes(color[::-1]) + (b"" if header == 12 else b"\0") for color in colors.tolist())
    if header == 12:
        fields = struct.pack("<IHHHH", header, WIDTH, HEIGHT, 1, bits)
    else:
        fields = struct.pack(
            "<IiiHHIIiiII", header, WIDTH, -HEIGHT if top_down else HEIGHT, 1, bits, compression,
            len(rows), 2835, 2835, 0 if colors is None else len(colors), 0)
    fields += b"".join(struct.pack("<I", mask) for mask in masks)
    fields = fields.ljust(header, b"\0")
    start = 14 + len(fields) + len(table)
    return struct.pack("<2sIHHI", b"BM", start + len(rows), 0, 0, start) + fields + table + rows


def padded(row):
    return row + bytes(-len(row) % 4)


def bits_of(values, bits):
    """Rows from the last to the first of numbers of less than 8 bits."""
    return b"".join(
        padded(np.packbits((row.reshape(-1, 1) >> np.arange(bits)[::-1] & 1).astype(np.uint8))
               .tobytes()) for row in values[::-1])


def runs_of(values, bits):
    """Run lengths: rows in turn as runs, as pixels as they are, and with a step over zeros."""
    data = b""
    for number, row in enumerate(values[::-1, :, 0].tolist()):
        if number % 3 == 0:
            at = 0
            while at < WIDTH:
                end = at
                while end < WIDTH and row[end] == row[at]:
                    end += 1
                data += bytes([end - at, row[at] * (17 if bits == 4 else 1)])
                at = end
        else:
            skipped = 4 if number % 3 == 2 else 0
            if skipped:
                row[:skipped] = [0] * skipped
                values[HEIGHT - 1 - number, :skipped] = 0
                data += bytes([0, 2, skipped, 0])
            rest = row[skipped:]
            raw = bytes(rest) if bits == 8 else bytes(
                a << 4 | b for a, b in zip(rest[::2], rest[1::2] + [0]))
            data += bytes([0, len(rest)]) + raw + bytes(len(raw) % 2)
        data += b"\0\0"
    return data + b"\0\1"


def bmp_cases():
    generator = golden.random("bmp")
    for bits in [1, 2, 4, 8]:
        name = f"bmp-palette-{bits}"
        count = min(1 << bits, 32)
        colors = generator.integers(0, 256, [count, 3])
        values = scene(name, 1, count)
        data = bmp(bits_of(values, bits), bits, colors=colors)
        # Pillow doesn't read two bits.
        check = None if bits == 2 else opened(data, "RGB")
        write(f"{name}.bmp", data, colors[values], check)
    data = bmp(bits_of(values, 8), 8, header=12, colors=np.resize(colors, [256, 3]))
    write("bmp-short-header.bmp", data, colors[values], opened(data, "RGB"))
    image = Image.fromarray(scene("bmp-grey", 1)[..., 0].astype(np.uint8))
    data = saved(image, "BMP")
    write("bmp-grey.bmp", data, image, opened(data))
    for bits in [4, 8]:
        colors = generator.integers(0, 256, [8, 3])
        values = scene(f"bmp-runs-{bits}", 1, 8)
        data = bmp(runs_of(values, bits), bits, compression=1 if bits == 8 else 2, colors=colors)
        write(f"bmp-runs-{bits}.bmp", data, colors[values], opened(data, "RGB"))
    values = scene("bmp-24", 3)
    rows = [padded(row[:, ::-1].astype(np.uint8).tobytes()) for row in values]
    data = bmp(b"".join(rows[::-1]), 24)
    write("bmp-24.bmp", data, values, opened(data))
    data = bmp(b"".join(rows), 24, top_down=True)
    write("bmp-top-down.bmp", data, values, opened(data))
    for name, masks, levels in [
        ("bmp-16-555", [], [32, 32, 32]), ("bmp-16-565", [0xF800, 0x07E0, 0x001F], [32, 64, 32])
    ]:
        parts = np.stack([scene(f"{name}-{c}", 1, n)[..., 0] for c, n in enumerate(levels)], -1)
        shifts = [10 if not masks else 11, 5, 0]
        words = (parts << np.array(shifts)).sum(-1)
        data = bmp(b"".join(padded(row.astype("<u2").tobytes()) for row in words[::-1]), 16,
                   compression=3 if masks else 0, masks=masks)
        pixels = np.stack([scaled(parts[..., c], n) for c, n in enumerate(levels)], -1)
        # Pillow rounds down.
        write(f"{name}.bmp", data, pixels, opened(data), within=1)
    values = scene("bmp-32", 4)
    rows = b"".join(row[:, [2, 1, 0, 3]].astype(np.uint8).tobytes() for row in values[::-1])
    data = bmp(rows, 32)
    write("bmp-32.bmp", data, values[..., :3], opened(data, "RGB"))
    data = bmp(rows, 32, header=108, compression=3,
               masks=[0xFF0000, 0xFF00, 0xFF, 0xFF000000])
    write("bmp-32-alpha.bmp", data, values, opened(data))


# GIF ---------------------------------------------------------------------------------------------

def gif_codes(values, bits):
    """Codes that stand for one pixel each: the table is cleared before codes get longer."""
    codes, size = [], bits + 1
    for index, value in enumerate(values.reshape(-1).tolist()):
        if index % ((1 << bits) - 2) == 0:
            codes.append(1 << bits)
        codes.append(value)
    codes.append((1 << bits) + 1)
    number = sum(code << (size * index) for index, code in enumerate(codes))
    data = number.to_bytes((size * len(codes) + 7) // 8, "little")
    blocks = [data[at:at + 255] for at in range(0, len(data), 255)]
    return b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"


def gif_cases():
    colors = golden.random("gif").integers(0, 256, [16, 3])
    values = scene("gif", 1, 16)[..., 0]
    image = Image.fromarray(values.astype(np.uint8), "P")
    image.putpalette(colors.astype(np.uint8).tobytes())
    for name, options in [("gif", {"interlace": 0}), ("gif-interlaced", {"interlace": 1})]:
        data = saved(image, "GIF", **options)
        write(f"{name}.gif", data, colors[values], opened(data, "RGB"))
    data = saved(image, "GIF", transparency=int(values[4, 4]))
    opaque = 255 * (values != values[4, 4])
    pixels = np.concatenate([colors[values], opaque[..., None]], -1)
    write("gif-transparent.gif", data, pixels, opened(data, "RGBA"))
    # Noise fills the table of codes, so that it has to be cleared.
    noise = golden.random("gif-noise").integers(0, 256, [60, 90])
    greys = Image.fromarray(noise.astype(np.uint8))
    data = saved(greys, "GIF", interlace=0)
    write("gif-grey-noise.gif", data, noise, opened(data, "L"))
    # A frame that leaves some of the screen free, in an animation.
    frames = [image.rotate(angle) for angle in (90, 180)]
    data = saved(image, "GIF", save_all=True, append_images=frames, interlace=0)
    write("gif-animated.gif", data, colors[values], opened(data, "RGB"))
    screen = np.zeros([HEIGHT + 5, WIDTH + 7], int) + 2
    screen[2:2 + HEIGHT, 3:3 + WIDTH] = values
    data = (b"GIF89a" + struct.pack("<HHBBB", WIDTH + 7, HEIGHT + 5, 0x83, 2, 0)
            + colors.astype(np.uint8).tobytes()
            + b"\x2c" + struct.pack("<HHHHB", 3, 2, WIDTH, HEIGHT, 0)
            + b"\4" + gif_codes(values, 4) + b";")
    write("gif-offset.gif", data, colors[screen])


shutil.rmtree(FOLDER, ignore_errors=True)
FOLDER.mkdir(parents=True)
png_cases()
jpeg_cases()
bmp_cases()
gif_cases()
print(f"image files: {len(list(FOLDER.glob('*.npy')))} cases")
