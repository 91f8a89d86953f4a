public import HoneCore
public import HoneGraph

/// Sets a random share of the elements to zero while training.
///
/// Training: `output = input / (1 − rate)` where a draw keeps the element, else 0, so that the mean
/// stays; each step draws anew. Inference: the input.
///
/// - Input: any shape
/// - Output: the input's shape
/// - Parameters: `rate`, the share that is dropped, 0 ≤ rate < 1.
///
/// ```swift
/// Dropout(0.5)
/// ```
///
/// Reference: Srivastava et al., "Dropout: a simple way to prevent neural networks from
/// overfitting", JMLR 2014.
public struct Dropout: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Dropout", summary: "sets a random share to zero while training",
    axis: .regularization, fields: [Field("rate", .double(.belowOne), "the share that is dropped")])

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
    guard rate >= 0, rate < 1, x.dtype.isFloatingPoint else {
      return x.fail(
        "Dropout", wanted: "a rate from 0 to below 1, and a floating-point input",
        received: "rate \(rate) and \(x.type)", help: "the rate is the share that is dropped")
    }
    guard x.isTraining, rate > 0, let trace = x.trace else { return x }
    let keep = trace.random(.bernoulli(probability: 1 - rate), shape: x.shape, dtype: .bool)
    return select(keep, x * (1 / (1 - rate)), zerosLike(x))
  }
}
