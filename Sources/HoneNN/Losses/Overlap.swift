public import HoneCore
public import HoneGraph

/// One minus the Dice coefficient of predicted and wanted areas: 0 where they are the same, 1 where
/// they don't touch.
///
/// ```text
/// 1 − 2·Σ t·p / (Σ t + Σ p + 1e-7)
/// ```
///
/// The sums go over `axes`; without, over the whole batch at once, as in Keras. For images
/// `[N, H, W, C]`, `axes: [1, 2]` judges each channel of each image by itself.
///
/// - Prediction: `[N, …]`, probabilities
/// - Target: the prediction's shape, 0 or 1
///
/// ```swift
/// loss: .dice(axes: [1, 2])
/// ```
///
/// Reference: Milletari et al., "V-Net", 3DV 2016.
public struct Dice: Loss {
  public static let schema = Schema(
    .loss, "dice", summary: "one minus the Dice coefficient of areas",
    formula: "1 − 2·Σ y·p / (Σ y + Σ p)", kerasName: "keras.losses.Dice",
    fields: [OverlapFields.axes])

  /// The axes over which areas are summed; nil for all, the batch included.
  public var axes: [Int]?

  /// Creates the loss.
  public init(axes: [Int]? = nil) { self.axes = axes }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(axes: fields.has("axes") ? try fields.ints("axes") : nil)
  }

  public var fields: [String: ConfigurationValue] { ["axes": OverlapFields.encode(axes)] }
  public var targets: TargetKind { .likePredictions }
  public var predictions: PredictionKind { .probabilities }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    OverlapFields.perSample(prediction, target, axes, of: Self.schema.name) { p, t, sum in
      1 - sum(t * p) * 2 / (sum(t) + sum(p) + 1e-7)
    }
  }
}

extension Loss where Self == Dice {
  /// One minus the Dice coefficient of predicted and wanted areas.
  public static func dice(axes: [Int]? = nil) -> Dice { Dice(axes: axes) }
}

/// One minus the Tversky index: a Dice loss in which misses and false alarms count differently.
///
/// ```text
/// 1 − Σ t·p / (Σ t·p + α·Σ t·(1 − p) + β·Σ p·(1 − t) + 1e-7)
/// ```
///
/// α counts what is missed and β false alarms. That is Keras's formula; its documentation and the
/// paper have the two the other way round. With 0.5 and 0.5 it is the Dice loss.
///
/// - Prediction: `[N, …]`, probabilities
/// - Target: the prediction's shape, 0 or 1
///
/// ```swift
/// loss: .tversky(alpha: 0.7, beta: 0.3)
/// ```
///
/// Reference: Salehi et al., "Tversky loss function for image segmentation", 2017.
public struct Tversky: Loss {
  public static let schema = Schema(
    .loss, "tversky", summary: "one minus the Tversky index of areas",
    formula: "1 − Σ y·p / (Σ y·p + α·Σ y·(1 − p) + β·Σ p·(1 − y))",
    kerasName: "keras.losses.Tversky",
    fields: [
      Field("alpha", .double(.notNegative), default: 0.5, "how much misses count"),
      Field("beta", .double(.notNegative), default: 0.5, "how much false alarms count"),
      OverlapFields.axes,
    ])

  /// How much misses count.
  public var alpha: Double
  /// How much false alarms count.
  public var beta: Double
  /// The axes over which areas are summed; nil for all, the batch included.
  public var axes: [Int]?

  /// Creates the loss.
  public init(alpha: Double = 0.5, beta: Double = 0.5, axes: [Int]? = nil) {
    self.alpha = alpha
    self.beta = beta
    self.axes = axes
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      alpha: try fields.double("alpha"), beta: try fields.double("beta"),
      axes: fields.has("axes") ? try fields.ints("axes") : nil)
  }

  public var fields: [String: ConfigurationValue] {
    [
      "alpha": ConfigurationValue(alpha), "beta": ConfigurationValue(beta),
      "axes": OverlapFields.encode(axes),
    ]
  }

  public var targets: TargetKind { .likePredictions }
  public var predictions: PredictionKind { .probabilities }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    OverlapFields.perSample(prediction, target, axes, of: Self.schema.name) { p, t, sum in
      let both = sum(t * p)
      return 1 - both / (both + sum(t * (1 - p)) * alpha + sum(p * (1 - t)) * beta + 1e-7)
    }
  }
}

extension Loss where Self == Tversky {
  /// One minus the Tversky index of predicted and wanted areas.
  public static func tversky(
    alpha: Double = 0.5, beta: Double = 0.5, axes: [Int]? = nil
  ) -> Tversky { Tversky(alpha: alpha, beta: beta, axes: axes) }
}

/// What losses of areas share.
enum OverlapFields {
  static let axes = Field(
    "axes", .integers(Int.min...Int.max), default: .null,
    "the axes over which areas are summed; all, if left out")

  static func encode(_ axes: [Int]?) -> ConfigurationValue {
    axes.map { .array($0.map { ConfigurationValue($0) }) } ?? .null
  }

  /// A loss for each sample from sums over the axes: if the batch is among them, the one loss of
  /// the batch for all.
  static func perSample(
    _ prediction: Tensor, _ target: Tensor, _ axes: [Int]?, of operation: String,
    _ loss: (_ p: Tensor, _ t: Tensor, _ sum: (Tensor) -> Tensor) -> Tensor
  ) -> Tensor {
    let wanted = target.aligned(with: prediction, of: operation)
    guard !wanted.isPoisoned else { return wanted }
    let known = (axes ?? Array(0..<prediction.rank)).map { prediction.shape.normalize($0) }
    let places = Set(known.compactMap { $0 }).sorted()
    guard places.count == known.count, !places.isEmpty else {
      return prediction.fail(
        operation, wanted: "different axes of \(prediction.shape)", received: "\(axes ?? [])")
    }
    let value = loss(prediction, wanted) { $0.sum(axes: places) }
    guard places.contains(0) else { return value.samplewise }
    return value.mean().broadcast(to: [prediction.shape[0]])
  }
}
