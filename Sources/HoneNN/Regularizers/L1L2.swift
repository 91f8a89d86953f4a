public import HoneCore
public import HoneGraph

/// l1 · Σ|w|.
///
/// ```swift
/// Dense(10, kernelRegularizer: .l1(1e-4))
/// ```
public struct L1: Regularizer {
  public static let schema = Schema(
    .regularizer, "l1", summary: "l1 · Σ|w|",
    fields: [Field("l1", .double(.notNegative), default: 0.01, "the factor")])

  /// The factor.
  public var l1: Double

  /// Creates the penalty.
  public init(_ l1: Double = 0.01) { self.l1 = l1 }

  public init(_ fields: Fields) throws(HoneError) { self.init(try fields.double("l1")) }
  public var fields: [String: ConfigurationValue] { ["l1": ConfigurationValue(l1)] }
  public func penalty(_ weight: Tensor) -> Tensor { abs(weight).sum() * l1 }
}

/// l2 · Σw². The gradient is 2 · l2 · w: twice a weight decay of the same number.
///
/// ```swift
/// Dense(10, kernelRegularizer: .l2(1e-4))
/// ```
public struct L2: Regularizer {
  public static let schema = Schema(
    .regularizer, "l2", summary: "l2 · Σw²",
    fields: [Field("l2", .double(.notNegative), default: 0.01, "the factor")])

  /// The factor.
  public var l2: Double

  /// Creates the penalty.
  public init(_ l2: Double = 0.01) { self.l2 = l2 }

  public init(_ fields: Fields) throws(HoneError) { self.init(try fields.double("l2")) }
  public var fields: [String: ConfigurationValue] { ["l2": ConfigurationValue(l2)] }
  public func penalty(_ weight: Tensor) -> Tensor { square(weight).sum() * l2 }
}

/// l1 · Σ|w| + l2 · Σw².
///
/// ```swift
/// Dense(10, kernelRegularizer: .l1l2(l1: 1e-5, l2: 1e-4))
/// ```
public struct L1L2: Regularizer {
  public static let schema = Schema(
    .regularizer, "l1l2", aliases: ["l1_l2"], summary: "l1 · Σ|w| + l2 · Σw²",
    fields: [
      Field("l1", .double(.notNegative), default: 0.0, "the factor of Σ|w|"),
      Field("l2", .double(.notNegative), default: 0.0, "the factor of Σw²"),
    ])

  /// The factors.
  public var l1: Double, l2: Double

  /// Creates the penalty.
  public init(l1: Double = 0, l2: Double = 0) {
    self.l1 = l1
    self.l2 = l2
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(l1: try fields.double("l1"), l2: try fields.double("l2"))
  }

  public var fields: [String: ConfigurationValue] {
    ["l1": ConfigurationValue(l1), "l2": ConfigurationValue(l2)]
  }

  public func penalty(_ weight: Tensor) -> Tensor {
    L1(l1).penalty(weight) + L2(l2).penalty(weight)
  }
}

extension Regularizer where Self == L1 {
  /// l1 · Σ|w|.
  public static func l1(_ l1: Double = 0.01) -> L1 { L1(l1) }
}

extension Regularizer where Self == L2 {
  /// l2 · Σw².
  public static func l2(_ l2: Double = 0.01) -> L2 { L2(l2) }
}

extension Regularizer where Self == L1L2 {
  /// l1 · Σ|w| + l2 · Σw².
  public static func l1l2(l1: Double = 0, l2: Double = 0) -> L1L2 { L1L2(l1: l1, l2: l2) }
}
