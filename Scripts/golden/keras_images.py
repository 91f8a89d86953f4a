"""Pictures by Keras's layers with fixed transformations, written where Hone's draws are."""

import keras_setup  # noqa: F401  (threads, float precision)
import keras
import numpy as np
import tensorflow as tf
from keras import layers

from image_cases import Book, geometric, picture, resizings

FILL = {"fillMode": "fill_mode", "fillValue": "fill_value", "interpolation": "interpolation"}


def fill(fields):
    return {FILL[key]: value for key, value in fields.items() if key in FILL}


def batch(values):
    return tf.constant([values], tf.float32)


def rotation(fields, draw, pixels):
    layer = layers.RandomRotation(0.5, **fill(fields))
    zeros = tf.zeros([1])
    matrix = layer._compute_affine_matrix(
        center_x=0.5, center_y=0.5, angle=tf.constant([draw["amount"]], tf.float32),
        translate_x=zeros, translate_y=zeros, scale=tf.ones([1]), shear_x=zeros, shear_y=zeros,
        height=pixels.shape[1], width=pixels.shape[2])
    return layer._transform_images(pixels, {"rotation_matrix": matrix}, layer.interpolation)


def translation(fields, draw, pixels):
    layer = layers.RandomTranslation(0.5, 0.5, **fill(fields))
    return layer._transform_images(
        pixels, {"translations": batch([draw["x"], draw["y"]])}, layer.interpolation)


def zoom(fields, draw, pixels):
    layer = layers.RandomZoom(0.5, 0.5, **fill(fields))
    return layer._transform_images(
        pixels, {"width_zoom": batch([draw["x"]]), "height_zoom": batch([draw["y"]])},
        layer.interpolation)


def shear(fields, draw, pixels):
    layer = layers.RandomShear(0.5, 0.5, **fill(fields))
    return layer._transform_images(
        pixels, {"shear_factor": batch([draw["x"], draw["y"]])}, layer.interpolation)


def perspective(fields, draw, pixels):
    layer = layers.RandomPerspective(1.0, 1.0, **fill(fields))
    height, width = pixels.shape[1:3]
    start = np.array([[0, 0], [width - 1, 0], [0, height - 1], [width - 1, height - 1]], np.float32)
    moves = np.array([[draw[f"x{i}"], draw[f"y{i}"]] for i in range(1, 5)], np.float32)
    return layer._transform_images(
        pixels, {"apply_perspective": tf.constant([True]), "start_points": batch(start),
                 "end_points": batch(start + start * moves)}, layer.interpolation)


GEOMETRIC = {
    "RandomRotation": rotation, "RandomTranslation": translation, "RandomZoom": zoom,
    "RandomShear": shear, "RandomPerspective": perspective,
}


def flips(book):
    for image in ["7x5x1", "7x5x3"]:
        pixels = picture(image)
        for mode, draw in [("horizontal", (1, 0)), ("vertical", (0, 1)),
                           ("horizontal_and_vertical", (1, 1))]:
            layer = layers.RandomFlip(mode)
            flipped = layer.transform_images(
                pixels[None], {"flips": tf.ones([1, 1, 1, 1], tf.bool)}, True)
            book.add("RandomFlip", {}, {"horizontal": draw[0], "vertical": draw[1]}, image,
                     flipped[0])


def crops(book):
    for image in ["7x5x1", "6x9x3", "28x28x1"]:
        pixels = picture(image)
        for top, left, height, width in [(1, 2, 4, 3), (0, 0, 5, 2)]:
            layer = layers.RandomCrop(height, width)
            book.add("RandomCrop", {"height": height, "width": width},
                     {"top": top, "left": left, "height": height, "width": width}, image,
                     layer.transform_images(pixels, (top, left), True))
        for height, width in [(4, 3), (5, 4), (9, 4), (11, 12)]:
            layer = layers.CenterCrop(height, width)
            book.add("CenterCrop", {"height": height, "width": width}, {}, image,
                     layer.transform_images(pixels))
        padded = layers.ZeroPadding2D(((1, 2), (3, 0)))(pixels[None])
        book.add("Pad", {"padding": [1, 2, 3, 0]}, {}, image, padded[0])


def resized(book):
    for image, fields in resizings():
        pixels = picture(image)
        size = (fields["height"], fields["width"])
        interpolation = fields.get("interpolation", "bilinear")
        if interpolation == "area":
            output = tf.image.resize(pixels, size, method="area")
        elif interpolation == "bicubic" and not fields["antialias"]:
            # TensorFlow takes these cubics from a table; the exact ones are Keras's `scale_and_
            # translate`, which TensorFlow's antialiased resizing also is.
            scale = [size[0] / pixels.shape[0], size[1] / pixels.shape[1]]
            output = keras.ops.image.scale_and_translate(
                pixels, (*size, pixels.shape[2]), np.array(scale, np.float32),
                np.zeros(2, np.float32), (0, 1), "cubic", antialias=False)
        else:
            layer = layers.Resizing(
                *size, interpolation=interpolation, antialias=fields.get("antialias", False),
                crop_to_aspect_ratio=fields.get("cropToAspectRatio", False),
                pad_to_aspect_ratio=fields.get("padToAspectRatio", False),
                fill_value=fields.get("fillValue", 0.0))
            output = layer.transform_images(pixels)
        book.add("Resizing", fields, {}, image, output)


RANGES = [(0.0, 255.0), (0.0, 1.0)]


def colors(book):
    for image in ["7x5x1", "7x5x3", "6x9x3"]:
        for low, high in RANGES:
            pixels = tf.constant(picture(image, low, high)[None])
            limits = {"value_range": (low, high)}

            def add(name, fields, draw, output):
                book.add(name, fields, draw, image, output[0], low, high)

            for delta in [0.3, -0.4]:
                add("RandomBrightness", {"factor": 0.5}, {"amount": delta},
                    layers.RandomBrightness(0.5, **limits).transform_images(
                        pixels, {"rgb_delta": tf.constant(delta * (high - low), tf.float32)}))
            for factor in [0.4, 1.7]:
                add("RandomContrast", {"factor": 0.7}, {"amount": factor},
                    layers.RandomContrast(0.7, **limits).transform_images(
                        pixels, {"contrast_factor": tf.constant(factor, tf.float32)}))
            for factor in [0.1, 0.5, 0.85]:
                add("RandomSharpness", {"factor": 1.0}, {"amount": factor},
                    layers.RandomSharpness(1.0, **limits).transform_images(
                        pixels, {"factor": batch([factor])[0]}))
            for addition, threshold in [(0.0, 128.0), (40.0, 90.0)]:
                add("Solarization", {}, {"addition": addition, "threshold": threshold},
                    layers.Solarization(0.5, 0.5, **limits).transform_images(
                        pixels, {"additions": tf.constant(addition),
                                 "thresholds": tf.constant(threshold)}))
            add("AutoContrast", {}, {}, layers.AutoContrast(**limits).transform_images(pixels))
            add("RandomInvert", {}, {"applied": 1}, layers.RandomInvert(**limits).transform_images(
                pixels, {"apply_inversion": tf.constant([True])}))
            for size, sigma in [(3, (0.7, 0.4)), (5, (1.0, 0.9))]:
                layer = layers.RandomGaussianBlur(1.0, size, 1.0, **limits)
                add("RandomGaussianBlur", {"kernelSize": size},
                    {"applied": 1, "sigmaX": sigma[0], "sigmaY": sigma[1]},
                    layer.transform_images(pixels, {
                        "blur_factor": tf.constant(sigma, tf.float32),
                        "should_apply_blur": tf.constant([True])}))
            x0, x1, y0, y1 = 0.7, 3.4, 2.0, 4.0
            layer = layers.RandomErasing(1.0, fill_value=0.25 * high, **limits)
            masks = layer._generate_batch_mask(
                pixels.shape, tuple(batch([edge])[0] for edge in (x0, x1, y0, y1)))
            add("RandomErasing", {"fillValue": 0.25 * high},
                {"applied": 1, "x0": x0, "x1": x1, "y0": y0, "y1": y1, "noise": 0},
                layer.transform_images(pixels, {
                    "batch_masks": masks, "apply_erasing": tf.constant([True]),
                    "fill_value": tf.constant(0.25 * high)}))
            scale = 1 / 127.5 if high == 255 else 2.0
            output = layers.Rescaling(scale, -1.0)(pixels)
            book.add("Rescaling", {"scale": scale, "offset": -1.0}, {}, image, output[0], low, high)
            book.add("PerImageStandardization", {}, {}, image,
                     tf.image.per_image_standardization(pixels)[0], low, high)
            if high == 255:
                # On 0 … 1 both truncate numbers that float32 holds a little too low.
                for bits in [1, 3, 6]:
                    layer = layers.RandomPosterization(bits, **limits)
                    add("RandomPosterization", {"factor": bits}, {"amount": bits},
                        layer.transform_images(
                            pixels, {"shift_factor": tf.constant([8 - bits], tf.uint8)}))
                for bins in [256, 16]:
                    add("Equalization", {"bins": bins}, {},
                        layers.Equalization(bins=bins, **limits).transform_images(pixels, None))
            if pixels.shape[3] == 1:
                continue
            for factor in [0.2, 0.8]:
                add("RandomColorDegeneration", {"factor": 1.0}, {"amount": factor},
                    layers.RandomColorDegeneration(1.0, **limits).transform_images(
                        pixels, {"factor": tf.constant(factor)}))
            for factor in [0.09, -0.31]:
                add("RandomHue", {"factor": 1.0}, {"amount": factor},
                    layers.RandomHue(1.0, **limits).transform_images(
                        pixels, {"factor": batch([factor])[0]}))
            add("RandomGrayscale", {}, {"applied": 1},
                layers.RandomGrayscale(1.0).transform_images(pixels, tf.constant(True)))
            add("Grayscale", {}, {}, keras.ops.image.rgb_to_grayscale(pixels))
            if high == 1:
                # Keras clips saturation to the range's bounds, which is right for this range only.
                for factor in [0.2, 0.7]:
                    add("RandomSaturation", {"factor": 1.0}, {"amount": factor},
                        layers.RandomSaturation(1.0, **limits).transform_images(
                            pixels, {"factor": batch([factor / (1 - factor + 1e-7)])[0]}))


def main():
    book = Book("keras")
    for transform, fields, draw, image in geometric():
        output = GEOMETRIC[transform](fields, draw, tf.constant(picture(image)[None]))
        book.add(transform, fields, draw, image, output[0])
    flips(book)
    crops(book)
    resized(book)
    colors(book)
    book.write()


main()
