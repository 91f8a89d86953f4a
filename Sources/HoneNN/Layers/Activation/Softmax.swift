public import HoneCore
public import HoneGraph

/// exp(x) / Σ exp(x) along an axis, or over several axes together.
///
/// - Input: any shape with the axes
/// - Output: the input's shape
///
/// A model for classification trains more exactly without it, with a loss `fromLogits: true`.
///
/// ```swift
/// Softmax()
/// Softmax(axis: [1, 2])  // one distribution over the places of an image
/// ```
public struct Softmax: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Softmax", summary: "exp(x) / Σ exp(x) along axes",
    formula: "y = exp(x) / Σ exp(x)",
    techniques: [29], kerasName: "keras.layers.Softmax",
    fields: [
      Field("axis", .sizes(Int.min...Int.max), default: -1, "the axis or axes that sum to 1")
    ])

  /// The axis that sums to 1, or several that do together.
  public var axis: Sizes
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer for one axis, by default the last.
  public init(axis: Int = -1, name: String? = nil) {
    self.axis = Sizes(axis)
    self.name = name
  }

  /// Creates the layer for several axes together.
  public init(axis: [Int], name: String? = nil) {
    self.axis = Sizes(axis)
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    axis = try fields.sizes("axis")
    name = try fields.optionalString("name")
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(["axis": axis.configuration], uniquingKeysWith: { $1 })
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor { Activations.Softmax(axis: axis)(x) }
}
