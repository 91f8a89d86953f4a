"""Random batches with the shapes of BENCHMARKS' workloads, the same bits for every peer."""

BATCH = 128
BATCHES = 8  # resident in memory and used in turn, so that no engine trains on one cached batch

# workload: (shape of one sample, classes, vocabulary for ids or None for real inputs)
SAMPLES = {
    "mlp": ((784,), 10, None),
    "cnn": ((32, 32, 3), 10, None),
    "lenet": ((28, 28, 1), 10, None),
    "text": ((200,), 2, 20_000),
}


def random_batches(model, batch=BATCH):
    """A list of (inputs, labels): float32 NHWC or int32 ids, and int32 labels, as numpy arrays."""
    import numpy

    shape, classes, vocabulary = SAMPLES[model]
    generator = numpy.random.default_rng(0)
    batches = []
    for _ in range(BATCHES):
        if vocabulary:
            inputs = generator.integers(0, vocabulary, (batch, *shape), dtype=numpy.int32)
        else:
            inputs = generator.standard_normal((batch, *shape), dtype=numpy.float32)
        labels = generator.integers(0, classes, batch, dtype=numpy.int32)
        batches.append((inputs, labels))
    return batches
