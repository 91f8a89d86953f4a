public import HoneCore
public import HoneGraph

/// Kullback–Leibler divergence of the predicted from the wanted distribution:
/// `Σ target · log(target / prediction)`, both held in 1e-7 … 1.
///
/// - Prediction: `[N, …, classes]`, probabilities
/// - Target: the prediction's shape
///
/// ```swift
/// loss: .klDivergence
/// ```
public struct KLDivergence: Loss {
  public static let schema = Schema(
    .loss, "klDivergence", aliases: ["kld", "kl_divergence"],
    summary: "Σ target · log(target / prediction)",
    formula: "Σ y·log(y / p)", kerasName: "keras.losses.KLDivergence")

  /// Creates the loss.
  public init() {}

  public init(_ fields: Fields) throws(HoneError) {}
  public var fields: [String: ConfigurationValue] { [:] }
  public var targets: TargetKind { .likePredictions }
  public var predictions: PredictionKind { .probabilities }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let aligned = target.aligned(with: prediction, of: Self.schema.name)
    guard !aligned.isPoisoned else { return aligned }
    let wanted = minimum(maximum(aligned, 1e-7), 1)
    let held = minimum(maximum(prediction, 1e-7), 1)
    return (wanted * log(wanted / held)).sum(axes: [-1]).samplewise
  }
}

extension Loss where Self == KLDivergence {
  /// Kullback–Leibler divergence of the predicted from the wanted distribution.
  public static var klDivergence: KLDivergence { KLDivergence() }
}
