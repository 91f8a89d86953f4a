"""More metrics: name: (metric, options in Hone's spelling, shape of one sample, style of the data).

`loss_data.py` says what a style is. Batches of 5, 3 and 1 samples. `ConfusionMatrix` is by NumPy.
"""

BITS, INDEX, ONE_HOT = "probability-bits", "softmax-index", "softmax-one-hot"

METRICS = {
    "top-k-categorical-accuracy": ("TopKCategoricalAccuracy", {"k": 2}, [6], ONE_HOT),
    "top-k-categorical-accuracy-all": ("TopKCategoricalAccuracy", {"k": 5}, [4], ONE_HOT),
    "sparse-top-k-categorical-accuracy": (
        "SparseTopKCategoricalAccuracy", {"k": 3}, [8], INDEX),
    "sparse-top-k-categorical-accuracy-2d": (
        "SparseTopKCategoricalAccuracy", {"k": 1}, [3, 5], INDEX),
    **{
        f"{stem}{suffix}": (metric, options, shape, style)
        for stem, metric in {"precision": "Precision", "recall": "Recall"}.items()
        for suffix, (options, shape, style) in {
            "": ({}, [3], BITS),
            "-column": ({}, [1], BITS),
            "-one-hot": ({}, [4], ONE_HOT),
            "-threshold": ({"thresholds": 0.8}, [3], BITS),
            "-thresholds": ({"thresholds": [0.2, 0.5, 0.9]}, [3], BITS),
            "-top-2": ({"topK": 2}, [5], ONE_HOT),
            "-class-1": ({"classId": 1}, [4], ONE_HOT),
            "-class-1-top-2": ({"classId": 1, "topK": 2}, [4], ONE_HOT),
        }.items()
    },
    "true-positives": ("TruePositives", {}, [3], BITS),
    "true-positives-thresholds": ("TruePositives", {"thresholds": [0.1, 0.7]}, [3], BITS),
    "false-positives": ("FalsePositives", {}, [3], BITS),
    "true-negatives": ("TrueNegatives", {}, [3], BITS),
    "false-negatives": ("FalseNegatives", {"thresholds": [0.1, 0.7]}, [3], BITS),
    **{
        f"f-beta-score-{average}{suffix}": (
            "FBetaScore", {"average": average} | options, [4], style)
        for average in ["none", "micro", "macro", "weighted"]
        for suffix, (options, style) in {
            "": ({}, ONE_HOT),
            "-beta-2-threshold": ({"beta": 2.0, "threshold": 0.4}, BITS),
        }.items()
    },
    "f1-score-macro": ("F1Score", {"average": "macro"}, [5], ONE_HOT),
    "f1-score-threshold": ("F1Score", {"average": "weighted", "threshold": 0.6}, [3], BITS),
    "auc": ("AUC", {}, [], BITS),
    "auc-2d": ("AUC", {}, [3], BITS),
    "auc-pr": ("AUC", {"curve": "pr"}, [3], BITS),
    "auc-5-thresholds": ("AUC", {"numThresholds": 5}, [3], BITS),
    "auc-5-thresholds-pr": ("AUC", {"numThresholds": 5, "curve": "pr"}, [3], BITS),
    **{
        f"auc-{curve}-{method}": (
            "AUC", {"curve": curve, "summationMethod": method, "numThresholds": 12}, [3], BITS)
        for curve in ["roc", "pr"] for method in ["minoring", "majoring"]
    },
    "sensitivity-at-specificity": (
        "SensitivityAtSpecificity", {"specificity": 0.6}, [3], BITS),
    "specificity-at-sensitivity": (
        "SpecificityAtSensitivity", {"sensitivity": 0.5, "numThresholds": 20}, [3], BITS),
    "precision-at-recall": ("PrecisionAtRecall", {"recall": 0.4}, [3], BITS),
    "recall-at-precision": ("RecallAtPrecision", {"precision": 0.5}, [3], BITS),
    "confusion-matrix": ("ConfusionMatrix", {}, [4], INDEX),
    "confusion-matrix-2d": ("ConfusionMatrix", {}, [3, 3], ONE_HOT),
    "confusion-matrix-binary": ("ConfusionMatrix", {"threshold": 0.4}, [1], BITS),
    "mean-io-u": ("MeanIoU", {}, [4], INDEX),
    "mean-io-u-2d": ("MeanIoU", {}, [3, 5], ONE_HOT),
    "mean-io-u-ignore": ("MeanIoU", {"ignoreClass": 1}, [3, 4], INDEX),
    "binary-io-u": ("BinaryIoU", {}, [4], BITS),
    "binary-io-u-yes": ("BinaryIoU", {"targetClassIds": [1], "threshold": 0.3}, [4], BITS),
    "root-mean-squared-error": ("RootMeanSquaredError", {}, [3], "values"),
    "mean-squared-error": ("MeanSquaredError", {}, [3], "values"),
    "mean-absolute-error": ("MeanAbsoluteError", {}, [3], "values"),
    "mean-absolute-error-column": ("MeanAbsoluteError", {}, [1], "values"),
    "mean-absolute-percentage-error": ("MeanAbsolutePercentageError", {}, [3], "values"),
    "mean-squared-logarithmic-error": ("MeanSquaredLogarithmicError", {}, [2, 3], "positive"),
    "log-cosh-error": ("LogCosh", {}, [3], "values"),
    "poisson": ("Poisson", {}, [3], "counts"),
    "kl-divergence": ("KLDivergence", {}, [4], "softmax-soft"),
    "hinge": ("Hinge", {}, [3], "signs"),
    "squared-hinge": ("SquaredHinge", {}, [3], "signs"),
    "categorical-hinge": ("CategoricalHinge", {}, [4], "one-hot"),
    "cosine-similarity": ("CosineSimilarity", {}, [3], "values"),
    "cosine-similarity-axis1": ("CosineSimilarity", {"axis": 1}, [3, 2], "values"),
    "binary-crossentropy": ("BinaryCrossentropy", {"labelSmoothing": 0.1}, [3], BITS),
    "categorical-crossentropy": ("CategoricalCrossentropy", {"fromLogits": True}, [4], "one-hot"),
    "sparse-categorical-crossentropy": ("SparseCategoricalCrossentropy", {}, [2, 4], INDEX),
    **{
        f"r2-score-{aggregation}": ("R2Score", {"classAggregation": aggregation}, [3], "values")
        for aggregation in ["none", "uniformAverage", "varianceWeightedAverage"]
    },
    "r2-score-adjusted": ("R2Score", {"numRegressors": 2}, [2], "values"),
    "r2-score-column": ("R2Score", {}, [1], "values"),
}

# Samples with weights 0 … 3, which count as so many samples.
WEIGHTED = {
    "weighted-mean-squared-error": ("MeanSquaredError", {}, [3], "values"),
    "weighted-root-mean-squared-error": ("RootMeanSquaredError", {}, [3], "values"),
    "weighted-binary-accuracy": ("BinaryAccuracy", {}, [3], BITS),
    "weighted-sparse-categorical-accuracy": ("SparseCategoricalAccuracy", {}, [4], INDEX),
    "weighted-sparse-categorical-accuracy-2d": ("SparseCategoricalAccuracy", {}, [3, 4], INDEX),
    "weighted-hinge": ("Hinge", {}, [3], "signs"),
    "weighted-precision": ("Precision", {"thresholds": [0.2, 0.5, 0.9]}, [3], BITS),
    "weighted-recall": ("Recall", {}, [3], BITS),
    "weighted-false-positives": ("FalsePositives", {}, [3], BITS),
    "weighted-auc": ("AUC", {"curve": "pr"}, [3], BITS),
    "weighted-specificity-at-sensitivity": (
        "SpecificityAtSensitivity", {"sensitivity": 0.5}, [3], BITS),
    "weighted-f1-score": ("F1Score", {"average": "macro"}, [5], ONE_HOT),
}
