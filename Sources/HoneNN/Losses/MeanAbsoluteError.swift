public import HoneCore
public import HoneGraph

/// The mean of |prediction − target|. The gradient where they are equal is 0.
///
/// ```swift
/// loss: .meanAbsoluteError
/// ```
public struct MeanAbsoluteError: PlainLoss {
  public static let schema = Schema(
    .loss, "meanAbsoluteError", aliases: ["mae"], summary: "the mean of |prediction − target|",
    formula: "|x − y|", techniques: [151], kerasName: "keras.losses.MeanAbsoluteError")

  public init() {}

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor { abs(prediction - target) }
}

extension Loss where Self == MeanAbsoluteError {
  /// The mean of |prediction − target|.
  public static var meanAbsoluteError: MeanAbsoluteError { MeanAbsoluteError() }

  /// The mean of |prediction − target|.
  public static var mae: MeanAbsoluteError { MeanAbsoluteError() }
}
