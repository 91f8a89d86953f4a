public import HoneCore
public import HoneGraph

/// The mean of prediction − target · log(prediction + 1e-7): for counts, the prediction being the
/// expected number.
///
/// PyTorch's `PoissonNLLLoss(log_input=False, eps=1e-7)`.
///
/// ```swift
/// loss: .poisson
/// ```
public struct Poisson: PlainLoss {
  public static let schema = Schema(
    .loss, "poisson", summary: "the mean of prediction − target · log(prediction)",
    formula: "x − y·log x", kerasName: "keras.losses.Poisson")

  public init() {}

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    prediction - target * log(prediction + 1e-7)
  }
}

extension Loss where Self == Poisson {
  /// The mean of prediction − target · log(prediction).
  public static var poisson: Poisson { Poisson() }
}
