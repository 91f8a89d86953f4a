public import HoneCore
public import HoneGraph

/// Sets a random share of the elements to the lowest value of a SELU while training, and keeps
/// mean 0 and variance 1.
///
/// ```text
/// training: output = a · (input where it is kept, else α') + b      α' = −1.0507 · 1.6733
///           a = 1 / √((1 − rate) · (1 + rate · α'²))   b = −a · α' · rate
/// inference: the input
/// ```
///
/// - Input: any shape
/// - Output: the input's shape
/// - Parameters: `rate`, the share that is dropped, 0 ≤ rate < 1; `noiseShape` and `seed` as of
///   ``Dropout``.
///
/// ```swift
/// AlphaDropout(0.1)
/// ```
///
/// Reference: Klambauer et al., "Self-normalizing neural networks", NeurIPS 2017.
public struct AlphaDropout: Layer, Configurable {
  public static let schema = Schema(
    .layer, "AlphaDropout", summary: "a dropout for SELUs: keeps mean and variance",
    formula: "y = a · (x where a draw keeps it, else −1.7581) + b",
    kerasName: "keras.layers.AlphaDropout",
    axis: .regularization,
    fields: [
      Field("rate", .double(.belowOne), "the share that is dropped"), RandomFields.noiseShape,
      RandomFields.seed,
    ])

  /// The share that is dropped.
  public var rate: Double
  /// The shape of the draws; nil for the input's.
  public var noiseShape: [Int]?
  /// Draws depend on it and on the step alone; nil for the run's seed and this layer.
  public var seed: Int?
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates a layer that drops the share `rate`.
  public init(
    _ rate: Double, noiseShape: [Int]? = nil, seed: Int? = nil, name: String? = nil
  ) {
    self.rate = rate
    self.noiseShape = noiseShape
    self.seed = seed
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.double("rate"), noiseShape: try fields.noiseShape(), seed: try fields.seed(),
      name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.with([
      "rate": ConfigurationValue(rate), "noiseShape": .optional(noiseShape),
      "seed": .optional(seed),
    ])
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.accepts("AlphaDropout", "rate", rate, in: .belowOne, "a rate from 0 to below 1"),
      let shape = x.noise(noiseShape, "AlphaDropout")
    else { return [x].poison }
    guard let keep = x.draw(dropping: rate, shape: shape, seed: seed) else { return x }
    let lowest = -Activations.Selu.scale * Activations.Selu.alpha
    let factor = 1 / ((1 - rate) * (1 + rate * lowest * lowest)).squareRoot()
    return select(keep, x, x.like(lowest)) * factor - factor * lowest * rate
  }
}
