"""Training: 20 steps of each model with each optimizer, by Keras."""

import numpy as np

import cases
import golden
from keras_setup import FRAMEWORK, keras, layer, optimizer, tf, use


def data(name):
    """A different batch each step: the label depends on the input, so that the loss can fall."""
    shape, classes, _ = cases.MODELS[name]
    generator = golden.random(f"{name.removesuffix('-bn')}-data")
    count = (cases.STEPS, cases.BATCH[name])
    if name in ("mlp", "rnn"):
        inputs = golden.normal(generator, (*count, *shape))
    else:
        inputs = generator.integers(0, 256, (*count, *shape)).astype(np.uint8)
    direction = generator.standard_normal((int(np.prod(shape)), classes))
    flat = inputs.reshape(*count, -1).astype(np.float64)
    scores = (flat - flat.mean(-1, keepdims=True)) @ direction
    return inputs, scores.argmax(-1).astype(np.int32)


def model(name):
    shape, _, layers = cases.MODELS[name]
    return keras.Sequential(
        [keras.Input(shape)] + [layer(config, name=key) for key, config in layers])


def key_of(weight):
    """`LAYER/NAME`: a recurrent layer's weights are those of its cell."""
    *_, layer, kind = (part for part in weight.path.split("/") if not part.endswith("_cell"))
    return f"{layer}/{kind}"


def initial(built, name):
    """Kernels of He's size; biases and offsets not zero, so that an error in them shows."""
    generator = golden.random(f"{name}-weights")
    values = {}
    for weight in built.weights:
        fan_in = int(np.prod(weight.shape[:-1]))
        key, kind = key_of(weight), weight.name
        if kind in ("kernel", "recurrent_kernel"):
            values[key] = golden.normal(generator, weight.shape, np.sqrt(2 / fan_in))
        elif kind == "gamma":
            values[key] = 1 + golden.normal(generator, weight.shape, 0.1)
        elif kind == "moving_variance":
            values[key] = np.ones(weight.shape, np.float32)
        elif kind == "moving_mean":
            values[key] = np.zeros(weight.shape, np.float32)
        else:
            values[key] = golden.normal(generator, weight.shape, 0.1)
    return values


def train(name, values, batches, kind, rate, options, precision):
    """The golden tensors of a run."""
    use(precision)
    built = model(name)
    weights = {key_of(weight): weight for weight in built.weights}
    for key, weight in weights.items():
        weight.assign(values[key])
    trainable = [key for key, weight in weights.items() if weight.trainable]
    variables = [weights[key] for key in trainable]
    chosen = optimizer(kind, options, rate)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    tensors, losses = {}, []
    for step, (inputs, labels) in enumerate(zip(*batches), start=1):
        scaled = inputs / np.float32(255) if inputs.dtype == np.uint8 else inputs
        with tf.GradientTape() as tape:
            value = loss(labels, built(tf.constant(scaled, precision), training=True))
        gradients = tape.gradient(value, [variable.value for variable in variables])
        chosen.apply(gradients, variables)
        losses.append(float(value))
        if step == 1:
            tensors |= {f"grad/1/{key}": g.numpy() for key, g in zip(trainable, gradients)}
        if step in cases.SAVED_STEPS:
            tensors |= {f"params/{step}/{key}": weight.numpy().copy()
                        for key, weight in weights.items()}
    tensors["losses"] = np.array(losses)
    tensors["inference"] = built(tf.constant(scaled, precision), training=False).numpy()
    return tensors


for name, (shape, classes, layers) in cases.MODELS.items():
    batches, values = data(name), initial(model(name), name)
    described = [{"name": key} | config for key, config in layers]
    config = {"inputShape": shape, "classes": classes, "layers": described}
    tensors = {"inputs": batches[0], "labels": batches[1]}
    tensors |= {f"initial/{key}": value for key, value in values.items()}
    golden.write(f"training/{name}-data", tensors, config, FRAMEWORK)
    for trainer, (kind, rate, options) in cases.TRAINERS.items():
        arguments = name, values, batches, kind, rate, options
        tensors, single = train(*arguments, "float64"), train(*arguments, "float32")
        config = {"model": name, "optimizer": kind, "learningRate": rate} | options
        golden.write(f"training/{name}-{trainer}", tensors, config, FRAMEWORK)
        worst = max(golden.error(single[key], tensors[key]) for key in tensors)
        losses = tensors["losses"]
        print(f"training: {name} {trainer}: loss {losses[0]:.3f} to {losses[-1]:.3f}, "
              f"Keras in float32 is within {worst:.1e}")
