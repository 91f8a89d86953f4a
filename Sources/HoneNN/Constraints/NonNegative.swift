public import HoneCore
public import HoneGraph

/// Holds weights at 0 or more: `max(w, 0)`.
public struct NonNegative: Constraint {
  public static let schema = Schema(
    .constraint, "nonNegative", aliases: ["nonNeg", "NonNeg"], summary: "weights of 0 or more",
    formula: "max(w, 0)", kerasName: "keras.constraints.NonNeg")

  /// Creates the constraint.
  public init() {}

  public init(_ fields: Fields) throws(HoneError) {}

  public var fields: [String: ConfigurationValue] { [:] }

  public func callAsFunction(_ weight: Tensor) -> Tensor { maximum(weight, 0) }
}

extension Constraint where Self == NonNegative {
  /// Weights of 0 or more.
  public static var nonNegative: NonNegative { NonNegative() }
}
