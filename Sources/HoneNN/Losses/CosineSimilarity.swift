public import HoneCore
public import HoneGraph

/// The negative cosine of the angle between prediction and target: −1 for the same direction, 0 for
/// a right angle, 1 for opposite ones. A vector of zeros has no direction and gives 0.
///
/// - Prediction: `[N, …]`, with at least one axis beside the batch
/// - Target: the prediction's shape
///
/// ```swift
/// loss: .cosineSimilarity()
/// ```
public struct CosineSimilarity: Loss {
  public static let schema = Schema(
    .loss, "cosineSimilarity", summary: "the negative cosine between prediction and target",
    formula: "−cos(x, y)", kerasName: "keras.losses.CosineSimilarity",
    fields: [Field("axis", .int(Int.min...Int.max), default: -1, "the axis of the vectors")])

  /// The axis along which the vectors lie.
  public var axis: Int

  /// Creates the loss.
  public init(axis: Int = -1) { self.axis = axis }

  public init(_ fields: Fields) throws(HoneError) { self.init(axis: try fields.int("axis")) }
  public var fields: [String: ConfigurationValue] { ["axis": ConfigurationValue(axis)] }
  public var targets: TargetKind { .likePredictions }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let wanted = target.aligned(with: prediction, of: Self.schema.name)
    guard !wanted.isPoisoned else { return wanted }
    guard let place = prediction.shape.normalize(axis), place > 0 else {
      return prediction.fail(
        Self.schema.name, wanted: "vectors along an axis after the batch",
        received: "axis \(axis) of \(prediction.shape)", help: nil)
    }
    let cosine = (prediction.unit(along: place) * wanted.unit(along: place)).sum(axes: [place])
    return (-cosine).samplewise
  }
}

extension Tensor {
  /// Vectors along an axis divided by their lengths, those held at 1e-7 or above.
  func unit(along axis: Int) -> Tensor {
    self * rsqrt(maximum(square(self).sum(axes: [axis], keepDimensions: true), 1e-14))
  }
}

extension Loss where Self == CosineSimilarity {
  /// The negative cosine of the angle between prediction and target.
  public static func cosineSimilarity(axis: Int = -1) -> CosineSimilarity {
    CosineSimilarity(axis: axis)
  }
}
