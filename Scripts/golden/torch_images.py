"""Pictures by torchvision's functions, where they mean what Hone's transforms mean.

Cases that agree with Keras's say so twice; those where the two frameworks differ are here with the
fields that choose torchvision's side.
"""

import torch
from torchvision.transforms import InterpolationMode
from torchvision.transforms.v2 import RandAugment
from torchvision.transforms.v2 import functional as F

from image_cases import INTERPOLATIONS, Book, picture

MODES = {"nearest": InterpolationMode.NEAREST, "bilinear": InterpolationMode.BILINEAR,
         "bicubic": InterpolationMode.BICUBIC}
PICTURES = ["7x5x1", "7x5x3", "6x9x3", "28x28x1"]


def tensor(name, low=0.0, high=255.0):
    return torch.from_numpy(picture(name, low, high)).permute(2, 0, 1)


def pixels(output):
    return output.to(torch.float32).permute(1, 2, 0).numpy()


def geometric(book):
    for image in PICTURES:
        x = tensor(image)
        height, width = x.shape[1:]
        for interpolation in INTERPOLATIONS:
            mode = MODES[interpolation]
            fields = {"interpolation": interpolation, "fillMode": "constant"}
            for angle in [23.7, -64.0]:
                book.add("RandomRotation", {"factor": 0.5, **fields}, {"amount": angle}, image,
                         pixels(F.rotate(x, angle, interpolation=mode)))
            for angle, shift, scale, shear in [(17.0, (1, -2), 1.3, (0.0, 0.0)),
                                               (-40.0, (0, 1), 0.8, (12.0, -7.0))]:
                draw = {"angle": angle, "x": shift[0], "y": shift[1], "scale": scale,
                        "shearX": shear[0], "shearY": shear[1]}
                output = F.affine(x, angle, list(shift), scale, list(shear), interpolation=mode)
                book.add("RandomAffine", {"degrees": 90.0, "interpolation": interpolation}, draw,
                         image, pixels(output))
        for antialias in [False, True]:
            for size in [(4, 9), (13, 3), (14, 10)]:
                for interpolation in ["nearest", "bilinear", "bicubic"]:
                    if interpolation == "bicubic" and not antialias:
                        continue  # a = −¾ there
                    if interpolation == "nearest":
                        # torchvision's `nearest` takes the floor; `nearest-exact` is Keras's.
                        mode = InterpolationMode.NEAREST_EXACT
                    else:
                        mode = MODES[interpolation]
                    output = F.resize(x, list(size), interpolation=mode, antialias=antialias)
                    if interpolation == "bicubic":
                        output = F.resize(x.double(), list(size), interpolation=mode,
                                          antialias=True)
                    book.add("Resizing", {"height": size[0], "width": size[1],
                                          "interpolation": interpolation, "antialias": antialias},
                             {}, image, pixels(output))
        output = F.resized_crop(x, 1, 2, 4, 3, [8, 5], antialias=True)
        book.add("RandomResizedCrop", {"height": 8, "width": 5},
                 {"top": 1, "left": 2, "height": 4, "width": 3}, image, pixels(output))
        output = F.crop(x, -1, 1, height, width)
        book.add("RandomCrop", {"height": height, "width": width, "padding": 2},
                 {"top": -1, "left": 1, "height": height, "width": width}, image, pixels(output))
        for mode, ours in [("edge", "nearest"), ("symmetric", "reflect"), ("constant", "constant")]:
            output = F.pad(x, [3, 1, 0, 2], padding_mode=mode)
            book.add("Pad", {"padding": [1, 2, 3, 0], "fillMode": ours}, {}, image, pixels(output))
        book.add("RandomFlip", {}, {"horizontal": 1, "vertical": 0}, image,
                 pixels(F.horizontal_flip(x)))
        book.add("RandomFlip", {}, {"horizontal": 0, "vertical": 1}, image,
                 pixels(F.vertical_flip(x)))


def colors(book):
    torchvision = {"convention": "torchvision"}
    for image in ["7x5x1", "7x5x3", "6x9x3"]:
        x = tensor(image, 0.0, 1.0)

        def add(name, fields, draw, output):
            book.add(name, fields, draw, image, pixels(output), 0.0, 1.0)

        for factor in [0.6, 1.4]:
            add("RandomBrightness", {"factor": 0.5, **torchvision}, {"amount": factor - 1},
                F.adjust_brightness(x, factor))
            add("RandomContrast", {"factor": 0.5, **torchvision}, {"amount": factor},
                F.adjust_contrast(x, factor))
            add("RandomSharpness", {"factor": 1.0, **torchvision}, {"amount": factor / 2},
                F.adjust_sharpness(x, factor))
        add("Solarization", {}, {"addition": 0.0, "threshold": 128.0}, F.solarize(x, 128 / 255))
        add("AutoContrast", {}, {}, F.autocontrast(x))
        add("RandomInvert", {}, {"applied": 1}, F.invert(x))
        for size, sigma in [(3, (0.7, 0.4)), (5, (1.0, 0.9))]:
            add("RandomGaussianBlur", {"kernelSize": size, **torchvision},
                {"applied": 1, "sigmaX": sigma[0], "sigmaY": sigma[1]},
                F.gaussian_blur(x, [size, size], list(sigma)))
        byte = tensor(image).to(torch.uint8)
        book.add("Equalization", torchvision, {}, image, pixels(F.equalize(byte)))
        for bits in [1, 3, 6]:
            book.add("RandomPosterization", {"factor": bits}, {"amount": bits}, image,
                     pixels(F.posterize(byte, bits)))
        if x.shape[0] == 1:
            continue
        for factor in [0.3, 1.6]:
            # f / (1 − f) = factor
            add("RandomSaturation", {"factor": 1.0, **torchvision},
                {"amount": factor / (1 + factor)}, F.adjust_saturation(x, factor))
        for factor in [0.09, -0.31]:
            add("RandomHue", {"factor": 1.0}, {"amount": factor}, F.adjust_hue(x, factor))
        add("Grayscale", {"channels": 3}, {}, F.rgb_to_grayscale(x, num_output_channels=3))
    # Equal steps need more pixels than numbers.
    byte = tensor("28x28x1").to(torch.uint8)
    book.add("Equalization", torchvision, {}, "28x28x1", pixels(F.equalize(byte)))


OPERATIONS = ["Identity", "ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate", "Brightness",
              "Color", "Contrast", "Sharpness", "Posterize", "Solarize", "AutoContrast", "Equalize",
              "Invert"]


def policies(book):
    """Each operation of RandAugment and its relatives; whole numbers where torchvision wants them."""
    magnitudes = {"ShearX": [0.21, -0.3], "ShearY": [0.17, -0.09], "TranslateX": [2.7, -1.2],
                  "TranslateY": [1.9, -2.0], "Rotate": [17.0, -30.0], "Brightness": [0.4, -0.6],
                  "Color": [0.5, -0.7], "Contrast": [0.3, -0.8], "Sharpness": [0.9, -0.5],
                  "Posterize": [4.0, 7.0], "Solarize": [0.5, 0.25]}
    for image in ["7x5x1", "6x9x3"]:
        for number, name in enumerate(OPERATIONS):
            for magnitude in magnitudes.get(name, [0.0]):
                whole = name in ("Posterize", "Equalize")
                high = 255.0 if whole else 1.0
                x = tensor(image).to(torch.uint8) if whole else tensor(image, 0.0, 1.0)
                output = RandAugment()._apply_image_or_video_transform(
                    x, name, magnitude, interpolation=InterpolationMode.BILINEAR,
                    fill={torch.Tensor: None, "others": None})
                book.add("RandAugment", {"numOps": 1, "interpolation": "bilinear"},
                         {"operation": number, "magnitude": magnitude}, image, pixels(output),
                         0.0, high)


def main():
    book = Book("torchvision")
    geometric(book)
    colors(book)
    policies(book)
    book.write()


main()
