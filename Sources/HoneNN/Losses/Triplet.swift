public import HoneCore
public import HoneGraph

/// Wants an anchor nearer to a positive than to a negative by `margin`.
///
/// ```text
/// max(‖a − p + ε‖ − ‖a − n + ε‖ + margin, 0)      ε = 1e-6
/// ```
///
/// PyTorch's `TripletMarginLoss`. To form triplets within a batch of labelled embeddings, see
/// ``TripletSemiHard``.
///
/// - Prediction: `[N, 3, D]`: embeddings of anchor, positive and negative
/// - Target: not looked at; any whole numbers, one row for each sample
///
/// ```swift
/// loss: .tripletMargin(margin: 1)
/// ```
///
/// Reference: Balntas et al., "Learning shallow convolutional feature descriptors with triplet
/// losses", BMVC 2016.
public struct TripletMargin: Loss {
  public static let schema = Schema(
    .loss, "tripletMargin", summary: "wants an anchor nearer to a positive than to a negative",
    formula: "max(‖a − p‖ − ‖a − n‖ + m, 0)",
    fields: [Field("margin", .double(.notNegative), default: 1.0, "by how much nearer")])

  /// By how much nearer.
  public var margin: Double

  /// Creates the loss.
  public init(margin: Double = 1) { self.margin = margin }

  public init(_ fields: Fields) throws(HoneError) { self.init(margin: try fields.double("margin")) }
  public var fields: [String: ConfigurationValue] { ["margin": ConfigurationValue(margin)] }
  public var targets: TargetKind { .labels }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    guard prediction.rank == 3, prediction.shape[1] == 3 else {
      return prediction.fail(
        Self.schema.name, wanted: "embeddings of anchor, positive and negative: [N, 3, D]",
        received: "\(prediction.shape)",
        help: "for labelled embeddings [N, D] take tripletSemiHard")
    }
    let anchor = prediction.sliced(0..<1, axis: 1)
    func distance(_ index: Int) -> Tensor {
      let other = prediction.sliced(index..<index + 1, axis: 1)
      return sqrt(square(anchor - other + 1e-6).sum(axes: [1, 2]))
    }
    return maximum(distance(1) - distance(2) + margin, 0)
  }
}

extension Loss where Self == TripletMargin {
  /// Wants an anchor nearer to a positive than to a negative.
  public static func tripletMargin(margin: Double = 1) -> TripletMargin {
    TripletMargin(margin: margin)
  }
}

/// Triplet loss over all pairs of one label in a batch, each with its semi-hard negative.
///
/// For an anchor a and a positive p, the negative is the nearest one that is farther than p; if
/// there is none, the farthest. The loss is the mean over all pairs (a, p) of
/// max(d(a, p) − d(a, n) + margin, 0), d being the squared Euclidean distance.
///
/// Give batches several samples of each label. Embeddings are usually of unit length. Takes memory
/// of N³ numbers.
///
/// - Prediction: `[N, D]`: embeddings
/// - Target: `[N]` or `[N, 1]`: any whole numbers as labels
///
/// ```swift
/// loss: .tripletSemiHard(margin: 1)
/// ```
///
/// Reference: Schroff et al., "FaceNet", CVPR 2015.
public struct TripletSemiHard: Loss {
  public static let schema = Schema(
    .loss, "tripletSemiHard", summary: "draws embeddings of one label together",
    formula: "max(d(a, p) − d(a, n) + m, 0)",
    fields: [Field("margin", .double(.notNegative), default: 1.0, "by how much nearer")])

  /// By how much nearer positives shall be.
  public var margin: Double

  /// Creates the loss.
  public init(margin: Double = 1) { self.margin = margin }

  public init(_ fields: Fields) throws(HoneError) { self.init(margin: try fields.double("margin")) }
  public var fields: [String: ConfigurationValue] { ["margin": ConfigurationValue(margin)] }
  public var targets: TargetKind { .labels }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    guard let pairs = LabelPairs(prediction, target, of: Self.schema.name) else {
      return prediction.poisoned
    }
    let count = prediction.shape[0]
    let distances = pairs.squaredDistances(prediction)
    let isNegative = 1 - pairs.isSame
    // For each anchor a and positive p, over candidates n.
    let positive = distances.reshaped(to: [count, count, 1])
    let candidate = distances.reshaped(to: [count, 1, count])
    let isFarther =
      (candidate .> positive).converted(to: prediction.dtype)
      * isNegative.reshaped(to: [count, 1, count])
    let huge = 1e30
    let outside = select(isFarther .> 0, candidate, candidate.like(huge)).min(axes: [2])
    let inside = select(isNegative .> 0, distances, distances.like(-huge))
      .max(axes: [1], keepDimensions: true)
    let hasNegative = isNegative.max(axes: [1], keepDimensions: true)
    let nearest = select(outside .< huge, outside, inside)
    let negative = select(hasNegative .> 0, nearest, zerosLike(nearest))
    let terms = maximum(distances - negative + margin, 0)
    let counts = pairs.isPositive * hasNegative
    let pairCount = maximum(counts.sum(), 1)
    return (terms * counts).sum(axes: [1]) * Double(count) / pairCount
  }
}

extension Loss where Self == TripletSemiHard {
  /// Triplet loss over all pairs of one label in a batch, each with its semi-hard negative.
  public static func tripletSemiHard(margin: Double = 1) -> TripletSemiHard {
    TripletSemiHard(margin: margin)
  }
}
