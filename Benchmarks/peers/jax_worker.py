"""JAX with flax (linen) and optax. Mode `jit`: one jitted step with donated state."""

import functools
import itertools
import os

from batches import random_batches
from worker import Training, serve


def build(options):
    os.environ["JAX_PLATFORMS"] = "cpu"
    if options.threads == 1:
        flags = os.environ.get("XLA_FLAGS", "")
        os.environ["XLA_FLAGS"] = f"{flags} --xla_cpu_multi_thread_eigen=false".strip()
    # XLA sizes its pool by the CPUs that the harness lets this process use.
    import flax.linen as nn
    import jax
    import optax

    model = MODELS[options.model](nn)
    batches = [tuple(map(jax.device_put, pair)) for pair in random_batches(options.model)]
    key = jax.random.key(0)
    variables = model.init({"params": key, "dropout": key}, batches[0][0])
    optimizer = (
        optax.sgd(0.01, momentum=0.9) if options.model == "lenet" else optax.adam(1e-3))
    parameters, statistics = variables["params"], variables.get("batch_stats", {})

    @functools.partial(jax.jit, donate_argnums=0)
    def train(state, inputs, labels):
        parameters, statistics, slots, key = state
        key, mask_key = jax.random.split(key)

        def loss_function(parameters):
            logits, updates = model.apply(
                {"params": parameters, "batch_stats": statistics}, inputs,
                rngs={"dropout": mask_key}, mutable=["batch_stats"])
            losses = optax.softmax_cross_entropy_with_integer_labels(logits, labels)
            return losses.mean(), updates.get("batch_stats", {})

        (loss, statistics), gradients = jax.value_and_grad(
            loss_function, has_aux=True)(parameters)
        updates, slots = optimizer.update(gradients, slots, parameters)
        return (optax.apply_updates(parameters, updates), statistics, slots, key), loss

    count = sum(leaf.size for leaf in jax.tree.leaves(parameters))
    state = (parameters, statistics, optimizer.init(parameters), key)
    turns = itertools.cycle(batches)

    def step():
        nonlocal state
        state, loss = train(state, *next(turns))
        return loss

    return Training(step, float, jax.__version__, count)


def _mlp(nn):
    class MLP(nn.Module):
        @nn.compact
        def __call__(self, x):
            for width in (512, 256):
                x = nn.Dropout(0.2, deterministic=False)(nn.relu(nn.Dense(width)(x)))
            return nn.Dense(10)(x)

    return MLP()


def _cnn(nn):
    class CNN(nn.Module):
        @nn.compact
        def __call__(self, x):
            for filters in (32, 64):
                for _ in range(2):
                    x = nn.Conv(filters, (3, 3), use_bias=False)(x)
                    x = nn.relu(nn.BatchNorm(False, momentum=0.99, epsilon=1e-3)(x))
                x = nn.max_pool(x, (2, 2), (2, 2))
            x = nn.relu(nn.Dense(128)(x.reshape(x.shape[0], -1)))
            return nn.Dense(10)(nn.Dropout(0.5, deterministic=False)(x))

    return CNN()


def _lenet(nn):
    class LeNet(nn.Module):
        @nn.compact
        def __call__(self, x):
            x = nn.avg_pool(nn.tanh(nn.Conv(6, (5, 5))(x)), (2, 2), (2, 2))
            x = nn.avg_pool(nn.tanh(nn.Conv(16, (5, 5), padding="VALID")(x)), (2, 2), (2, 2))
            x = x.reshape(x.shape[0], -1)
            for width in (120, 84):
                x = nn.tanh(nn.Dense(width)(x))
            return nn.Dense(10)(x)

    return LeNet()


def _text(nn):
    class TextClassifier(nn.Module):
        @nn.compact
        def __call__(self, ids):
            x = nn.Embed(20_000, 128)(ids)
            x = nn.relu(nn.Conv(128, (5,), padding="VALID")(x)).max(axis=1)
            x = nn.Dropout(0.5, deterministic=False)(nn.relu(nn.Dense(64)(x)))
            return nn.Dense(2)(x)

    return TextClassifier()


MODELS = {"mlp": _mlp, "cnn": _cnn, "lenet": _lenet, "text": _text}

if __name__ == "__main__":
    serve("jax", build)
