public import HoneCore
public import HoneGraph

/// Another loss with a weight for each class, or with another way to make one number of a batch.
///
/// ```swift
/// loss: .sparseCategoricalCrossentropy(fromLogits: true).weighted(byClass: [1, 5, 2])
/// ```
///
/// The weights of a sample are multiplied: that of its class and, if the data has them, its own. By
/// default the weighted losses are divided by the number of samples, as Keras does for
/// `class_weight`; PyTorch divides by the sum of the weights: `reduction: .meanWithSampleWeight`.
///
/// Class weights want one class for each sample: class indices `[N]`, one-hot rows `[N, classes]`
/// or, for yes-or-no decisions, `[N]` or `[N, 1]` with 0 and 1.
public struct WeightedLoss: Loss {
  public static let schema = Schema(
    .loss, "weighted", summary: "a loss with weights for classes",
    formula: "Σ w·l / N",
    fields: [
      Field("loss", .member(.loss), "the loss"),
      Field("classWeights", .any, default: .null, "a list with a weight for each class"),
      Field(
        "reduction", .choice(LossReduction.allCases.map(\.rawValue)),
        default: "sumOverBatchSize", "how the losses of samples become one number"),
    ])

  /// The loss.
  public var loss: any Loss
  /// A weight for each class; nil for none.
  public var classWeights: [Double]?
  /// How the losses of samples become one number.
  public var reduction: LossReduction

  /// Creates the loss.
  public init(
    _ loss: any Loss, classWeights: [Double]? = nil, reduction: LossReduction = .sumOverBatchSize
  ) {
    self.loss = loss
    self.classWeights = classWeights
    self.reduction = reduction
  }

  public init(_ fields: Fields) throws(HoneError) {
    var weights: [Double]?
    if fields.has("classWeights") {
      weights = try fields.value("classWeights").array(at: "classWeights").map {
        (element) throws(HoneError) in try element.double(in: 0.0..., at: "classWeights")
      }
    }
    self.init(
      try fields.member("loss", .loss), classWeights: weights,
      reduction: try fields.choice("reduction"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "loss": loss.configuration,
      "classWeights": classWeights.map { .array($0.map { ConfigurationValue($0) }) } ?? .null,
      "reduction": ConfigurationValue(reduction.rawValue),
    ]
  }

  public var targets: TargetKind { loss.targets }
  public var predictions: PredictionKind { loss.predictions }
  public var isBinary: Bool { loss.isBinary }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    loss.perSample(prediction, target)
  }

  public func weights(_ prediction: Tensor, _ target: Tensor) -> Tensor? {
    guard let classWeights else { return loss.weights(prediction, target) }
    guard let classes = classes(prediction, target, classWeights.count) else {
      return prediction.poisoned
    }
    let table = Tensor(HostTensor(classWeights.map { Float($0) }))
    let own = table.converted(to: prediction.dtype).gathered(at: classes)
    return loss.weights(prediction, target).map { $0 * own } ?? own
  }

  /// The class of each sample, `[N]`; nil with an error if a sample has none or several.
  private func classes(_ prediction: Tensor, _ target: Tensor, _ count: Int) -> Tensor? {
    let samples = prediction.shape[0]
    let isIndex = target.shape.count == samples
    let isDecision = isIndex && (isBinary || prediction.shape.count == samples)
    let width = isDecision ? 2 : prediction.shape[-1]
    let isOneHot = !isIndex && target.rank == 2 && !isBinary
    guard isIndex || isOneHot, targets == .labels || width == count else {
      _ = prediction.fail(
        Self.schema.name, wanted: "one class for each sample and a weight for each class",
        received: "targets \(target.shape) and \(count) weights",
        help: "weigh other targets by sample weights in the data")
      return nil
    }
    return isIndex ? target.reshaped(to: [samples]).converted(to: .int32) : target.argMax()
  }
}

extension Loss {
  /// This loss with a weight for each class, or with another reduction.
  ///
  /// - Parameters:
  ///   - weights: a factor for the samples of each class; nil for none.
  ///   - reduction: how the losses of samples become one number.
  public func weighted(
    byClass weights: [Double]? = nil, reduction: LossReduction = .sumOverBatchSize
  ) -> WeightedLoss {
    WeightedLoss(self, classWeights: weights, reduction: reduction)
  }
}
