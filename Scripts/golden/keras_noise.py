"""Layers that draw at random, by Keras: what an element becomes by its draw.

Draws of two frameworks can't be compared, but what they make of an element can. A dropout gives each
element one of two values: the layer is called until both have been seen of each. Gaussian layers are
linear in the draw z: their outputs for z = 0 and for z = 1 say all.
"""

import numpy as np

import golden
import noise_cases as cases
from keras_plain import options
from keras_setup import FRAMEWORK, keras, tf, use


def made(config):
    fields = {key: value for key, value in config.items() if key != "layer"}
    return getattr(keras.layers, config["layer"])(**options(fields))


def start(name, shape):
    generator = golden.random(name)
    values = golden.normal(generator, shape)
    return values, golden.normal(generator, shape)


def step(layer, values, upstream, training=True):
    """The output and the input's gradient."""
    x = tf.Variable(values, dtype="float64")
    with tf.GradientTape() as tape:
        y = layer(x, training=training)
    gradient = tape.gradient(y, x, output_gradients=tf.constant(upstream, dtype="float64"))
    return y.numpy(), tf.convert_to_tensor(gradient).numpy()


def dropped_value(layer, values, upstream):
    """What dropped elements become, whatever they were: the one value that comes twice."""
    while True:
        found, counts = np.unique(step(layer, values, upstream)[0], return_counts=True)
        if counts.max() > 1:
            return found[counts.argmax()]


def drops(name, config, shape):
    values, upstream = start(name, shape)
    layer = made(config)
    tensors = {key: np.full(shape, np.nan) for key in (
        "kept", "dropped", "grad/kept", "grad/dropped")}
    nothing = dropped_value(layer, values, upstream)
    while any(np.isnan(tensor).any() for tensor in tensors.values()):
        output, gradient = step(layer, values, upstream)
        lost = output == nothing
        for key, chosen in (("kept", ~lost), ("dropped", lost)):
            tensors[key][chosen] = output[chosen]
            tensors[f"grad/{key}"][chosen] = gradient[chosen]
    tensors |= {"input": values, "upstream": upstream,
                "inference": step(layer, values, upstream, training=False)[0]}
    golden.write(f"noise/{name}", tensors, config, FRAMEWORK)


def normals(name, config, shape):
    values, upstream = start(name, shape)
    layer = made(config)
    tensors, module = {}, keras.src.backend.random
    original = module.normal
    for z in (0.0, 1.0):
        def given(shape, mean=0.0, stddev=1.0, dtype=None, seed=None, z=z):
            return tf.fill(shape, tf.constant(mean + stddev * z, dtype=dtype))
        module.normal = given
        tensors[f"at/{int(z)}"], tensors[f"grad/at/{int(z)}"] = step(layer, values, upstream)
    module.normal = original
    tensors |= {"input": values, "upstream": upstream,
                "inference": step(layer, values, upstream, training=False)[0]}
    golden.write(f"noise/{name}", tensors, config, FRAMEWORK)


def penalties(name, config, shape):
    values, _ = start(name, shape)
    values[0, 0] = 0
    layer = made(config)
    x = tf.Variable(values, dtype="float64")
    with tf.GradientTape() as tape:
        layer(tf.identity(x))
        penalty = tf.add_n(layer.losses)
    golden.write(f"noise/{name}", {
        "input": values, "penalty": penalty.numpy(), "grad/input": tape.gradient(penalty, x).numpy()},
        config, FRAMEWORK)


use("float64")
keras.utils.set_random_seed(1)
for table, case in [(cases.DROPS, drops), (cases.NORMALS, normals), (cases.PENALTIES, penalties)]:
    for name, (config, shape) in table.items():
        case(name, config, shape)
print(f"noise: {len(cases.DROPS | cases.NORMALS | cases.PENALTIES)} cases")
