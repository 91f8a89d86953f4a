public import HoneCore
public import HoneGraph

/// Gives what leads into each unit the norm 1.
///
/// `w / (n + 1e-7)`, n the Euclidean norm along `axis`.
///
/// - Parameters: `axis`, by default 0, for `Dense`; `[0, 1, 2]` for `Conv2D`.
public struct UnitNorm: Constraint {
  public static let schema = Schema(
    .constraint, "unitNorm", aliases: ["UnitNorm"], summary: "norms of 1",
    formula: "w / n", kerasName: "keras.constraints.UnitNorm",
    fields: [WeightNorm.field])

  /// The axes of a norm.
  public var axis: Sizes

  /// Creates the constraint.
  public init(axis: Sizes = 0) { self.axis = axis }

  public init(_ fields: Fields) throws(HoneError) { self.init(axis: try fields.sizes("axis")) }

  public var fields: [String: ConfigurationValue] { ["axis": axis.configuration] }

  public func callAsFunction(_ weight: Tensor) -> Tensor {
    weight / (WeightNorm.along(axis, of: weight) + WeightNorm.epsilon)
  }
}

extension Constraint where Self == UnitNorm {
  /// Norms of 1.
  public static func unitNorm(axis: Sizes = 0) -> UnitNorm { UnitNorm(axis: axis) }
}
