"""What `end-to-end` does to training images: each is shifted by up to two pixels either way, black
coming in, and every other one is mirrored. For whole batches, each image with numbers of its own,
which is the fastest way for the peers without a pipeline."""


def with_numpy(numpy, generator, images):
    """Of `[N, H, W, 1]`."""
    count, height, width, _ = images.shape
    padded = numpy.pad(images, ((0, 0), (2, 2), (2, 2), (0, 0)))
    down, right = generator.integers(0, 5, (2, count, 1, 1))
    columns = numpy.arange(width)[None, None, :]
    mirrored = generator.random((count, 1, 1)) < 0.5
    columns = numpy.where(mirrored, width - 1 - columns, columns) + right
    rows = numpy.arange(height)[None, :, None] + down
    return padded[numpy.arange(count)[:, None, None], rows, columns]


def with_torch(torch, images):
    """Of `[N, 1, H, W]`."""
    count, _, height, width = images.shape
    padded = torch.nn.functional.pad(images, (2, 2, 2, 2))
    down, right = torch.randint(0, 5, (2, count, 1, 1))
    columns = torch.arange(width)[None, None, :]
    mirrored = torch.rand(count, 1, 1) < 0.5
    columns = torch.where(mirrored, width - 1 - columns, columns) + right
    rows = torch.arange(height)[None, :, None] + down
    return padded[torch.arange(count)[:, None, None], 0, rows, columns][:, None]


def with_tensorflow(tf, image):
    """Of one image `[H, W, 1]`, in tf.data's threads."""
    padded = tf.pad(image, [[2, 2], [2, 2], [0, 0]])
    return tf.image.random_flip_left_right(tf.image.random_crop(padded, image.shape))
