extension Preflight {
  /// The names of all rules: a test for each, and a row in the documentation.
  static let rules =
    ["unknown-monitor", "monitor-mode", "plateau-and-schedule", "schedule-horizon", "batch-size"]
    + [
      "probabilities-as-logits", "logits-as-probabilities", "relu-into-probabilities",
      "one-unit-softmax", "regression-loss-on-classes", "output-width",
    ]
    + [
      "label-range", "missing-class", "unknown-class", "class-names", "class-imbalance",
      "sorted-data", "duplicates", "input-range", "feature-scales", "validation-shift",
      "target-range",
    ] + rulesOfTransforms
    + [
      "saturating-hidden", "linear-stack", "convolution-order", "flatten-channels",
      "batch-normalization-order", "batch-normalization-small-batch",
      "batch-normalization-last-batch", "dropout-rate", "initializer-activation",
      "fixed-deviation", "parameters-per-sample", "memory", "unreached-parameter",
    ] + ["initial-loss", "signal-variance", "gradient-variance"]

  /// Those that ask transforms what they lose.
  static let rulesOfTransforms = ["lost-text"]
}
