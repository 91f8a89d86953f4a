public import HoneCore
public import HoneGraph

/// What training makes small: a number for each sample, averaged over the batch.
public protocol Loss: Configurable {
  /// The loss of each sample: `[N]`.
  ///
  /// - Parameters:
  ///   - prediction: the model's output, `[N, …]`.
  ///   - target: what was wanted, as ``targets`` says.
  func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor

  /// What targets the loss wants.
  var targets: TargetKind { get }

  /// Whether predictions are probabilities, logits, or neither.
  var predictions: PredictionKind { get }

  /// Whether each predicted value is a yes-or-no decision of its own.
  var isBinary: Bool { get }

  /// How the losses of samples become one number; by default their mean.
  var reduction: LossReduction { get }

  /// The loss's own weights of samples, `[N]`, such as those of their classes; nil for none.
  func weights(_ prediction: Tensor, _ target: Tensor) -> Tensor?
}

/// What targets a loss or metric wants.
public enum TargetKind: Hashable, Sendable {
  /// A class index for each prediction vector: int32, of the prediction's shape without its last
  /// axis.
  case classIndices
  /// A value for each predicted value: of the prediction's shape and type.
  case likePredictions
  /// Whole numbers of any size and shape, `[N, …]`: int32. The loss says what they mean.
  case labels
}

/// What a loss takes predictions to be.
public enum PredictionKind: Hashable, Sendable {
  case probabilities, logits, values
}

extension Loss {
  public var predictions: PredictionKind { .values }
  public var isBinary: Bool { false }
  public var reduction: LossReduction { .sumOverBatchSize }
  public func weights(_ prediction: Tensor, _ target: Tensor) -> Tensor? { nil }

  /// The loss of the batch: a scalar.
  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    self(prediction, target, sampleWeights: nil)
  }

  /// The loss of the batch with a weight for each sample, `[N]`: a scalar.
  ///
  /// If the prediction carries a mask, each step is a prediction of its own, and the mean is taken
  /// over the steps that count.
  public func callAsFunction(
    _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor?
  ) -> Tensor {
    if targets != .labels, let steps = MaskedSteps(prediction, target) {
      let counts = steps.weights(
        samples: sampleWeights, dtype: prediction.dtype, isMean: reduction == .sumOverBatchSize)
      let own = weights(steps.prediction, steps.target)
      return reduction.reduce(
        perSample(steps.prediction, steps.target), weights: [own, counts].compactMap { $0 })
    }
    let own = weights(prediction, target)
    return reduction.reduce(
      perSample(prediction, target), weights: [own, sampleWeights].compactMap { $0 })
  }
}

/// A loss as a closure. It can't be written to a file.
public struct CustomLoss: Loss {
  public static let schema = Schema(
    .loss, "custom", summary: "a closure; not for files", fields: [LayerEncoding.closureMark])

  /// The name in messages.
  public let name: String
  public let targets: TargetKind
  private let body: @Sendable (_ prediction: Tensor, _ target: Tensor) -> Tensor

  /// Creates a loss from a closure that returns a value for each sample, or any tensor whose first
  /// axis is the batch; it is averaged over the other axes.
  public init(
    _ name: String, targets: TargetKind = .likePredictions,
    _ body: @escaping @Sendable (_ prediction: Tensor, _ target: Tensor) -> Tensor
  ) {
    self.name = name
    self.targets = targets
    self.body = body
  }

  public init(_ fields: Fields) throws(HoneError) {
    throw HoneError(
      .usage, operation: "custom loss", message: "a closure can't come from a file.",
      help: "name a built-in loss", location: fields.location)
  }

  public var fields: [String: ConfigurationValue] {
    [LayerEncoding.closureMark.key: ConfigurationValue("the closure \"\(name)\"")]
  }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    body(prediction, target).samplewise
  }
}

extension Loss where Self == CustomLoss {
  /// A loss as a closure of prediction and target.
  public static func custom(
    _ name: String, targets: TargetKind = .likePredictions,
    _ body: @escaping @Sendable (_ prediction: Tensor, _ target: Tensor) -> Tensor
  ) -> CustomLoss { CustomLoss(name, targets: targets, body) }
}
