public import HoneCore
public import HoneGraph

/// Divides each sample by its length over given axes.
///
/// ```text
/// output = input / max(√Σ input², 1e-12)
/// ```
///
/// - Input: `[N, …]`
/// - Output: the input's shape; a vector of zeros stays one
/// - Parameters: `axis`, one or several, by default the last.
///
/// It is an error of the model if an axis doesn't exist or is named twice.
///
/// ```swift
/// UnitNormalization()
/// ```
public struct UnitNormalization: Layer, Configurable {
  public static let schema = Schema(
    .layer, "UnitNormalization", summary: "divides each sample by its length",
    formula: "y = x / max(√Σx², 1e-12)",
    kerasName: "keras.layers.UnitNormalization",
    axis: .normalization,
    fields: [
      Field("axis", .sizes(Int.min...Int.max), default: -1, "the axes that the length is over")
    ])

  /// The axes that the length is over.
  public var axis: Sizes
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates a normalization over one axis, by default the last, or over several.
  public init(axis: Sizes = -1, name: String? = nil) {
    self.axis = axis
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(axis: try fields.sizes("axis"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(["axis": axis.configuration], uniquingKeysWith: { $1 })
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    let axes = Set(axis.values.compactMap { x.shape.normalize($0) }).sorted()
    guard !axes.isEmpty, axes.count == axis.values.count, x.dtype.isFloatingPoint else {
      return x.fail(
        "UnitNormalization", wanted: "different axes of a floating-point input",
        received: "axis \(axis.values) and \(x.type)")
    }
    return x.unitLength(axes: axes)
  }
}

extension Tensor {
  /// The tensor divided by its length over the axes, or by 1e-12 if that is more.
  func unitLength(axes: [Int]) -> Tensor {
    let squares = square(self).sum(axes: axes, keepDimensions: true)
    return self * rsqrt(maximum(squares, 1e-24))
  }
}
