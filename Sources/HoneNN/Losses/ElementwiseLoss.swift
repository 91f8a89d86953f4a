public import HoneCore
public import HoneGraph

/// A loss that compares each predicted value with a wanted one and averages over a sample.
///
/// - Prediction: `[N, …]`
/// - Target: the prediction's shape; a last axis of extent 1 may be missing
public protocol ElementwiseLoss: Loss {
  /// The loss of each element; both operands are of one shape and type.
  func values(_ prediction: Tensor, _ target: Tensor) -> Tensor
}

extension ElementwiseLoss {
  public var targets: TargetKind { .likePredictions }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let wanted = target.aligned(with: prediction, of: Self.schema.name)
    guard !wanted.isPoisoned else { return wanted }
    return values(prediction, wanted).samplewise
  }
}

/// An elementwise loss without parameters.
public protocol PlainLoss: ElementwiseLoss {
  /// Creates the loss.
  init()
}

extension PlainLoss {
  public init(_ fields: Fields) throws(HoneError) { self.init() }
  public var fields: [String: ConfigurationValue] { [:] }
}
