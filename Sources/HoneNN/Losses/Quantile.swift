public import HoneCore
public import HoneGraph

/// Pinball loss: its minimum is the given quantile of the target, not its mean.
///
/// ```text
/// max(q·e, (q − 1)·e)      e = target − prediction
/// ```
///
/// With q = 0.5 it is half the absolute error and finds the median.
///
/// ```swift
/// loss: .quantile(0.9)
/// ```
///
/// Reference: Koenker and Bassett, "Regression quantiles", Econometrica 1978.
public struct Quantile: ElementwiseLoss {
  public static let schema = Schema(
    .loss, "quantile", aliases: ["pinball"], summary: "finds a quantile of the target",
    formula: "max(q·e, (q − 1)·e), e = y − x",
    fields: [
      Field("quantile", .double(0...1), default: 0.5, "the share of targets below the prediction")
    ])

  /// The share of targets that shall lie below the prediction, 0 … 1.
  public var quantile: Double

  /// Creates the loss.
  public init(_ quantile: Double = 0.5) { self.quantile = quantile }

  public init(_ fields: Fields) throws(HoneError) { self.init(try fields.double("quantile")) }
  public var fields: [String: ConfigurationValue] { ["quantile": ConfigurationValue(quantile)] }

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let error = target - prediction
    return maximum(error * quantile, error * (quantile - 1))
  }
}

extension Loss where Self == Quantile {
  /// Pinball loss: its minimum is a quantile of the target.
  public static func quantile(_ quantile: Double = 0.5) -> Quantile { Quantile(quantile) }
}
