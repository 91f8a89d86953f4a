"""The workloads' models in Keras; each takes the module."""


def _mlp(keras):
    layers = keras.layers
    return keras.Sequential([
        keras.Input((784,)),
        layers.Dense(512, activation="relu"), layers.Dropout(0.2),
        layers.Dense(256, activation="relu"), layers.Dropout(0.2),
        layers.Dense(10)])


def _cnn(keras):
    layers = keras.layers
    model = keras.Sequential([keras.Input((32, 32, 3))])
    for filters in (32, 64):
        for _ in range(2):
            model.add(layers.Conv2D(filters, 3, padding="same", use_bias=False))
            model.add(layers.BatchNormalization())
            model.add(layers.ReLU())
        model.add(layers.MaxPooling2D(2))
    for layer in (
        layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dropout(0.5),
        layers.Dense(10),
    ):
        model.add(layer)
    return model


def _lenet(keras):
    layers = keras.layers
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(6, 5, padding="same", activation="tanh"), layers.AveragePooling2D(2),
        layers.Conv2D(16, 5, activation="tanh"), layers.AveragePooling2D(2), layers.Flatten(),
        layers.Dense(120, activation="tanh"), layers.Dense(84, activation="tanh"),
        layers.Dense(10)])


def _text(keras):
    layers = keras.layers
    return keras.Sequential([
        keras.Input((200,), dtype="int32"),
        layers.Embedding(20_000, 128), layers.Conv1D(128, 5, activation="relu"),
        layers.GlobalMaxPooling1D(), layers.Dense(64, activation="relu"), layers.Dropout(0.5),
        layers.Dense(2)])


def _demo(keras):
    """The network of `make demo`, with its initializers."""
    layers = keras.layers
    model = keras.Sequential([keras.Input((28, 28, 1))])
    for filters in (32, 64):
        for _ in range(2):
            model.add(layers.Conv2D(
                filters, 3, padding="same", use_bias=False, kernel_initializer="he_normal"))
            model.add(layers.BatchNormalization())
            model.add(layers.ReLU())
        model.add(layers.MaxPooling2D(2))
    for layer in (layers.Flatten(), layers.Dropout(0.4), layers.Dense(10)):
        model.add(layer)
    return model


MODELS = {"mlp": _mlp, "cnn": _cnn, "lenet": _lenet, "text": _text, "demo": _demo}
