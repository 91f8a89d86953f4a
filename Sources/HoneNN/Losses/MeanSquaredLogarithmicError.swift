public import HoneCore
public import HoneGraph

/// The mean of (log(1 + target) − log(1 + prediction))², both held at 1e-7 or above.
///
/// For amounts that span orders of magnitude; the gradient through a negative prediction is zero.
///
/// ```swift
/// loss: .meanSquaredLogarithmicError
/// ```
public struct MeanSquaredLogarithmicError: PlainLoss {
  public static let schema = Schema(
    .loss, "meanSquaredLogarithmicError", aliases: ["msle"],
    summary: "the mean of (log(1 + target) − log(1 + prediction))²",
    formula: "(log(1 + y) − log(1 + x))²", kerasName: "keras.losses.MeanSquaredLogarithmicError")

  public init() {}

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    square(log1p(maximum(prediction, 1e-7)) - log1p(maximum(target, 1e-7)))
  }
}

extension Loss where Self == MeanSquaredLogarithmicError {
  /// The mean of (log(1 + target) − log(1 + prediction))².
  public static var meanSquaredLogarithmicError: MeanSquaredLogarithmicError {
    MeanSquaredLogarithmicError()
  }

  /// The mean of (log(1 + target) − log(1 + prediction))².
  public static var msle: MeanSquaredLogarithmicError { MeanSquaredLogarithmicError() }
}
