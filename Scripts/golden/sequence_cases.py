"""Layers of sequences: models in the spelling of Hone's files, inputs, and masks.

A case is (model, inputs' shapes, options). A model is {TYPE: {FIELD: value}}, layers within layers
included. `masks` says for an input which steps are set to zero (0 in a string, a string for each
sample); with `masked` every input goes through a Masking layer first.
"""


def rnn(kind, **fields):
    return {kind: {"units": 3} | fields}


def bidirectional(layer, **fields):
    return {"Bidirectional": {"layer": layer} | fields}


def heads(**fields):
    return {"MultiHeadAttention": {"numHeads": 2, "keyDim": 3} | fields}


def chain(*layers):
    return {"Sequential": {"layers": list(layers)}}


# All steps, padding behind, padding in front, holes, nothing at all.
MASKS = ["11111", "11100", "00111", "10110", "00000"]
PADDED = ["11111", "11100", "11110", "10000"]
EVERY = {"masked": True, "masks": [MASKS]}
BEHIND = {"masked": True, "masks": [PADDED]}
X = [5, 5, 2]


def masked_rnns():
    cases = {}
    for kind, stem in [("LSTM", "lstm"), ("GRU", "gru"), ("SimpleRNN", "simple-rnn")]:
        cases |= {
            f"masked-{stem}": (rnn(kind), [X], EVERY),
            f"masked-{stem}-sequences": (rnn(kind, returnSequences=True), [X], EVERY),
            f"masked-{stem}-backwards": (rnn(kind, goBackwards=True), [X], EVERY),
            f"masked-{stem}-backwards-sequences": (
                rnn(kind, goBackwards=True, returnSequences=True), [X], EVERY),
            f"masked-{stem}-padded": (rnn(kind), [[4, 5, 2]], BEHIND),
            f"masked-{stem}-relu": (rnn(kind, activation="relu"), [X], EVERY),
            f"masked-{stem}-state": (
                rnn(kind, returnSequences=True), [X] + [[5, 3]] * (2 if kind == "LSTM" else 1),
                {"masked": True, "masks": [MASKS]}),
            f"masked-bidirectional-{stem}": (
                bidirectional(rnn(kind, returnSequences=True)), [X], EVERY),
            f"masked-bidirectional-{stem}-last": (bidirectional(rnn(kind)), [X], EVERY),
        }
    cases["masked-gru-reset-before"] = (
        rnn("GRU", resetAfter=False, returnSequences=True), [X], EVERY)
    return cases


def bidirectionals():
    cases = {}
    for kind, stem in [("LSTM", "lstm"), ("GRU", "gru"), ("SimpleRNN", "simple-rnn")]:
        cases[f"bidirectional-{stem}"] = (bidirectional(rnn(kind)), [[3, 4, 2]], {})
        cases[f"bidirectional-{stem}-sequences"] = (
            bidirectional(rnn(kind, returnSequences=True)), [[2, 5, 3]], {})
    for mode in ["sum", "mul", "ave"]:
        cases[f"bidirectional-{mode}"] = (
            bidirectional(rnn("LSTM", returnSequences=True), mergeMode=mode), [[2, 4, 3]], {})
    cases["bidirectional-one-step"] = (bidirectional(rnn("GRU"), mergeMode="sum"), [[1, 1, 2]], {})
    return cases


SEQUENCES = {
    "simple-rnn": (rnn("SimpleRNN"), [[3, 5, 2]], {}),
    "simple-rnn-one-step": (rnn("SimpleRNN"), [[2, 1, 6]], {}),
    "simple-rnn-sequences": (rnn("SimpleRNN", returnSequences=True), [[3, 5, 2]], {}),
    "simple-rnn-backwards": (rnn("SimpleRNN", goBackwards=True), [[3, 5, 2]], {}),
    "simple-rnn-backwards-sequences": (
        rnn("SimpleRNN", goBackwards=True, returnSequences=True), [[1, 4, 3]], {}),
    "simple-rnn-no-bias": (rnn("SimpleRNN", useBias=False), [[3, 5, 2]], {}),
    "simple-rnn-relu": (rnn("SimpleRNN", activation="relu"), [[3, 4, 2]], {}),
    "simple-rnn-state": (rnn("SimpleRNN"), [[3, 4, 2], [3, 3]], {}),
    **bidirectionals(),
    **masked_rnns(),

    "time-distributed-dense": (
        {"TimeDistributed": {"layer": {"Dense": {"units": 3, "activation": "tanh"}}}},
        [[3, 4, 2]], {}),
    "time-distributed-conv2d": (
        {"TimeDistributed": {"layer": {"Conv2D": {"filters": 2, "kernelSize": 2}}}},
        [[2, 3, 4, 3, 2]], {}),
    "time-distributed-batch-normalization": (
        {"TimeDistributed": {"layer": {"BatchNormalization": {}}}}, [[4, 3, 2]],
        {"training": True}),
    "time-distributed-lstm": (
        {"TimeDistributed": {"layer": rnn("LSTM")}}, [[2, 3, 4, 2]], {}),

    "spectral-normalization-dense": (
        {"SpectralNormalization": {"layer": {"Dense": {"units": 3, "activation": "tanh"}}}},
        [[4, 5]], {"training": True}),
    "spectral-normalization-conv2d": (
        {"SpectralNormalization": {
            "layer": {"Conv2D": {"filters": 2, "kernelSize": 2}}, "powerIterations": 3}},
        [[2, 4, 3, 2]], {"training": True}),
    "reversible-embedding": (
        {"ReversibleEmbedding": {"inputDim": 6, "outputDim": 3}}, [[4, 5]], {"ids": 6}),
    "reversible-embedding-back": (
        {"ReversibleEmbedding": {"inputDim": 6, "outputDim": 3}}, [[2, 4, 3]], {}),
    "reversible-embedding-back-untied": (
        {"ReversibleEmbedding": {"inputDim": 6, "outputDim": 3, "tieWeights": False}},
        [[2, 4, 3]], {}),
    "reversible-embedding-back-cap": (
        {"ReversibleEmbedding": {"inputDim": 6, "outputDim": 3, "logitSoftCap": 0.75}},
        [[2, 3]], {}),

    "multi-head-attention": (heads(), [[2, 4, 5], [2, 3, 5]], {}),
    "multi-head-attention-self": (heads(), [[2, 4, 6]], {}),
    "multi-head-attention-three": (heads(), [[2, 4, 5], [2, 3, 4], [2, 3, 2]], {}),
    "multi-head-attention-one-head": (heads(numHeads=1, keyDim=5), [[1, 1, 3], [1, 4, 3]], {}),
    "multi-head-attention-value-dim": (heads(valueDim=4), [[2, 4, 5], [2, 3, 5]], {}),
    "multi-head-attention-no-bias": (heads(useBias=False), [[2, 4, 5], [2, 3, 5]], {}),
    "multi-head-attention-output": (heads(outputShape=[7]), [[2, 4, 5], [2, 3, 5]], {}),
    "multi-head-attention-output-2d": (heads(outputShape=[2, 3]), [[2, 4, 5], [2, 3, 5]], {}),
    "multi-head-attention-causal": (heads(useCausalMask=True), [[2, 4, 6]], {}),
    "multi-head-attention-causal-cross": (
        heads(useCausalMask=True), [[2, 3, 4], [2, 5, 4]], {}),
    "multi-head-attention-mask": (
        heads(), [[2, 4, 5], [2, 3, 5]], {"attentionMask": [2, 4, 3]}),
    "multi-head-attention-mask-causal": (
        heads(useCausalMask=True), [[2, 4, 5], [2, 4, 5]], {"attentionMask": [2, 4, 4]}),
    "multi-head-attention-scores": (
        heads(returnAttentionScores=True, useCausalMask=True), [[2, 4, 5]], {}),
    "masked-multi-head-attention": (
        heads(), [[5, 5, 4]], {"masked": True, "masks": [MASKS]}),
    "masked-multi-head-attention-scores": (
        heads(returnAttentionScores=True), [[5, 5, 4]], {"masked": True, "masks": [MASKS]}),
    "masked-multi-head-attention-cross": (
        heads(useCausalMask=True), [[4, 3, 4], [4, 5, 4]],
        {"masked": True, "masks": [["111", "100", "111", "110"], PADDED]}),

    "attention": ({"Attention": {}}, [[2, 4, 3], [2, 5, 3]], {}),
    "attention-three": ({"Attention": {}}, [[2, 4, 3], [2, 5, 2], [2, 5, 3]], {}),
    "attention-scale": ({"Attention": {"useScale": True}}, [[2, 4, 3], [2, 5, 3]], {}),
    "attention-concat": (
        {"Attention": {"scoreMode": "concat", "useScale": True}}, [[2, 4, 3], [2, 5, 3]], {}),
    "attention-causal": ({"Attention": {"useCausalMask": True}}, [[2, 4, 3], [2, 4, 3]], {}),
    "masked-attention": (
        {"Attention": {}}, [[4, 3, 3], [4, 5, 3]],
        {"masked": True, "masks": [["111", "100", "011", "000"], PADDED]}),
    "additive-attention": ({"AdditiveAttention": {}}, [[2, 4, 3], [2, 5, 3]], {}),
    "additive-attention-no-scale": (
        {"AdditiveAttention": {"useScale": False}}, [[2, 4, 3], [2, 5, 2], [2, 5, 3]], {}),
    "additive-attention-causal": (
        {"AdditiveAttention": {"useCausalMask": True}}, [[2, 4, 3], [2, 4, 3]], {}),

    "masked-global-average-pooling1d": (
        {"GlobalAveragePooling1D": {}}, [[4, 5, 3]], BEHIND),
    "masked-global-average-pooling1d-kept": (
        {"GlobalAveragePooling1D": {"keepDimensions": True}}, [[4, 5, 3]], BEHIND),
    "masked-batch-normalization": (
        {"BatchNormalization": {}}, [[4, 5, 3]], BEHIND | {"training": True}),
    "masked-chain": (
        chain({"Masking": {}}, {"Dense": {"units": 4, "activation": "tanh"}}, {"Dropout": {
            "rate": 0.5}}, {"LayerNormalization": {}}, rnn("GRU", returnSequences=True),
            {"TimeDistributed": {"layer": {"Dense": {"units": 2}}}},
            {"GlobalAveragePooling1D": {}}), [[4, 5, 2]], {"masks": [PADDED]}),
    "masking-value": (
        chain({"Masking": {"maskValue": 2.5}}, rnn("LSTM")), [[4, 5, 2]],
        {"masks": [PADDED], "fill": 2.5}),
    "masked-embedding": (
        chain({"Embedding": {"inputDim": 6, "outputDim": 3, "maskZero": True}},
              bidirectional(rnn("LSTM", returnSequences=True)), rnn("GRU")),
        [[5, 5]], {"masks": [MASKS], "ids": 6}),
    "masked-embedding-average": (
        chain({"Embedding": {"inputDim": 6, "outputDim": 3, "maskZero": True}},
              {"GlobalAveragePooling1D": {}}), [[4, 5]], {"masks": [PADDED], "ids": 6}),
    "masked-stack": (
        chain({"Masking": {}}, rnn("LSTM", returnSequences=True), {"Activation": {
            "activation": "relu"}}, rnn("SimpleRNN", goBackwards=True)), [X],
        {"masks": [MASKS]}),
}

# name: (loss, options, prediction shape, masks): every step its own prediction.
# Graphs of layers: name: (model, input shapes, options).
SHARED = {"Dense": {"units": 4, "activation": "tanh", "id": 1}}
SEQUENCES |= {
    "functional-shared": ({"Model": {
        "inputs": [{"Input": {"shape": [5]}}, {"Input": {"shape": [5]}}],
        "nodes": [
            {"layer": SHARED, "of": [0]}, {"layer": SHARED, "of": [1]},
            {"layer": {"Add": {}}, "of": [2, 3]},
            {"layer": {"Dense": {"units": 3, "activation": "sigmoid"}}, "of": [4]},
            {"layer": {"Concatenate": {}}, "of": [5, 2]}],
        "outputs": [6, 4]}}, [[3, 5], [3, 5]], {}),
    "functional-skip": ({"Model": {
        "inputs": [{"Input": {"shape": [4]}}],
        "nodes": [
            {"layer": {"Dense": {"units": 4, "activation": "tanh"}}, "of": [0]},
            {"layer": {"Multiply": {}}, "of": [0, 1]},
            {"layer": {"Dense": {"units": 2}}, "of": [2]}],
        "outputs": [3]}}, [[1, 4]], {}),
}

MASKED_LOSSES = {
    "masked-mean-squared-error": ("meanSquaredError", {}, [4, 5, 2], PADDED),
    "masked-mean-squared-error-holes": ("meanSquaredError", {}, [5, 5, 1], MASKS),
    "masked-sparse-logits": (
        "sparseCategoricalCrossentropy", {"fromLogits": True}, [5, 5, 3], MASKS),
    "masked-categorical-probabilities": ("categoricalCrossentropy", {}, [4, 5, 3], PADDED),
    "masked-binary-logits": ("binaryCrossentropy", {"fromLogits": True}, [4, 5, 1], PADDED),
    # The mask says how long each input is.
    "masked-ctc": ("ctc", {}, [4, 6, 5], ["111111", "111100", "111110", "110000"]),
    "masked-nothing-left": ("meanSquaredError", {}, [2, 5, 2], ["00000", "00000"]),
}
