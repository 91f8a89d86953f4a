public import HoneCore
public import HoneGraph

/// Multiplies by normal noise of mean 1 while training.
///
/// Training: `output = input · (1 + √(rate / (1 − rate)) · z)`, z standard normal, drawn anew each
/// step: mean and variance of the factor are those of a ``Dropout`` of the same rate. Inference:
/// the input.
///
/// - Input: any shape
/// - Output: the input's shape
/// - Parameters: `rate`, 0 ≤ rate < 1; `seed` as of ``Dropout``.
///
/// ```swift
/// GaussianDropout(0.2)
/// ```
///
/// Reference: Srivastava et al., "Dropout: a simple way to prevent neural networks from
/// overfitting", JMLR 2014, section 10.
public struct GaussianDropout: Layer, Configurable {
  public static let schema = Schema(
    .layer, "GaussianDropout", summary: "multiplies by normal noise while training",
    formula: "y = x · (1 + √(rate / (1 − rate)) · z)",
    kerasName: "keras.layers.GaussianDropout",
    axis: .regularization,
    fields: [
      Field("rate", .double(.belowOne), "the variance is rate / (1 − rate)"),
      RandomFields.seed,
    ])

  /// The variance of the factor is rate / (1 − rate).
  public var rate: Double
  /// Draws depend on it and on the step alone; nil for the run's seed and this layer.
  public var seed: Int?
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates a layer whose factor has the variance rate / (1 − rate).
  public init(_ rate: Double, seed: Int? = nil, name: String? = nil) {
    self.rate = rate
    self.seed = seed
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.double("rate"), seed: try fields.seed(), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.with(["rate": ConfigurationValue(rate), "seed": .optional(seed)])
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.accepts("GaussianDropout", "rate", rate, in: .belowOne, "a rate from 0 to below 1")
    else { return [x].poison }
    guard x.isTraining, rate > 0, let trace = x.trace else { return x }
    let deviation = (rate / (1 - rate)).squareRoot()
    return x
      * trace.random(
        .normal(mean: 1, deviation: deviation), shape: x.shape, dtype: x.dtype, seed: seed)
  }
}
