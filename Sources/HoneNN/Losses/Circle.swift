public import HoneCore
public import HoneGraph

/// Draws embeddings of one label together and pushes others apart, pairs that lie worst the most.
///
/// With cosine distances d, margin m and scale γ, over the positives p and negatives n of a sample:
///
/// ```text
/// softplus(log Σₚ exp(−γ·(m + dₚ)·(m − dₚ)) + log Σₙ exp(γ·max(1 + m − dₙ, 0)·(1 − m − dₙ)))
/// ```
///
/// Samples without a positive or without a negative in the batch don't count.
///
/// - Prediction: `[N, D]`: embeddings of unit length
/// - Target: `[N]` or `[N, 1]`: any whole numbers as labels
///
/// ```swift
/// loss: .circle(gamma: 80, margin: 0.4)
/// ```
///
/// Reference: Sun et al., "Circle loss", CVPR 2020.
public struct Circle: Loss {
  public static let schema = Schema(
    .loss, "circle", summary: "draws unit embeddings of one label together",
    formula: "softplus(log Σₚ exp(−γ·(m + d)·(m − d)) + log Σₙ exp(γ·(1 + m − d)·(1 − m − d)))",
    kerasName: "keras.losses.Circle",
    fields: [
      Field("gamma", .double(.positive), default: 80.0, "the scale"),
      Field("margin", .double(.notNegative), default: 0.4, "the relaxation"),
    ])

  /// The scale.
  public var gamma: Double
  /// The relaxation.
  public var margin: Double

  /// Creates the loss.
  public init(gamma: Double = 80, margin: Double = 0.4) {
    self.gamma = gamma
    self.margin = margin
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(gamma: try fields.double("gamma"), margin: try fields.double("margin"))
  }

  public var fields: [String: ConfigurationValue] {
    ["gamma": ConfigurationValue(gamma), "margin": ConfigurationValue(margin)]
  }

  public var targets: TargetKind { .labels }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    guard let pairs = LabelPairs(prediction, target, of: Self.schema.name) else {
      return prediction.poisoned
    }
    let distances = maximum(1 - matmul(prediction, prediction.transposed()), 0)
    let isNegative = 1 - pairs.isSame
    let positives = (distances + margin) * (margin - distances) * -gamma
    let negatives = maximum(1 + margin - distances, 0) * (1 - margin - distances) * gamma
    let (p, hasPositive) = Self.logSumExp(positives, where: pairs.isPositive)
    let (n, hasNegative) = Self.logSumExp(negatives, where: isNegative)
    let counts = hasPositive * hasNegative
    let share = counts.mean()
    return softplus(p + n) * counts / select(share .== 0, share.like(1), share)
  }

  /// log Σ exp(x) over the places of a row that count, and whether there are any.
  private static func logSumExp(
    _ x: Tensor, where counts: Tensor
  ) -> (value: Tensor, isAny: Tensor) {
    let held = select(counts .> 0, x, x.like(-1e30))
    let largest = held.max(axes: [1], keepDimensions: true).stopGradient()
    let sum = (exp(held - largest) * counts).sum(axes: [1])
    let isAny = counts.max(axes: [1])
    let value = log(select(isAny .> 0, sum, onesLike(sum))) + largest.reshaped(to: [x.shape[0]])
    return (select(isAny .> 0, value, zerosLike(value)), isAny)
  }
}

extension Loss where Self == Circle {
  /// Draws embeddings of one label together and pushes others apart.
  public static func circle(gamma: Double = 80, margin: Double = 0.4) -> Circle {
    Circle(gamma: gamma, margin: margin)
  }
}
