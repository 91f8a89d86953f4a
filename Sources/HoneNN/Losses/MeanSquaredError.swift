public import HoneCore
public import HoneGraph

/// The mean of (prediction − target)².
///
/// - Prediction: `[N, …]`
/// - Target: the prediction's shape; a last axis of extent 1 may be missing
///
/// ```swift
/// loss: .meanSquaredError
/// ```
public struct MeanSquaredError: Loss {
  public static let schema = Schema(
    .loss, "meanSquaredError", aliases: ["mse"], summary: "the mean of (prediction − target)²",
    formula: "(x − y)²", techniques: [151], kerasName: "keras.losses.MeanSquaredError")

  /// Creates the loss.
  public init() {}

  public init(_ fields: Fields) throws(HoneError) {}
  public var fields: [String: ConfigurationValue] { [:] }
  public var targets: TargetKind { .likePredictions }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let wanted = target.aligned(with: prediction, of: Self.schema.name)
    return square(prediction - wanted).samplewise
  }
}

extension Loss where Self == MeanSquaredError {
  /// The mean of (prediction − target)².
  public static var meanSquaredError: MeanSquaredError { MeanSquaredError() }

  /// The mean of (prediction − target)².
  public static var mse: MeanSquaredError { MeanSquaredError() }
}
