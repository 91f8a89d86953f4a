public import HoneCore
public import HoneGraph

/// l1 · Σ|w|.
///
/// Its gradient is ±l1, which moves small weights back and forth about 0 but hardly ever onto it.
/// With `proximal` the optimizer doesn't see it; instead each update, of rate η, is followed by
///
/// ```text
/// w ← sign(w) · max(|w| − η·l1, 0)
/// ```
///
/// which makes weights exactly 0 and keeps them there (ISTA, for plain gradient descent). Momentum and
/// adaptive optimizers enlarge steps but not the threshold, and want a larger l1 for as many zeros:
/// 1 / (1 − momentum) times as much. The penalty is reported all the same; `trainer.sparsity()`
/// counts the zeros.
///
/// ```swift
/// Dense(10, kernelRegularizer: .l1(1e-4, proximal: true))
/// ```
///
/// Reference: Beck and Teboulle, "A fast iterative shrinkage-thresholding algorithm", 2009.
public struct L1: Regularizer {
  public static let schema = Schema(
    .regularizer, "l1", summary: "l1 · Σ|w|",
    formula: "l1·Σ |w|", techniques: [83, 85], kerasName: "keras.regularizers.L1",
    fields: [Field("l1", .double(.notNegative), default: 0.01, "the factor"), Self.proximalField])

  static let proximalField = Field(
    "proximal", .bool, default: false,
    "whether each update is followed by soft-thresholding, which reaches exact zeros")

  /// The factor.
  public var l1: Double
  /// Whether soft-thresholding after each update takes the place of the gradient.
  public var proximal: Bool

  /// Creates the penalty.
  public init(_ l1: Double = 0.01, proximal: Bool = false) {
    self.l1 = l1
    self.proximal = proximal
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.double("l1"), proximal: try fields.bool("proximal"))
  }

  public var fields: [String: ConfigurationValue] {
    ["l1": ConfigurationValue(l1), "proximal": ConfigurationValue(proximal)]
  }

  public var softThreshold: Double? { proximal ? l1 : nil }

  public func penalty(_ weight: Tensor) -> Tensor {
    abs(proximal ? weight.stopGradient() : weight).sum() * l1
  }
}

/// l2 · Σw². The gradient is 2 · l2 · w: twice a weight decay of the same number.
///
/// ```swift
/// Dense(10, kernelRegularizer: .l2(1e-4))
/// ```
public struct L2: Regularizer {
  public static let schema = Schema(
    .regularizer, "l2", summary: "l2 · Σw²",
    formula: "l2·Σ w²", techniques: [84, 85], kerasName: "keras.regularizers.L2",
    fields: [Field("l2", .double(.notNegative), default: 0.01, "the factor")])

  /// The factor.
  public var l2: Double

  /// Creates the penalty.
  public init(_ l2: Double = 0.01) { self.l2 = l2 }

  public init(_ fields: Fields) throws(HoneError) { self.init(try fields.double("l2")) }
  public var fields: [String: ConfigurationValue] { ["l2": ConfigurationValue(l2)] }
  public func penalty(_ weight: Tensor) -> Tensor { square(weight).sum() * l2 }
}

/// l1 · Σ|w| + l2 · Σw²; with `proximal` the first part is that of ``L1``.
///
/// ```swift
/// Dense(10, kernelRegularizer: .l1l2(l1: 1e-5, l2: 1e-4))
/// ```
public struct L1L2: Regularizer {
  public static let schema = Schema(
    .regularizer, "l1l2", aliases: ["l1_l2"], summary: "l1 · Σ|w| + l2 · Σw²",
    formula: "l1·Σ |w| + l2·Σ w²", techniques: [83, 84, 85], kerasName: "keras.regularizers.L1L2",
    fields: [
      Field("l1", .double(.notNegative), default: 0.0, "the factor of Σ|w|"),
      Field("l2", .double(.notNegative), default: 0.0, "the factor of Σw²"), L1.proximalField,
    ])

  /// The factors.
  public var l1: Double, l2: Double
  /// Whether soft-thresholding after each update takes the place of the gradient of Σ|w|.
  public var proximal: Bool

  /// Creates the penalty.
  public init(l1: Double = 0, l2: Double = 0, proximal: Bool = false) {
    self.l1 = l1
    self.l2 = l2
    self.proximal = proximal
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      l1: try fields.double("l1"), l2: try fields.double("l2"),
      proximal: try fields.bool("proximal"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "l1": ConfigurationValue(l1), "l2": ConfigurationValue(l2),
      "proximal": ConfigurationValue(proximal),
    ]
  }

  public var softThreshold: Double? { proximal ? l1 : nil }

  public func penalty(_ weight: Tensor) -> Tensor {
    L1(l1, proximal: proximal).penalty(weight) + L2(l2).penalty(weight)
  }
}

extension Regularizer where Self == L1 {
  /// l1 · Σ|w|.
  public static func l1(_ l1: Double = 0.01, proximal: Bool = false) -> L1 {
    L1(l1, proximal: proximal)
  }
}

extension Regularizer where Self == L2 {
  /// l2 · Σw².
  public static func l2(_ l2: Double = 0.01) -> L2 { L2(l2) }
}

extension Regularizer where Self == L1L2 {
  /// l1 · Σ|w| + l2 · Σw².
  public static func l1l2(l1: Double = 0, l2: Double = 0, proximal: Bool = false) -> L1L2 {
    L1L2(l1: l1, l2: l2, proximal: proximal)
  }
}
