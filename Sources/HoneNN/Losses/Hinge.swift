public import HoneCore
public import HoneGraph

/// The mean of max(1 − target · prediction, 0), for targets of −1 and 1.
///
/// If all targets of a batch are 0 or 1, zeros become −1, as in Keras.
///
/// ```swift
/// loss: .hinge
/// ```
public struct Hinge: PlainLoss {
  public static let schema = Schema(
    .loss, "hinge", summary: "the mean of max(1 − target · prediction, 0)",
    formula: "max(1 − y·x, 0)", kerasName: "keras.losses.Hinge")

  public init() {}

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    maximum(1 - target.signedLabels * prediction, 0)
  }
}

extension Loss where Self == Hinge {
  /// The mean of max(1 − target · prediction, 0).
  public static var hinge: Hinge { Hinge() }
}

/// The mean of max(1 − target · prediction, 0)², for targets of −1 and 1.
///
/// If all targets of a batch are 0 or 1, zeros become −1, as in Keras.
///
/// ```swift
/// loss: .squaredHinge
/// ```
public struct SquaredHinge: PlainLoss {
  public static let schema = Schema(
    .loss, "squaredHinge", summary: "the mean of max(1 − target · prediction, 0)²",
    formula: "max(1 − y·x, 0)²", kerasName: "keras.losses.SquaredHinge")

  public init() {}

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    square(maximum(1 - target.signedLabels * prediction, 0))
  }
}

extension Loss where Self == SquaredHinge {
  /// The mean of max(1 − target · prediction, 0)².
  public static var squaredHinge: SquaredHinge { SquaredHinge() }
}

extension Tensor {
  /// Labels of −1 and 1; of 0 and 1 if there is nothing else.
  fileprivate var signedLabels: Tensor {
    let isOther = (self .!= 0).converted(to: dtype) * (self .!= 1).converted(to: dtype)
    let isBinary = isOther.sum() .== 0
    return select(isBinary, self * 2 - 1, self)
  }
}

/// How far the best wrong class comes within 1 of the right one:
/// max(max over wrong classes − right class + 1, 0).
///
/// - Prediction: `[N, …, classes]`
/// - Target: the prediction's shape, one-hot
///
/// ```swift
/// loss: .categoricalHinge
/// ```
public struct CategoricalHinge: Loss {
  public static let schema = Schema(
    .loss, "categoricalHinge", summary: "max(best wrong class − right class + 1, 0)",
    formula: "max(max wrong − right + 1, 0)", kerasName: "keras.losses.CategoricalHinge")

  /// Creates the loss.
  public init() {}

  public init(_ fields: Fields) throws(HoneError) {}
  public var fields: [String: ConfigurationValue] { [:] }
  public var targets: TargetKind { .likePredictions }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let wanted = target.aligned(with: prediction, of: Self.schema.name)
    guard !wanted.isPoisoned else { return wanted }
    let right = (wanted * prediction).sum(axes: [-1])
    let wrong = ((1 - wanted) * prediction).max(axes: [-1])
    return maximum(wrong - right + 1, 0).samplewise
  }
}

extension Loss where Self == CategoricalHinge {
  /// max(best wrong class − right class + 1, 0).
  public static var categoricalHinge: CategoricalHinge { CategoricalHinge() }
}
