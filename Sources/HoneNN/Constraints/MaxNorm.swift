public import HoneCore
public import HoneGraph

/// Holds the norm of what leads into each unit at a largest value.
///
/// `w · min(n, maxValue) / (n + 1e-7)`, n the Euclidean norm along `axis`.
///
/// - Parameters: `maxValue`, by default 2; `axis`, 0 for `Dense`, `[0, 1, 2]` for `Conv2D`.
///
/// ```swift
/// Dense(64, kernelConstraint: .maxNorm(3))
/// ```
///
/// Reference: Srivastava et al., "Dropout: a simple way to prevent neural networks from
/// overfitting", JMLR 2014.
public struct MaxNorm: Constraint {
  public static let schema = Schema(
    .constraint, "maxNorm", aliases: ["MaxNorm"], summary: "norms of at most a value",
    formula: "w · min(n, max) / n", kerasName: "keras.constraints.MaxNorm",
    fields: [
      Field("maxValue", .double(.notNegative), default: 2.0, "the largest norm"), WeightNorm.field,
    ])

  /// The largest norm.
  public var maxValue: Double
  /// The axes of a norm.
  public var axis: Sizes

  /// Creates the constraint.
  public init(_ maxValue: Double = 2, axis: Sizes = 0) {
    self.maxValue = maxValue
    self.axis = axis
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.double("maxValue"), axis: try fields.sizes("axis"))
  }

  public var fields: [String: ConfigurationValue] {
    ["maxValue": ConfigurationValue(maxValue), "axis": axis.configuration]
  }

  public func callAsFunction(_ weight: Tensor) -> Tensor {
    let norm = WeightNorm.along(axis, of: weight)
    return weight * (minimum(norm, maxValue) / (norm + WeightNorm.epsilon))
  }
}

extension Constraint where Self == MaxNorm {
  /// Norms of at most a value.
  public static func maxNorm(_ maxValue: Double = 2, axis: Sizes = 0) -> MaxNorm {
    MaxNorm(maxValue, axis: axis)
  }
}
