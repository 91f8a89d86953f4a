public import HoneCore
public import HoneGraph

/// exp(x) / Σ exp(x) along an axis.
///
/// - Input: any shape with the axis
/// - Output: the input's shape
///
/// A model for classification trains more exactly without it, with a loss `fromLogits: true`.
///
/// ```swift
/// Softmax()
/// ```
public struct Softmax: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Softmax", summary: "exp(x) / Σ exp(x) along an axis",
    formula: "y = exp(x) / Σ exp(x)",
    techniques: [29], kerasName: "keras.layers.Softmax",
    fields: [Field("axis", .int(Int.min...Int.max), default: -1, "the axis that sums to 1")])

  /// The axis that sums to 1.
  public var axis: Int
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(axis: Int = -1, name: String? = nil) {
    self.axis = axis
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(axis: try fields.int("axis"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(["axis": ConfigurationValue(axis)], uniquingKeysWith: { $1 })
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor { softmax(x, axis: axis) }
}
