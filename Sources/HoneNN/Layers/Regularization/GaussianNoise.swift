public import HoneCore
public import HoneGraph

/// Adds normal noise of mean 0 while training.
///
/// Training: `output = input + stddev · z`, z standard normal, drawn anew each step. Inference: the
/// input.
///
/// - Input: any shape
/// - Output: the input's shape
/// - Parameters: `stddev` ≥ 0, the standard deviation of the noise; `seed` as of ``Dropout``.
///
/// ```swift
/// GaussianNoise(0.1)
/// ```
///
/// Reference: Bishop, "Training with noise is equivalent to Tikhonov regularization", Neural
/// Computation 7, 1995.
public struct GaussianNoise: Layer, Configurable {
  public static let schema = Schema(
    .layer, "GaussianNoise", summary: "adds normal noise while training",
    formula: "y = x + stddev · z",
    kerasName: "keras.layers.GaussianNoise",
    axis: .regularization,
    fields: [
      Field("stddev", .double(.notNegative), "the standard deviation of the noise"),
      RandomFields.seed,
    ])

  /// The standard deviation of the noise.
  public var stddev: Double
  /// Draws depend on it and on the step alone; nil for the run's seed and this layer.
  public var seed: Int?
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates a layer that adds noise of standard deviation `stddev`.
  public init(_ stddev: Double, seed: Int? = nil, name: String? = nil) {
    self.stddev = stddev
    self.seed = seed
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.double("stddev"), seed: try fields.seed(), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.with(["stddev": ConfigurationValue(stddev), "seed": .optional(seed)])
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.accepts("GaussianNoise", "stddev", stddev, in: .notNegative, "stddev ≥ 0") else {
      return [x].poison
    }
    guard x.isTraining, stddev > 0, let trace = x.trace else { return x }
    return x
      + trace.random(
        .normal(mean: 0, deviation: stddev), shape: x.shape, dtype: x.dtype, seed: seed)
  }
}
