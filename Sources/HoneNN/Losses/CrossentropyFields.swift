internal import HoneCore
internal import HoneGraph

/// The configuration that cross-entropies share.
enum CrossentropyFields {
  static let fromLogits = Field(
    "fromLogits", .bool, default: false, "whether predictions are logits, not probabilities")
  static let labelSmoothing = Field(
    "labelSmoothing", .double(0...1), default: 0.0,
    "the share of a target's weight that is spread over all classes alike")
  static let fields = [fromLogits, labelSmoothing]
  static let focal = [
    Field("alpha", .double(0...1), default: 0.25, "the balance of the classes"),
    Field(
      "gamma", .double(.notNegative), default: 2.0,
      "how little easy samples count; 0 is the plain cross-entropy"),
  ]
}

extension Tensor {
  /// Distributions over the last axis with a share of their weight spread over all classes alike.
  func smoothed(_ share: Double) -> Tensor {
    share == 0 ? self : self * (1 - share) + share / Double(Swift.max(shape[-1], 1))
  }

  /// Yes-or-no targets with a share of their weight moved towards one half.
  func smoothedTowardsHalf(_ share: Double) -> Tensor {
    share == 0 ? self : self * (1 - share) + 0.5 * share
  }
}
