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
/// - Parameters: `rate`, the share that is dropped, 0 ≤ rate < 1.
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
    fields: [Field("rate", .double(.belowOne), "the share that is dropped")])

  /// The share that is dropped.
  public var rate: Double
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates a layer that drops the share `rate`.
  public init(_ rate: Double, name: String? = nil) {
    self.rate = rate
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.double("rate"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(["rate": ConfigurationValue(rate)], uniquingKeysWith: { $1 })
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.accepts("AlphaDropout", "rate", rate, in: .belowOne, "a rate from 0 to below 1") else {
      return [x].poison
    }
    guard let keep = x.draw(dropping: rate) else { return x }
    let lowest = -Activations.Selu.scale * Activations.Selu.alpha
    let factor = 1 / ((1 - rate) * (1 + rate * lowest * lowest)).squareRoot()
    return select(keep, x, x.like(lowest)) * factor - factor * lowest * rate
  }
}
