"""The workloads' models in flax (linen); each takes the module, and whether it is trained."""


def _mlp(nn, training):
    class MLP(nn.Module):
        training: bool = True

        @nn.compact
        def __call__(self, x):
            for width in (512, 256):
                x = nn.Dropout(0.2, deterministic=not self.training)(nn.relu(nn.Dense(width)(x)))
            return nn.Dense(10)(x)

    return MLP(training)


def _cnn(nn, training):
    class CNN(nn.Module):
        training: bool = True

        @nn.compact
        def __call__(self, x):
            for filters in (32, 64):
                for _ in range(2):
                    x = nn.Conv(filters, (3, 3), use_bias=False)(x)
                    x = nn.relu(nn.BatchNorm(not self.training, momentum=0.99, epsilon=1e-3)(x))
                x = nn.max_pool(x, (2, 2), (2, 2))
            x = nn.relu(nn.Dense(128)(x.reshape(x.shape[0], -1)))
            return nn.Dense(10)(nn.Dropout(0.5, deterministic=not self.training)(x))

    return CNN(training)


def _lenet(nn, training):
    class LeNet(nn.Module):
        training: bool = True

        @nn.compact
        def __call__(self, x):
            x = nn.avg_pool(nn.tanh(nn.Conv(6, (5, 5))(x)), (2, 2), (2, 2))
            x = nn.avg_pool(nn.tanh(nn.Conv(16, (5, 5), padding="VALID")(x)), (2, 2), (2, 2))
            x = x.reshape(x.shape[0], -1)
            for width in (120, 84):
                x = nn.tanh(nn.Dense(width)(x))
            return nn.Dense(10)(x)

    return LeNet(training)


def _text(nn, training):
    class TextClassifier(nn.Module):
        training: bool = True

        @nn.compact
        def __call__(self, ids):
            x = nn.Embed(20_000, 128)(ids)
            x = nn.relu(nn.Conv(128, (5,), padding="VALID")(x)).max(axis=1)
            x = nn.Dropout(0.5, deterministic=not self.training)(nn.relu(nn.Dense(64)(x)))
            return nn.Dense(2)(x)

    return TextClassifier(training)


def _demo(nn, training):
    """The network of `make demo`, with its initializers."""

    class Demo(nn.Module):
        training: bool = True

        @nn.compact
        def __call__(self, x):
            normal, uniform = nn.initializers.he_normal(), nn.initializers.glorot_uniform()
            for filters in (32, 64):
                for _ in range(2):
                    x = nn.Conv(filters, (3, 3), use_bias=False, kernel_init=normal)(x)
                    x = nn.relu(nn.BatchNorm(
                        not self.training, momentum=0.99, epsilon=1e-3)(x))
                x = nn.max_pool(x, (2, 2), (2, 2))
            x = nn.Dropout(0.4, deterministic=not self.training)(x.reshape(x.shape[0], -1))
            return nn.Dense(10, kernel_init=uniform)(x)

    return Demo(training)


MODELS = {"mlp": _mlp, "cnn": _cnn, "lenet": _lenet, "text": _text, "demo": _demo}
