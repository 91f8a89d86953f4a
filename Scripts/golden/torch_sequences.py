"""Layers of sequences and masks by PyTorch: must agree with Keras."""

import numpy as np

import golden
from torch_setup import ACTIVATIONS, F, formula, in_torch_order, source, tensor, torch

MODULES = {"LSTM": torch.nn.LSTM, "GRU": torch.nn.GRU, "SimpleRNN": torch.nn.RNN}
GATES = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1}
PATHS = {"LSTM": "lstm", "GRU": "gru", "SimpleRNN": "simple_rnn"}


class Masked:
    """A tensor and which of its steps count."""

    def __init__(self, value, mask=None):
        self.value, self.mask = value, mask


def below(params, prefix):
    return {path[len(prefix) + 1:]: value for path, value in params.items()
            if path.startswith(prefix + "/")}


def module_weights(kind, params, suffix=""):
    """PyTorch's names and layout of a recurrent layer's weights."""
    kernel, own, bias = params["kernel"], params["recurrent_kernel"], params.get("bias")
    if kind == "GRU":
        kernel, own = in_torch_order(kernel), in_torch_order(own)
        biases = [] if bias is None else [in_torch_order(row) for row in bias]
    else:
        biases = [] if bias is None else [bias, torch.zeros_like(bias)]
    names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    return {name + suffix: value for name, value in zip(names, [kernel.T, own.T] + biases)}


def is_plain(kind, fields):
    return fields.get("activation", "tanh") == "tanh" and fields.get("resetAfter", True)


def run_module(kind, fields, params, x, lengths=None):
    """All states by PyTorch's module, and the last one; of sequences of these lengths."""
    module = MODULES[kind](x.shape[-1], fields["units"], bias="bias" in params, batch_first=True)
    if lengths is not None:
        x = torch.nn.utils.rnn.pack_padded_sequence(
            x, lengths, batch_first=True, enforce_sorted=False)
    result, last = torch.func.functional_call(module, module_weights(kind, params), (x,))
    return result, (last[0] if isinstance(last, tuple) else last)[0]


def cell(kind, fields, params, x, h, c):
    """One step by the formulas."""
    f = ACTIVATIONS[fields.get("activation", "tanh")]
    kernel, own = params["kernel"], params["recurrent_kernel"]
    rows = torch.broadcast_to(params.get("bias", torch.zeros(())), (2, kernel.shape[1]))
    if kind == "SimpleRNN":
        return f(x @ kernel + h @ own + rows[0]), c
    if kind == "LSTM":
        i, forget, g, o = (x @ kernel + h @ own + rows[0]).chunk(4, -1)
        c = torch.sigmoid(forget) * c + torch.sigmoid(i) * f(g)
        return torch.sigmoid(o) * f(c), c
    after, units = fields.get("resetAfter", True), fields["units"]
    xz, xr, xh = (x @ kernel + rows[0]).chunk(3, -1)
    hz, hr, hh = (h @ own + (rows[1] if after else 0)).chunk(3, -1)
    z, r = torch.sigmoid(xz + hz), torch.sigmoid(xr + hr)
    hh = r * hh if after else (r * h) @ own[:, 2 * units:]
    return z * h + (1 - z) * f(xh + hh), c


def recurrent(kind, fields, params, inputs):
    """A recurrent layer; the output's steps in the order in which they were made."""
    x, mask = inputs[0].value, inputs[0].mask
    backwards, sequences = fields.get("goBackwards"), fields.get("returnSequences")
    if backwards:
        x, mask = x.flip(1), None if mask is None else mask.flip(1)
    states = [entry.value for entry in inputs[1:]]
    if mask is None and not states and is_plain(kind, fields):
        outputs, last = run_module(kind, fields, params, x)
        return outputs if sequences else last
    padded = mask is not None and bool((mask[:, 0] & ~(mask[:, 1:] & ~mask[:, :-1]).any(1)).all())
    if padded and not states and not sequences and is_plain(kind, fields):
        return run_module(kind, fields, params, x, mask.sum(1))[1]
    formula()
    h = states[0] if states else torch.zeros(x.shape[0], fields["units"])
    c = states[1] if len(states) > 1 else torch.zeros_like(h)
    output, outputs = torch.zeros_like(h), []
    for t in range(x.shape[1]):
        new_h, new_c = cell(kind, fields, params, x[:, t], h, c)
        if mask is None:
            output, h, c = new_h, new_h, new_c
        else:
            keep = mask[:, t, None]
            output = torch.where(keep, new_h, output)
            h, c = torch.where(keep, new_h, h), torch.where(keep, new_c, c)
        outputs.append(output)
    return torch.stack(outputs, 1) if sequences else output


def bidirectional(fields, params, x):
    (kind, inner), = fields["layer"].items()
    mode, sequences = fields.get("mergeMode", "concat"), inner.get("returnSequences")
    ways = [below(params, f"{way}_{PATHS[kind]}") for way in ("forward", "backward")]
    if x.mask is None and mode == "concat" and is_plain(kind, inner):
        module = MODULES[kind](x.value.shape[-1], inner["units"], batch_first=True,
                               bidirectional=True)
        values = module_weights(kind, ways[0]) | module_weights(kind, ways[1], "_reverse")
        outputs, last = torch.func.functional_call(module, values, (x.value,))
        if sequences:
            return outputs
        last = last[0] if isinstance(last, tuple) else last
        return torch.cat([last[0], last[1]], -1)
    a = recurrent(kind, inner, ways[0], [x])
    b = recurrent(kind, inner | {"goBackwards": True}, ways[1], [x])
    if sequences:
        b = b.flip(1)
        if x.mask is not None:
            a, b = (torch.where(x.mask[..., None], y, torch.zeros_like(y)) for y in (a, b))
    return {"concat": lambda: torch.cat([a, b], -1), "sum": lambda: a + b,
            "mul": lambda: a * b, "ave": lambda: (a + b) / 2}[mode]()


def allowed(inputs, fields, given, queries, keys):
    """Which query may look at which key: [N, T, S] or nothing."""
    query, value = inputs[0], inputs[min(1, len(inputs) - 1)]
    parts = [] if given is None else [given]
    if query.mask is not None:
        parts.append(query.mask[:, :, None])
    if value.mask is not None:
        parts.append(value.mask[:, None, :])
    if fields.get("useCausalMask"):
        parts.append(torch.ones(queries, keys, dtype=torch.bool).tril()[None])
    mask = None
    for part in parts:
        mask = part if mask is None else mask & part
    return mask


def heads(fields, params, inputs, given):
    """nn.MultiheadAttention where it can, which has values of the keys' width."""
    query, value = inputs[0], inputs[min(1, len(inputs) - 1)]
    key = inputs[2] if len(inputs) > 2 else value
    mask = allowed(inputs, fields, given, query.value.shape[1], value.value.shape[1])
    count, width = fields["numHeads"], fields["keyDim"]
    lost = mask is not None and bool((~mask.any(-1)).any())  # not a number in PyTorch
    if query.value.shape[-1] == count * width and fields.get("valueDim", width) == width \
            and "outputShape" not in fields and fields.get("useBias", True) and not lost:
        module = torch.nn.MultiheadAttention(
            count * width, count, batch_first=True, kdim=key.value.shape[-1],
            vdim=value.value.shape[-1])
        names = {f"{part}/{name}": params[f"{part}/{name}"].flatten(-2)
                 for part in ("query", "key", "value") for name in ("kernel", "bias")}
        weights = [names[f"{part}/kernel"].T for part in ("query", "key", "value")]
        values = {
            "in_proj_bias": torch.cat([names[f"{part}/bias"] for part in
                                       ("query", "key", "value")]),
            "out_proj.weight": params["attention_output/kernel"].flatten(0, 1).T,
            "out_proj.bias": params["attention_output/bias"],
        }
        if module.in_proj_weight is None:
            values |= dict(zip(["q_proj_weight", "k_proj_weight", "v_proj_weight"], weights))
        else:
            values["in_proj_weight"] = torch.cat(weights)
        blocked = None if mask is None else (~mask).expand(
            query.value.shape[0], -1, -1).repeat_interleave(count, 0)
        output, scores = torch.func.functional_call(
            module, values, (query.value, key.value, value.value),
            {"attn_mask": blocked, "average_attn_weights": False})
        return [output, scores]

    formula()

    def project(x, name):
        y = torch.einsum("ntd,dhk->nhtk", x, params[f"{name}/kernel"])
        return y + params[f"{name}/bias"][:, None] if f"{name}/bias" in params else y

    q, k, v = project(query.value, "query"), project(key.value, "key"), project(value.value,
                                                                              "value")
    scores = q @ k.transpose(-1, -2) / width ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask[:, None], -1e9)
    scores = torch.softmax(scores, -1)
    if mask is not None and fields.get("returnAttentionScores"):
        scores = scores * mask[:, None]
    output = torch.tensordot((scores @ v).transpose(1, 2), params["attention_output/kernel"], 2)
    return [output + params.get("attention_output/bias", 0), scores]


def attention(kind, fields, params, inputs):
    formula()
    query, value = inputs[0], inputs[1]
    q, k = query.value, inputs[-1].value
    mask = allowed([Masked(q), value], fields, None, q.shape[1], k.shape[1])
    pairs = q[:, :, None] + k[:, None]
    if kind == "AdditiveAttention":
        scores = (torch.tanh(pairs) * params.get("scale", torch.ones(()))).sum(-1)
    elif fields.get("scoreMode") == "concat":
        scores = params["concat_score_weight"] * torch.tanh(params["scale"] * pairs).sum(-1)
    else:
        scores = q @ k.transpose(1, 2) * params.get("scale", torch.ones(()))
    if mask is not None:
        scores = torch.where(mask, scores, scores - 1e9)
    output = torch.softmax(scores, -1) @ value.value
    return output if query.mask is None else output * query.mask[..., None]


def batch_normalization(params, x, after):
    """Of the batch; sets the statistics that follow."""
    formula()
    keep = torch.ones(x.value.shape[:-1], dtype=torch.bool) if x.mask is None else x.mask
    chosen = x.value[keep]
    mean, variance = chosen.mean(0), chosen.var(0, unbiased=False)
    for name, value in [("moving_mean", mean), ("moving_variance", variance)]:
        after[name] = 0.99 * after.get(name, params[name]) + 0.01 * value.detach()
    return (x.value - mean) / torch.sqrt(variance + 1e-3) * params["gamma"] + params["beta"]


def time_distributed(fields, params, x, after):
    (kind, inner), = fields["layer"].items()
    name = {"Dense": "dense_1", "Conv2D": "conv2d_1", "LSTM": "lstm_1",
            "BatchNormalization": "batch_normalization_1"}[kind]
    own, steps = below(params, name), {}
    outputs = [forward({kind: inner}, own, [Masked(x.value[:, t])], None, steps)[0].value
               for t in range(x.value.shape[1])]
    after |= {f"{name}/{key}": value for key, value in steps.items()}
    return torch.stack(outputs, 1)


def spectral_normalization(fields, params, x, after):
    """The kernel itself is divided by its largest singular value, as power iterations have it."""
    formula()
    (kind, _), = fields["layer"].items()
    name = {"Dense": "dense_1", "Conv2D": "conv2d_1"}[kind]
    own, u = below(params, name), params["vector_u"].detach()
    with torch.no_grad():
        matrix = own["kernel"].flatten(0, -2)
        for _ in range(fields.get("powerIterations", 1)):
            v = F.normalize(u @ matrix.T)
            u = F.normalize(v @ matrix)
        own["kernel"].div_(v @ matrix @ u.T)
    after["vector_u"] = u
    return forward(fields["layer"], own, [x], None, {})


def reversible_embedding(fields, params, x):
    table = params["embeddings"]
    if not x.value.is_floating_point():
        return F.embedding(x.value, table)
    scores = x.value @ params.get("reverse_embeddings", table.T)
    cap = fields.get("logitSoftCap")
    return scores if cap is None else cap * torch.tanh(scores / cap)


def sequential(layers, params, x, after):
    counts = {}
    for layer in layers:
        (kind, _), = layer.items()
        name = PATHS.get(kind) or "".join(
            "_" + c.lower() if c.isupper() and i and not kind[i - 1].isupper() else c.lower()
            for i, c in enumerate(kind))
        counts[name] = counts.get(name, 0) + 1
        x = forward(layer, below(params, f"{name}_{counts[name]}"), [x], None, after)[0]
    return x


def functional(fields, params, inputs):
    """The outputs of a graph of layers; layers are numbered in the order of their first calls."""
    values, counts, names = list(inputs), {}, {}
    for number, node in enumerate(fields["nodes"]):
        (kind, own), = node["layer"].items()
        token = own.get("id", f"node {number}")
        if token not in names:
            counts[kind] = counts.get(kind, 0) + 1
            names[token] = f"{kind.lower()}_{counts[kind]}"
        operands = [values[index] for index in node["of"]]
        values += forward(node["layer"], below(params, names[token]), operands, None, {})
    return [values[index] for index in fields["outputs"]]


def forward(model, params, inputs, given, after):
    """The outputs of a model, each with its mask."""
    (kind, fields), = model.items()
    x = inputs[0]
    if kind == "Model":
        return functional(fields, params, inputs)
    if kind == "Add":
        return [Masked(sum([entry.value for entry in inputs[1:]], x.value))]
    if kind == "Multiply":
        return [Masked(torch.prod(torch.stack([entry.value for entry in inputs]), 0))]
    if kind == "Concatenate":
        return [Masked(torch.cat([entry.value for entry in inputs], -1))]
    if kind == "Sequential":
        return [sequential(fields["layers"], params, x, after)]
    if kind in MODULES:
        output = recurrent(kind, fields, params, inputs)
        return [Masked(output, x.mask if fields.get("returnSequences") else None)]
    if kind == "Bidirectional":
        sequences = list(fields["layer"].values())[0].get("returnSequences")
        return [Masked(bidirectional(fields, params, x), x.mask if sequences else None)]
    if kind == "TimeDistributed":
        return [Masked(time_distributed(fields, params, x, after), x.mask)]
    if kind == "SpectralNormalization":
        return spectral_normalization(fields, params, x, after)
    if kind == "ReversibleEmbedding":
        return [Masked(reversible_embedding(fields, params, x))]
    if kind == "MultiHeadAttention":
        output, scores = heads(fields, params, inputs, given)
        extra = [Masked(scores)] if fields.get("returnAttentionScores") else []
        return [Masked(output, x.mask)] + extra
    if kind in ("Attention", "AdditiveAttention"):
        return [Masked(attention(kind, fields, params, inputs), x.mask)]
    if kind == "Masking":
        keep = (x.value != fields.get("maskValue", 0)).any(-1)
        return [Masked(x.value * keep[..., None], keep)]
    if kind == "Embedding":
        return [Masked(F.embedding(x.value, params["embeddings"]),
                       x.value != 0 if fields.get("maskZero") else None)]
    if kind == "GlobalAveragePooling1D":
        kept, keep = bool(fields.get("keepDimensions")), x.mask[..., None].to(torch.float64)
        return [Masked((x.value * keep).sum(1, keepdim=kept) / keep.sum(1, keepdim=kept))]
    if kind == "Dense":
        y = x.value @ params["kernel"] + params["bias"]
        return [Masked(ACTIVATIONS[fields.get("activation", "linear")](y), x.mask)]
    if kind == "Conv2D":
        y = F.conv2d(x.value.permute(0, 3, 1, 2), params["kernel"].permute(3, 2, 0, 1),
                     params["bias"])
        return [Masked(y.permute(0, 2, 3, 1))]
    if kind == "LayerNormalization":
        return [Masked(F.layer_norm(x.value, x.value.shape[-1:], params["gamma"], params["beta"],
                                    1e-3), x.mask)]
    if kind == "BatchNormalization":
        return [Masked(batch_normalization(params, x, after), x.mask)]
    if kind == "Activation":
        return [Masked(ACTIVATIONS[fields["activation"]](x.value), x.mask)]
    if kind == "Dropout":  # inference
        return [x]
    raise SystemExit(f"no {kind} here")


def check(name):
    tensors, config = golden.read(name)
    inputs = {key: torch.tensor(value) if value.dtype == np.int32 else tensor(value)
              for key, value in sorted(tensors.items()) if key.split("/")[0] == "input"}
    params = {key.removeprefix("params/"): tensor(value) for key, value in tensors.items()
              if key.startswith("params/")}
    entries = [Masked(value) for value in inputs.values()]
    if config.get("masked"):
        entries = [forward({"Masking": {}}, {}, [entry], None, {})[0]
                   if index < len(config["masks"]) else entry
                   for index, entry in enumerate(entries)]
    given = tensors.get("attention_mask")
    after = {}
    outputs = forward(config["model"], params, entries,
                      None if given is None else torch.tensor(given) != 0, after)
    outputs[0].value.backward(torch.tensor(tensors["upstream"], dtype=torch.float64))
    result = {"output" + (f"/{i}" if i else ""): output.value.detach().numpy()
              for i, output in enumerate(outputs)}
    for key, value in inputs.items():
        if value.requires_grad:
            result[f"grad/{key}"] = gradient(value)
    for key, value in params.items():
        if f"grad/{key}" in tensors:
            result[f"grad/{key}"] = gradient(value)
    if config.get("training"):
        result |= {f"params_after/{key}": value.detach().numpy() for key, value in after.items()}
    missing = [key for key in tensors if key.startswith(("output", "grad", "params_after"))
               and key not in result]
    if missing:
        raise SystemExit(f"{name}: PyTorch has no {missing}")
    return golden.agree(name, result, tensors, by=source())


def gradient(value):
    return np.zeros(tuple(value.shape)) if value.grad is None else value.grad.numpy()


def check_loss(name):
    """The mean over the steps that count, of what PyTorch's functions give for each."""
    tensors, config = golden.read(name)
    (loss, options), = config["loss"].items()
    prediction, keep = tensor(tensors["prediction"]), torch.tensor(tensors["mask"]) != 0
    target = torch.tensor(tensors["target"])
    p, t = prediction[keep], target if loss == "ctc" else target[keep]
    each = {
        "meanSquaredError": lambda: ((p - t) ** 2).mean(-1),
        "sparseCategoricalCrossentropy": lambda: F.cross_entropy(p, t.long(), reduction="none"),
        "categoricalCrossentropy": lambda: -(t * torch.log(p / p.sum(-1, keepdim=True))).sum(-1),
        "binaryCrossentropy": lambda: F.binary_cross_entropy_with_logits(
            p, t.double(), reduction="none").mean(-1),
        "ctc": lambda: F.ctc_loss(
            torch.log_softmax(prediction, -1).transpose(0, 1), target.long(), keep.sum(1),
            (target != 0).sum(1), reduction="none"),
    }[loss]()
    value = each.mean() if keep.any() else (p.sum() * 0)
    value.backward()
    found = {"loss": value.detach().numpy(), "grad/prediction": gradient(prediction)}
    if loss != "ctc":
        found["metric"] = found["loss"]
    return golden.agree(name, found, tensors, by=source())


torch.set_default_dtype(torch.float64)
worst = max(check(name) for name in golden.names("sequences/*"))
print(f"sequences: PyTorch agrees within {worst:.1e}")
worst = max(check_loss(name) for name in golden.names("masked-losses/*"))
print(f"masked losses: PyTorch agrees within {worst:.1e}")
