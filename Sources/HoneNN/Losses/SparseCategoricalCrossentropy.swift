public import HoneCore
public import HoneGraph

/// Cross-entropy between predicted distributions and class indices.
///
/// From logits: `−log softmax(prediction)[target]`, exact for logits of any size. From
/// probabilities: `−log(p[target] / Σ p)` with p clipped to 1e-7 … 1 − 1e-7.
///
/// With label smoothing s a target counts `1 − s + s / classes` for its class and `s / classes` for
/// each other, as in PyTorch (Keras has it for distributions only). Places of the class
/// `ignoreClass` don't count at all: the mean is over the others. Such a class may lie outside of
/// 0 ..< classes, and then no label is checked against that range.
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
    formula: "−log softmax(x)[y]", techniques: [151],
    kerasName: "keras.losses.SparseCategoricalCrossentropy",
    fields: CrossentropyFields.fields + [
      Field("ignoreClass", .int(Int.min...Int.max), default: .null, "a label that doesn't count")
    ])

  /// Whether predictions are logits, not probabilities.
  public var fromLogits: Bool
  /// The share of a target's weight that is spread over all classes alike, 0 … 1.
  public var labelSmoothing: Double
  /// A label that doesn't count, such as that of padding.
  public var ignoreClass: Int?

  /// Creates the loss.
  public init(fromLogits: Bool = false, labelSmoothing: Double = 0, ignoreClass: Int? = nil) {
    self.fromLogits = fromLogits
    self.labelSmoothing = labelSmoothing
    self.ignoreClass = ignoreClass
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      fromLogits: try fields.bool("fromLogits"),
      labelSmoothing: try fields.double("labelSmoothing"),
      ignoreClass: fields.has("ignoreClass") ? try fields.int("ignoreClass") : nil)
  }

  public var fields: [String: ConfigurationValue] {
    [
      "fromLogits": ConfigurationValue(fromLogits),
      "labelSmoothing": ConfigurationValue(labelSmoothing),
      "ignoreClass": ignoreClass.map { ConfigurationValue($0) } ?? .null,
    ]
  }

  public var targets: TargetKind { ignoreClass == nil ? .classIndices : .labels }
  public var predictions: PredictionKind { fromLogits ? .logits : .probabilities }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let labels = target.classIndices(for: prediction, of: Self.schema.name)
    guard !labels.isPoisoned else { return labels }
    let losses = places(prediction, labels)
    guard let ignoreClass else { return losses.samplewise }
    let counts = (labels .!= Double(ignoreClass)).converted(to: losses.dtype)
    let share = counts.mean()
    let isNone = share .== 0
    return (losses * counts / select(isNone, share.like(1), share)).samplewise
  }

  /// The loss at each place, `[N, …]`.
  private func places(_ prediction: Tensor, _ labels: Tensor) -> Tensor {
    let isLabel = labels.isIndex(depth: prediction.shape[-1])
    func picked(_ x: Tensor) -> Tensor {
      let own = select(isLabel, x, zerosLike(x)).sum(axes: [-1])
      guard labelSmoothing > 0 else { return own }
      return own * (1 - labelSmoothing) + x.mean(axes: [-1]) * labelSmoothing
    }
    if fromLogits { return -picked(logSoftmax(prediction)) }
    let p = prediction.clippedProbability
    return log(p.sum(axes: [-1])) - picked(log(p))
  }
}

extension Loss where Self == SparseCategoricalCrossentropy {
  /// Cross-entropy between predicted distributions and class indices.
  public static func sparseCategoricalCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0, ignoreClass: Int? = nil
  ) -> SparseCategoricalCrossentropy {
    SparseCategoricalCrossentropy(
      fromLogits: fromLogits, labelSmoothing: labelSmoothing, ignoreClass: ignoreClass)
  }
}
