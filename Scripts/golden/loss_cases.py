"""More losses: name: (loss, options in Hone's spelling, shape of the predictions, style of the data).

`loss_data.py` says what a style is.
"""

from itertools import product


def smoothed():
    cases = {}
    for logits, share in product([True, False], [0.1, 0.3, 1.0]):
        kind = "logits" if logits else "probabilities"
        stem = f"{kind}-smoothing-{share:g}"
        options = {"fromLogits": logits, "labelSmoothing": share}
        head = "" if logits else "softmax-"
        cases[f"categorical-{stem}"] = (
            "CategoricalCrossentropy", options, [6, 4], head + "one-hot")
        cases[f"sparse-{stem}"] = ("SparseCategoricalCrossentropy", options, [6, 4], head + "index")
        cases[f"binary-{stem}"] = (
            "BinaryCrossentropy", options, [6, 3], "bits" if logits else "probability-bits")
    return cases


def focal():
    cases = {}
    for logits, (gamma, alpha) in product([True, False], [(2, 0.25), (0, 0.6), (1.5, 1)]):
        kind = "logits" if logits else "probabilities"
        options = {"fromLogits": logits, "gamma": gamma, "alpha": alpha}
        bits = "bits" if logits else "probability-bits"
        cases[f"binary-focal-{kind}-gamma-{gamma}"] = (
            "BinaryFocalCrossentropy", options, [7, 3], bits)
        cases[f"binary-focal-{kind}-gamma-{gamma}-balanced"] = (
            "BinaryFocalCrossentropy",
            options | {"applyClassBalancing": True, "labelSmoothing": 0.1}, [7], bits)
        cases[f"categorical-focal-{kind}-gamma-{gamma}"] = (
            "CategoricalFocalCrossentropy", options, [5, 4],
            "one-hot" if logits else "softmax-one-hot")
    cases["categorical-focal-smoothing"] = (
        "CategoricalFocalCrossentropy", {"fromLogits": True, "labelSmoothing": 0.2}, [3, 2, 5],
        "one-hot")
    return cases


def everywhere(stem, loss, style, options=None):
    """A loss over a batch of one, a vector of numbers, a matrix and an image."""
    return {
        stem + suffix: (loss, options or {}, shape, style)
        for suffix, shape in
        {"": [6, 3], "-1d": [7], "-batch1": [1, 5], "-4d": [2, 3, 5, 2]}.items()
    }


LOSSES = {
    **smoothed(),
    **focal(),
    "sparse-logits-ignore": (
        "SparseCategoricalCrossentropy", {"fromLogits": True, "ignoreClass": 2}, [9, 4], "index"),
    "sparse-logits-ignore-outside": (
        "SparseCategoricalCrossentropy", {"fromLogits": True, "ignoreClass": -1}, [3, 4, 5],
        "index-and-none"),
    "sparse-probabilities-ignore": (
        "SparseCategoricalCrossentropy", {"fromLogits": False, "ignoreClass": 0}, [3, 4, 5],
        "softmax-index"),
    **everywhere("hinge", "Hinge", "bits"),
    "hinge-signs": ("Hinge", {}, [6, 3], "signs"),
    **everywhere("squared-hinge", "SquaredHinge", "signs"),
    "squared-hinge-bits": ("SquaredHinge", {}, [6, 3], "bits"),
    "categorical-hinge": ("CategoricalHinge", {}, [6, 4], "one-hot"),
    "categorical-hinge-2d": ("CategoricalHinge", {}, [2, 3, 5], "one-hot"),
    "kl-divergence": ("KLDivergence", {}, [6, 4], "softmax-soft"),
    "kl-divergence-one-hot": ("KLDivergence", {}, [6, 4], "softmax-one-hot"),
    "kl-divergence-2d": ("KLDivergence", {}, [2, 3, 5], "softmax-soft"),
    **everywhere("poisson", "Poisson", "counts"),
    **everywhere("mean-absolute-error", "MeanAbsoluteError", "values"),
    **everywhere("mean-absolute-percentage-error", "MeanAbsolutePercentageError", "values"),
    **everywhere("mean-squared-logarithmic-error", "MeanSquaredLogarithmicError", "positive"),
    "mean-squared-logarithmic-error-negative": (
        "MeanSquaredLogarithmicError", {}, [6, 3], "values"),
    **everywhere("huber", "Huber", "values"),
    "huber-delta-0.3": ("Huber", {"delta": 0.3}, [6, 3], "values"),
    "huber-delta-3": ("Huber", {"delta": 3.0}, [6, 3], "values"),
    **everywhere("log-cosh", "LogCosh", "values"),
    "log-cosh-large": ("LogCosh", {}, [6, 3], "large"),
    "cosine-similarity": ("CosineSimilarity", {}, [6, 3], "values"),
    "cosine-similarity-batch1": ("CosineSimilarity", {}, [1, 5], "values"),
    "cosine-similarity-axis1": ("CosineSimilarity", {"axis": 1}, [2, 4, 3], "values"),
    "quantile": ("Quantile", {"quantile": 0.5}, [6, 3], "values"),
    "quantile-0.1": ("Quantile", {"quantile": 0.1}, [6, 3], "values"),
    "quantile-0.9": ("Quantile", {"quantile": 0.9}, [7], "values"),
    "dice": ("Dice", {}, [3, 4, 5, 2], "probability-bits"),
    "dice-axes": ("Dice", {"axes": [1, 2]}, [3, 4, 5, 2], "probability-bits"),
    "dice-samples": ("Dice", {"axes": [1]}, [6, 5], "probability-bits"),
    "dice-channels": ("Dice", {"axes": [0, 1, 2]}, [2, 4, 5, 3], "probability-soft"),
    "tversky": ("Tversky", {}, [3, 4, 5, 2], "probability-bits"),
    "tversky-axes": (
        "Tversky", {"alpha": 0.7, "beta": 0.3, "axes": [1, 2, 3]}, [3, 4, 5, 1],
        "probability-bits"),
    "tversky-misses": ("Tversky", {"alpha": 1.0, "beta": 0.0}, [6, 5], "probability-bits"),
    "contrastive": ("Contrastive", {"margin": 1.0}, [9], "distances"),
    "contrastive-margin-2": ("Contrastive", {"margin": 2.0}, [9, 1], "distances"),
    "triplet-margin": ("TripletMargin", {"margin": 1.0}, [6, 3, 4], "triplets"),
    "triplet-margin-0.2": ("TripletMargin", {"margin": 0.2}, [5, 3, 7], "triplets"),
    "triplet-semi-hard": ("TripletSemiHard", {"margin": 1.0}, [12, 4], "embeddings"),
    "triplet-semi-hard-0.2": ("TripletSemiHard", {"margin": 0.2}, [9, 3], "embeddings"),
    "circle": ("Circle", {"gamma": 80.0, "margin": 0.4}, [10, 4], "embeddings"),
    "circle-gamma-2": ("Circle", {"gamma": 2.0, "margin": 0.25}, [7, 3], "embeddings-and-lone"),
    "ctc": ("CTC", {}, [4, 9, 5], "sequence-4"),
    "ctc-long": ("CTC", {}, [3, 24, 6], "sequence-7"),
    "ctc-one-step": ("CTC", {}, [3, 1, 3], "sequence-1"),
    "ctc-repeats": ("CTC", {}, [4, 8, 3], "sequence-repeats"),
}

# Losses with weights of classes and samples: (base loss, its options, class weights, whether
# samples have weights too, reduction, shape, style).
WEIGHTED = {
    f"weighted-{stem}{'-samples' if samples else ''}-{reduction}": (
        base, options, weights, samples, reduction, shape, style)
    for stem, (base, options, weights, shape, style) in {
        "sparse": ("SparseCategoricalCrossentropy", {"fromLogits": True}, [1.0, 5.0, 0.5, 2.0],
                   [9, 4], "index"),
        "categorical": ("CategoricalCrossentropy", {"fromLogits": True}, [1.0, 5.0, 0.0, 2.0],
                        [9, 4], "one-hot"),
        "binary": ("BinaryCrossentropy", {"fromLogits": True}, [0.5, 3.0], [9, 1], "bits"),
        "squared": ("MeanSquaredError", {}, None, [9, 2], "values"),
    }.items()
    for samples in [False, True]
    for reduction in ["sumOverBatchSize", "meanWithSampleWeight", "sum"]
    if weights is not None or samples
}
