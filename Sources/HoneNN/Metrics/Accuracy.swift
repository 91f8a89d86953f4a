public import HoneCore
public import HoneGraph

/// How often the prediction is right: the kind of accuracy that suits loss and shapes.
///
/// | loss and predictions | becomes |
/// |---|---|
/// | binary cross-entropy, or one output for each sample | ``BinaryAccuracy`` |
/// | targets are class indices | ``SparseCategoricalAccuracy`` |
/// | else | ``CategoricalAccuracy`` |
///
/// The binary kind has the threshold 0.5, or 0 if the loss takes the predictions for logits (Keras
/// keeps 0.5, which counts wrong). Keras chooses by shapes alone and so takes categorical accuracy
/// for several binary outputs; here the loss decides.
///
/// ```swift
/// metrics: [.accuracy]
/// ```
public struct Accuracy: Metric {
  public static let schema = Schema(
    .metric, "accuracy", aliases: ["acc"], summary: "how often the prediction is right",
    formula: "right / all", techniques: [151], kerasName: "keras.metrics.Accuracy",
    fields: [Field("name", .string, default: "accuracy", "the name in logs")])

  public var name: String

  /// Creates the metric.
  public init(name: String = "accuracy") { self.name = name }

  public init(_ fields: Fields) throws(HoneError) { self.init(name: try fields.string("name")) }

  public var fields: [String: ConfigurationValue] { ["name": ConfigurationValue(name)] }
  public var targets: TargetKind { .likePredictions }
  public var sumShapes: [Shape] { [[], []] }

  /// Without a loss the shapes decide.
  public func sums(_ prediction: Tensor, _ target: Tensor) -> [Tensor] {
    let isSparse = target.rank < prediction.rank || target.shape[-1] == 1
    return kind(
      isBinary: prediction.rank <= 1 || prediction.shape[-1] == 1, isSparse: isSparse
    ).sums(prediction, target)
  }

  public func result(_ sums: [[Double]]) -> Double { BinaryAccuracy().result(sums) }

  public func resolved(for loss: any Loss, predictionShape: Shape) -> any Metric {
    kind(
      isBinary: loss.isBinary || predictionShape.rank <= 1 || predictionShape[-1] == 1,
      isSparse: loss.targets != .likePredictions, isLogit: loss.predictions == .logits)
  }

  private func kind(isBinary: Bool, isSparse: Bool, isLogit: Bool = false) -> any Metric {
    if isBinary { return BinaryAccuracy(threshold: isLogit ? 0 : 0.5, name: name) }
    return isSparse ? SparseCategoricalAccuracy(name: name) : CategoricalAccuracy(name: name)
  }
}

extension Metric where Self == Accuracy {
  /// How often the prediction is right: the kind of accuracy that suits loss and shapes.
  public static var accuracy: Accuracy { Accuracy() }
}
