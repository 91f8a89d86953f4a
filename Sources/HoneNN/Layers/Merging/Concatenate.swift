public import HoneCore
public import HoneGraph

/// Several tensors one after another along an axis.
///
/// - Inputs: tensors whose shapes differ only along the axis
/// - Output: that shape, its extent along the axis the sum of the inputs'
///
/// ```swift
/// let both = Concatenate()([a, b])
/// ```
public struct Concatenate: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Concatenate", summary: "the inputs one after another along an axis",
    fields: [Field("axis", .int(Int.min...Int.max), default: -1, "the axis")])

  /// The axis.
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

  public func forward(_ inputs: [Tensor]) -> [Tensor] {
    guard !inputs.isEmpty else { return [inputs.poison] }
    return [concatenate(inputs, axis: axis)]
  }

  public func forward(_ input: Tensor) -> Tensor { concatenate([input], axis: axis) }
}
