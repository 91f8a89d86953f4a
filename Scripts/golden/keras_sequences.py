"""Layers of sequences and masks, by Keras."""

import re

import numpy as np

import golden
from keras_setup import FRAMEWORK, keras, tf, use
from sequence_cases import MASKED_LOSSES, SEQUENCES

# Arguments of the call in Keras, fields in Hone.
CALL_FIELDS = {"useCausalMask": "use_causal_mask",
               "returnAttentionScores": "return_attention_scores"}
SPELLING = {"keepDimensions": "keepdims"}


def snake(name):
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower()


def path_name(kind):
    return {"SimpleRNN": "simple_rnn", "LSTM": "lstm", "GRU": "gru"}.get(kind, snake(kind))


def entry(model):
    (kind, fields), = model.items()
    return kind, fields


def build_graph(fields):
    """A functional model; nodes whose layers have one `id` share a layer."""
    values = [keras.Input(one["Input"]["shape"]) for one in fields["inputs"]]
    count, shared = len(values), {}
    for number, node in enumerate(fields["nodes"]):
        token = next(iter(node["layer"].values())).get("id", f"node {number}")
        if token not in shared:
            shared[token] = build(node["layer"])
        operands = [values[index] for index in node["of"]]
        values.append(shared[token](operands[0] if len(operands) == 1 else operands))
    return keras.Model(values[:count], [values[index] for index in fields["outputs"]])


def build(model):
    """The Keras layer of a model, or a list of layers."""
    kind, fields = entry(model)
    if kind == "Sequential":
        return [build(layer) for layer in fields["layers"]]
    if kind == "Model":
        return build_graph(fields)
    options = {}
    for key, value in fields.items():
        if key in CALL_FIELDS or key == "id":
            continue
        if key in ("layer", "backwardLayer"):
            value = build(value)
        options[SPELLING.get(key, snake(key))] = value
    return getattr(keras.layers, kind)(**options)


def weights(model, built):
    """(path in Hone, Keras's variable) of every weight."""
    kind, fields = entry(model)
    if kind == "Sequential":
        counts = {}
        for inner, layer in zip(fields["layers"], built):
            name = path_name(entry(inner)[0])
            counts[name] = counts.get(name, 0) + 1
            for path, weight in weights(inner, layer):
                yield f"{name}_{counts[name]}/{path}", weight
    elif kind == "Model":
        counts = {}
        for layer in built.layers:
            if not isinstance(layer, keras.layers.InputLayer):
                name = path_name(type(layer).__name__)
                counts[name] = counts.get(name, 0) + 1
                for weight in layer.weights:
                    yield f"{name}_{counts[name]}/{weight.name}", weight
    elif kind == "Bidirectional":
        name = path_name(entry(fields["layer"])[0])
        for direction in ("forward", "backward"):
            for path, weight in weights(fields["layer"], getattr(built, f"{direction}_layer")):
                yield f"{direction}_{name}/{path}", weight
    elif kind == "TimeDistributed":
        name = path_name(entry(fields["layer"])[0])
        for path, weight in weights(fields["layer"], built.layer):
            yield f"{name}_1/{path}", weight
    elif kind == "SpectralNormalization":
        name = path_name(entry(fields["layer"])[0])
        for path, weight in weights(fields["layer"], built.layer):
            yield f"{name}_1/{path}", weight
        yield "vector_u", built.vector_u
    elif kind == "MultiHeadAttention":
        for weight in built.weights:
            yield "/".join(weight.path.split("/")[-2:]), weight
    else:
        for weight in built.weights:
            yield weight.name, weight


def call(model, built, inputs, options, attention_mask=None):
    kind, fields = entry(model)
    if kind == "Sequential":
        value = inputs[0]
        for inner, layer in zip(fields["layers"], built):
            value = call(inner, layer, [value], options)[0]
        return [value]
    arguments = {name: fields[key] for key, name in CALL_FIELDS.items() if key in fields}
    if options.get("training") is not None and kind in (
            "BatchNormalization", "TimeDistributed", "SpectralNormalization"):
        arguments["training"] = options["training"]
    if kind == "ReversibleEmbedding" and inputs[0].dtype.is_floating:
        arguments["reverse"] = True
    if kind == "MultiHeadAttention":
        query, value = inputs[0], inputs[min(1, len(inputs) - 1)]
        if len(inputs) == 1:
            value = query
        key = inputs[2] if len(inputs) > 2 else None
        result = built(query, value, key=key, attention_mask=attention_mask, **arguments)
    elif len(inputs) > 1 and kind in ("LSTM", "GRU", "SimpleRNN"):
        # Keras finds the mask of its input by itself only where there are no states.
        result = built(inputs[0], initial_state=inputs[1:],
                       mask=keras.src.backend.get_keras_mask(inputs[0]), **arguments)
    elif len(inputs) > 1:
        result = built(inputs, **arguments)
    else:
        result = built(inputs[0], **arguments)
    return list(result) if isinstance(result, (list, tuple)) else [result]


def steps(masks, fill, array):
    """The array with masked steps filled."""
    keep = np.array([[step == "1" for step in row] for row in masks])
    array = array.copy()
    array[~keep] = fill
    return array


def case(name, model, shapes, options):
    generator = golden.random(name)
    arrays = []
    for index, shape in enumerate(shapes):
        if "ids" in options:
            array = generator.integers(1, options["ids"], shape, dtype=np.int32)
        else:
            array = golden.normal(generator, shape)
        if index < len(options.get("masks", [])):
            array = steps(options["masks"][index], options.get("fill", 0), array)
        arrays.append(array)
    inputs = [tf.Variable(array, dtype="int32" if array.dtype == np.int32 else "float64")
              for array in arrays]
    mask = None
    if "attentionMask" in options:
        mask = generator.random(options["attentionMask"]) < 0.6
        mask[..., 0] = True  # a query without any key is another case

    def run():
        values = [tf.convert_to_tensor(value) for value in inputs]
        if options.get("masked"):
            values = [keras.layers.Masking()(value) if index < len(options["masks"]) else value
                      for index, value in enumerate(values)]
        return call(model, built, values, options, mask)

    built = build(model)
    run()
    named = dict(weights(model, built))
    for path, weight in named.items():
        values = golden.normal(generator, weight.shape, 0.5)
        if weight.name == "gamma":
            values = 1 + np.float32(0.4) * values
        if weight.name == "moving_variance":
            values = np.float32(0.5) + np.abs(values)
        weight.assign(values)

    tensors = {}
    for index, array in enumerate(arrays):
        tensors["input" if len(arrays) == 1 else f"input/{index}"] = array
    if mask is not None:
        tensors["attention_mask"] = mask.astype(np.int32)
    for path, weight in named.items():
        tensors[f"params/{path}"] = weight.numpy()
    with tf.GradientTape() as tape:
        outputs = run()
    upstream = golden.normal(generator, outputs[0].shape)
    trainable = {path: weight for path, weight in named.items() if weight.trainable}
    gradients = tape.gradient(
        outputs[0], inputs + [weight.value for weight in trainable.values()],
        output_gradients=tf.constant(upstream, dtype="float64"),
        unconnected_gradients=tf.UnconnectedGradients.ZERO)
    tensors["output"], tensors["upstream"] = outputs[0].numpy(), upstream
    for index, output in enumerate(outputs[1:], 1):
        tensors[f"output/{index}"] = output.numpy()
    for index, array in enumerate(arrays):
        if array.dtype != np.int32:
            key = "grad/input" if len(arrays) == 1 else f"grad/input/{index}"
            tensors[key] = gradients[index].numpy()
    for path, gradient in zip(trainable, gradients[len(inputs):]):
        gradient = tf.convert_to_tensor(gradient).numpy()
        # A bias of keys moves all scores of a query alike: what is left is rounding.
        tensors[f"grad/{path}"] = gradient if np.abs(gradient).max() > 1e-12 else gradient * 0
    if options.get("training"):
        for path, weight in named.items():
            if not weight.trainable:
                tensors[f"params_after/{path}"] = weight.numpy()
    config = {"model": model} | {key: options[key] for key in ("masked", "masks", "training")
                                 if key in options}
    golden.write(f"sequences/{name}", tensors, config, FRAMEWORK)


def masked_ctc(name, shape, masks):
    """The loss of inputs of several lengths, filled up to one."""
    generator = golden.random(name)
    prediction = golden.normal(generator, shape)
    mask = np.array([[step == "1" for step in row] for row in masks])
    target = np.array([[1, 2, 3], [4, 4, 0], [2, 0, 0], [1, 0, 0]], dtype=np.int32)
    variable = tf.Variable(prediction, dtype="float32")
    with tf.GradientTape() as tape:
        result = tf.reduce_mean(keras.ops.ctc_loss(
            target, tf.convert_to_tensor(variable), (target != 0).sum(1).astype(np.int32),
            mask.sum(1).astype(np.int32)))
    golden.write(f"masked-losses/{name}", {
        "prediction": prediction, "target": target, "mask": mask.astype(np.int32),
        "loss": result.numpy(), "grad/prediction": tape.gradient(result, variable).numpy(),
    }, {"loss": {"ctc": {}}}, FRAMEWORK, "float32")


def masked_loss(name, loss, options, shape, masks):
    """A loss and its gradient for predictions that carry a mask."""
    if loss == "ctc":
        return masked_ctc(name, shape, masks)
    generator = golden.random(name)
    prediction = golden.normal(generator, shape)
    if not options.get("fromLogits") and "Crossentropy" in loss:
        prediction = np.exp(prediction)
        prediction = (prediction / prediction.sum(-1, keepdims=True)).astype(np.float32)
    mask = np.array([[step == "1" for step in row] for row in masks])
    if loss.startswith("sparse"):
        target = generator.integers(0, shape[-1], shape[:-1], dtype=np.int32)
    elif loss.startswith("categorical"):
        target = np.eye(shape[-1], dtype=np.float32)[generator.integers(0, shape[-1], shape[:-1])]
    elif loss.startswith("binary"):
        target = generator.integers(0, 2, shape).astype(np.float32)
    else:
        target = golden.normal(generator, shape)
    own = getattr(keras.losses, loss[0].upper() + loss[1:])(
        **{snake(key): value for key, value in options.items()})
    metric = keras.metrics.MeanMetricWrapper(own.call, dtype="float64")
    variable = tf.Variable(prediction, dtype="float64")
    with tf.GradientTape() as tape:
        value = tf.convert_to_tensor(variable)
        value._keras_mask = tf.constant(mask)
        result = own(target, value)
    gradient = tape.gradient(result, variable)
    metric.update_state(target, value)
    golden.write(f"masked-losses/{name}", {
        "prediction": prediction, "target": target, "mask": mask.astype(np.int32),
        "loss": result.numpy(), "metric": metric.result().numpy(),
        "grad/prediction": gradient.numpy(),
    }, {"loss": {loss: options}}, FRAMEWORK)


use("float64")
for name, (model, shapes, options) in SEQUENCES.items():
    case(name, model, shapes, options)
for name, arguments in MASKED_LOSSES.items():
    masked_loss(name, *arguments)
print(f"sequences: {len(SEQUENCES)} cases, {len(MASKED_LOSSES)} losses")
