internal import HoneCore
internal import HoneGraph

/// How metrics of decisions read predictions and targets: as probabilities, and as 0 or 1 for each
/// class. What depends on the loss is found out when the model is compiled.
struct DecisionReading: Hashable, Sendable {
  /// How predictions become probabilities.
  enum Scores: Hashable, Sendable { case asGiven, sigmoid, softmax }

  /// How predictions become probabilities.
  var scores = Scores.asGiven
  /// Whether targets are class indices.
  var isSparse = false
  /// The number of classes: the extent of the predictions' last axis.
  var classes = 1

  init() {}

  init(_ loss: any Loss, _ predictionShape: Shape) {
    isSparse = loss.targets != .likePredictions && predictionShape.rank > 1
    classes = predictionShape.rank > 1 ? predictionShape[-1] : 1
    guard loss.predictions == .logits else { return }
    scores = loss.isBinary || classes == 1 ? .sigmoid : .softmax
  }

  /// What targets the metric wants.
  var targets: TargetKind { isSparse ? .classIndices : .likePredictions }

  /// Probabilities `[places, classes]`, and targets as they are in that shape.
  func read(
    _ prediction: Tensor, _ target: Tensor, of operation: String
  ) -> (probabilities: Tensor, truths: Tensor) {
    let truths: Tensor
    let isIndex = target.dtype.isInteger && target.rank < prediction.rank
    if isSparse || (isIndex && prediction.shape[-1] > 1) {
      let labels = target.classIndices(for: prediction, of: operation)
      guard !labels.isPoisoned else { return (labels, labels) }
      truths = labels.oneHot(depth: prediction.shape[-1], dtype: prediction.dtype)
    } else {
      truths = target.aligned(with: prediction, of: operation)
    }
    let probabilities =
      switch scores {
      case .asGiven: prediction
      case .sigmoid: HoneGraph.sigmoid(prediction)
      case .softmax: HoneGraph.softmax(prediction)
      }
    guard !truths.isPoisoned else { return (truths, truths) }
    let width = prediction.rank > 1 ? prediction.shape[-1] : 1
    let shape = [prediction.shape.count / Swift.max(width, 1), width]
    return (probabilities.reshaped(to: shape), truths.reshaped(to: shape))
  }
}

extension Tensor {
  /// A sum over axes as float64, for the state of metrics.
  func counted(axes: [Int]? = nil) -> Tensor {
    converted(to: .float32).sum(axes: axes).converted(to: .float64)
  }

  /// 1 at the `count` largest elements of the last axis, of equal ones the first, else 0.
  func largest(_ count: Int) -> Tensor {
    var left = self
    var chosen = zerosLike(self)
    for _ in 0..<Swift.min(count, Swift.max(shape[-1], 0)) {
      let hit = left.argMax().oneHot(depth: shape[-1], dtype: dtype)
      chosen += hit
      left = select(hit .> 0, left.like(-.infinity), left)
    }
    return chosen
  }
}

/// A quotient that is 0 where there is nothing to divide by.
func ratio(_ numerator: Double, _ denominator: Double) -> Double {
  denominator == 0 ? 0 : numerator / denominator
}
