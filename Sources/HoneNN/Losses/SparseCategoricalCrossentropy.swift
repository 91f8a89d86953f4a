public import HoneCore
public import HoneGraph

/// Cross-entropy between predicted distributions and class indices.
///
/// From logits: `−log softmax(prediction)[target]`, exact for logits of any size. From
/// probabilities: `−log(p[target] / Σ p)` with p clipped to 1e-7 … 1 − 1e-7.
///
/// - Prediction: `[N, …, classes]`
/// - Target: `[N, …]` or `[N, …, 1]`, indices 0 ..< classes
///
/// ```swift
/// loss: .sparseCategoricalCrossentropy(fromLogits: true)
/// ```
public struct SparseCategoricalCrossentropy: Loss {
  public static let schema = Schema(
    .loss, "sparseCategoricalCrossentropy", summary: "cross-entropy with class indices",
    fields: CrossentropyFields.fields)

  /// Whether predictions are logits, not probabilities.
  public var fromLogits: Bool

  /// Creates the loss.
  public init(fromLogits: Bool = false) { self.fromLogits = fromLogits }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(fromLogits: try fields.bool("fromLogits"))
  }

  public var fields: [String: ConfigurationValue] {
    ["fromLogits": ConfigurationValue(fromLogits)]
  }

  public var targets: TargetKind { .classIndices }
  public var predictions: PredictionKind { fromLogits ? .logits : .probabilities }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let labels = target.classIndices(for: prediction, of: Self.schema.name)
    guard !labels.isPoisoned else { return labels }
    let isLabel = labels.isIndex(depth: prediction.shape[-1])
    func picked(_ x: Tensor) -> Tensor { select(isLabel, x, zerosLike(x)).sum(axes: [-1]) }
    if fromLogits { return (-picked(logSoftmax(prediction))).samplewise }
    let p = prediction.clippedProbability
    return (log(p.sum(axes: [-1])) - picked(log(p))).samplewise
  }
}

extension Loss where Self == SparseCategoricalCrossentropy {
  /// Cross-entropy between predicted distributions and class indices.
  public static func sparseCategoricalCrossentropy(
    fromLogits: Bool = false
  ) -> SparseCategoricalCrossentropy { SparseCategoricalCrossentropy(fromLogits: fromLogits) }
}
