public import HoneCore
public import HoneGraph

/// The mean error in percent of the wanted value: 100 · |target − prediction| / max(|target|, 1e-7).
///
/// Wanted values of 0 make it huge; leave them out or take another loss.
///
/// ```swift
/// loss: .meanAbsolutePercentageError
/// ```
public struct MeanAbsolutePercentageError: PlainLoss {
  public static let schema = Schema(
    .loss, "meanAbsolutePercentageError", aliases: ["mape"],
    summary: "100 · the mean of |target − prediction| / |target|",
    formula: "100·|y − x| / |y|", kerasName: "keras.losses.MeanAbsolutePercentageError")

  public init() {}

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    abs((target - prediction) / maximum(abs(target), 1e-7)) * 100
  }
}

extension Loss where Self == MeanAbsolutePercentageError {
  /// The mean error in percent of the wanted value.
  public static var meanAbsolutePercentageError: MeanAbsolutePercentageError {
    MeanAbsolutePercentageError()
  }

  /// The mean error in percent of the wanted value.
  public static var mape: MeanAbsolutePercentageError { MeanAbsolutePercentageError() }
}
