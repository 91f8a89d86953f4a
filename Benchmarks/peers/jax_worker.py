"""JAX with flax (linen) and optax. Mode `jit`: one jitted step with donated state, or one jitted
prediction. """

import functools
import itertools
import os

from augmentation import with_numpy
from batches import random_batches
from jax_models import MODELS
from worker import Outcome, Steps, Unavailable, serve


def train(options):
    jax, nn, optax = _jax(options)
    batches = [tuple(map(jax.device_put, pair)) for pair in random_batches(options.model)]
    optimizer = (
        optax.sgd(0.01, momentum=0.9) if options.model == "lenet" else optax.adam(1e-3))
    state, update, count = _training(
        jax, optax, MODELS[options.model](nn, True), optimizer, batches[0][0])
    turns = itertools.cycle(batches)

    def step():
        nonlocal state
        state, loss, _ = update(state, *next(turns))
        return loss

    return Steps(step, float, jax.__version__, count)


def predict(options):
    jax, nn, _ = _jax(options)
    import numpy

    model = MODELS[options.model](nn, False)
    batches = [jax.device_put(x) for x, _ in random_batches("cnn", options.batch)]
    variables = model.init(jax.random.key(0), batches[0])
    forward = jax.jit(model.apply)
    turns = itertools.cycle(batches)
    return Steps(
        lambda: numpy.asarray(forward(variables, next(turns))), lambda result: float(result.sum()),
        jax.__version__, _count(jax, variables["params"]))


def feed(options):
    raise Unavailable("JAX has no input pipeline of its own")


def end_to_end(options):
    jax, nn, optax = _jax(options)
    import numpy

    from fashion_mnist import read

    images, labels = read("train", options.samples)
    test_images, test_labels = read("t10k")
    steps = -(-len(images) // 128)
    optimizer = optax.adam(optax.cosine_decay_schedule(2e-3, options.epochs * steps))
    floats = lambda x: x.astype(numpy.float32) / 255
    state, update, count = _training(
        jax, optax, MODELS["demo"](nn, True), optimizer, floats(images[:128]), seed=1)
    model = MODELS["demo"](nn, False)

    @jax.jit
    def hits_of(parameters, statistics, inputs, labels):
        logits = model.apply({"params": parameters, "batch_stats": statistics}, floats(inputs))
        return (logits.argmax(1) == labels).sum()

    orders = _orders(numpy, len(images))
    generator = numpy.random.default_rng(1)
    for _ in range(options.epochs):
        sums = jax.numpy.zeros(2)
        for _ in range(steps):
            rows = next(orders)
            augmented = with_numpy(numpy, generator, images[rows])
            state, loss, hits = update(
                state, floats(augmented), labels[rows].astype(numpy.int32))
            sums = sums + jax.numpy.stack([loss * len(rows), hits])
        sums.block_until_ready()
        hits = [
            hits_of(*state[:2], test_images[at:at + 128], test_labels[at:at + 128])
            for at in range(0, len(test_images), 128)]
        accuracy = sum(map(int, hits)) / len(test_images)
    return Outcome(accuracy, jax.__version__, count)


def _jax(options):
    os.environ["JAX_PLATFORMS"] = "cpu"
    if options.threads == 1:
        flags = os.environ.get("XLA_FLAGS", "")
        os.environ["XLA_FLAGS"] = f"{flags} --xla_cpu_multi_thread_eigen=false".strip()
    # XLA sizes its pool by the CPUs that the harness lets this process use.
    import flax.linen as nn
    import jax
    import optax

    return jax, nn, optax


def _training(jax, optax, model, optimizer, inputs, seed=0):
    """The first state, the jitted update, and the number of trainable parameters."""
    key = jax.random.key(seed)
    variables = model.init({"params": key, "dropout": key}, inputs)
    parameters, statistics = variables["params"], variables.get("batch_stats", {})

    @functools.partial(jax.jit, donate_argnums=0)
    def update(state, inputs, labels):
        parameters, statistics, slots, key = state
        key, mask_key = jax.random.split(key)

        def loss_function(parameters):
            logits, updates = model.apply(
                {"params": parameters, "batch_stats": statistics}, inputs,
                rngs={"dropout": mask_key}, mutable=["batch_stats"])
            losses = optax.softmax_cross_entropy_with_integer_labels(logits, labels)
            hits = (logits.argmax(-1) == labels).sum()
            return losses.mean(), (updates.get("batch_stats", {}), hits)

        (loss, (statistics, hits)), gradients = jax.value_and_grad(
            loss_function, has_aux=True)(parameters)
        updates, slots = optimizer.update(gradients, slots, parameters)
        return (optax.apply_updates(parameters, updates), statistics, slots, key), loss, hits

    state = (parameters, statistics, optimizer.init(parameters), key)
    return state, update, _count(jax, parameters)


def _count(jax, parameters):
    return sum(leaf.size for leaf in jax.tree.leaves(parameters))


def _orders(numpy, count):
    """The rows of shuffled batches, epoch after epoch."""
    generator = numpy.random.default_rng(0)
    while True:
        order = generator.permutation(count)
        for at in range(0, count, 128):
            yield order[at:at + 128]


if __name__ == "__main__":
    serve("jax", train=train, predict=predict, feed=feed, end_to_end=end_to_end)
