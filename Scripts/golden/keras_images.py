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


def main():
    book = Book("keras")
    for transform, fields, draw, image in geometric():
        output = GEOMETRIC[transform](fields, draw, tf.constant(picture(image)[None]))
        book.add(transform, fields, draw, image, output[0])
    flips(book)
    crops(book)
    resized(book)
    book.write()


main()
