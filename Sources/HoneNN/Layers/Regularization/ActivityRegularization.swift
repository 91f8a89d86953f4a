public import HoneCore
public import HoneGraph

/// Adds a penalty on the size of its input to the loss; the input passes unchanged.
///
/// ```text
/// penalty = (l1 · Σ|input| + l2 · Σ input²) / N
/// ```
///
/// - Input: `[N, …]`
/// - Output: the input
/// - Parameters: `l1` and `l2` ≥ 0, by default 0.
///
/// Layers with weights have it as a parameter: `Dense(64, activityRegularizer: .l1(1e-4))`.
///
/// ```swift
/// ActivityRegularization(l1: 1e-4)
/// ```
public struct ActivityRegularization: Layer, Configurable {
  public static let schema = Schema(
    .layer, "ActivityRegularization", summary: "adds a penalty on its input to the loss",
    formula: "loss += (l1 · Σ|x| + l2 · Σx²) / N",
    kerasName: "keras.layers.ActivityRegularization",
    axis: .regularization,
    fields: [
      Field("l1", .double(.notNegative), default: 0.0, "the factor of Σ|x| / N"),
      Field("l2", .double(.notNegative), default: 0.0, "the factor of Σx² / N"),
    ])

  /// The factor of Σ|x| / N.
  public var l1: Double
  /// The factor of Σx² / N.
  public var l2: Double
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(l1: Double = 0, l2: Double = 0, name: String? = nil) {
    self.l1 = l1
    self.l2 = l2
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      l1: try fields.double("l1"), l2: try fields.double("l2"),
      name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      ["l1": ConfigurationValue(l1), "l2": ConfigurationValue(l2)], uniquingKeysWith: { $1 })
  }

  public var passesMask: Bool { true }

  public var activityRegularizer: (any Regularizer)? {
    l1 > 0 || l2 > 0 ? L1L2(l1: l1, l2: l2) : nil
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.rank >= 1, l1 >= 0, l2 >= 0, x.dtype.isFloatingPoint else {
      return x.fail(
        "ActivityRegularization", wanted: "factors ≥ 0 and a floating-point batch [N, …]",
        received: "l1 \(l1), l2 \(l2) and \(x.type)")
    }
    return x
  }
}
