public import HoneCore
public import HoneGraph

/// The mean of log cosh(prediction − target): nearly ½·e² for small errors, |e| − log 2 for large
/// ones, smooth between. Computed as `|e| + log(1 + (exp(−2|e|) − 1) / 2)`, which can't overflow.
///
/// ```swift
/// loss: .logCosh
/// ```
public struct LogCosh: PlainLoss {
  public static let schema = Schema(
    .loss, "logCosh", aliases: ["logcosh", "log_cosh"],
    summary: "the mean of log cosh(prediction − target)",
    formula: "log cosh(x − y)", kerasName: "keras.losses.LogCosh")

  public init() {}

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let size = abs(prediction - target)
    return size + log1p(expm1(size * -2) * 0.5)
  }
}

extension Loss where Self == LogCosh {
  /// The mean of log cosh(prediction − target).
  public static var logCosh: LogCosh { LogCosh() }
}
