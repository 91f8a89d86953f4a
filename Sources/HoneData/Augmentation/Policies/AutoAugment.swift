public import HoneCore

/// Does two operations, a pair of a policy that was found by search.
///
/// - Parameters: `policy`, `imageNet` (the default), `cifar10` or `svhn`: the data on which it was
///   found; `interpolation` (default nearest) and `fillValue` (default black) for operations that
///   move pixels.
///
/// Each of a policy's 25 pairs is equally likely; each of its operations is done with a probability
/// of its own. Magnitudes and defaults are torchvision's.
///
/// Reference: Cubuk et al., "AutoAugment: Learning augmentation strategies from data", CVPR 2019.
public struct AutoAugment: PolicyTransform {
  /// The data on which a policy was found.
  public enum Policy: String, Sendable, CaseIterable {
    case imageNet, cifar10, svhn
  }

  public static let schema = Schema(
    .transform, "AutoAugment", summary: "a pair of operations that was found by search",
    techniques: [95],
    fields: [
      Field(
        "policy", .choice(Policy.allCases.map(\.rawValue)), default: "imageNet",
        "the data on which the policy was found"),
      PolicyFields.interpolation(.nearest), PolicyFields.fillValue,
    ])

  /// The data on which the policy was found.
  public var policy: Policy
  public var interpolation: Interpolation
  public var fillValue: Double?

  /// Creates a transform.
  public init(
    _ policy: Policy = .imageNet, interpolation: Interpolation = .nearest,
    fillValue: Double? = nil
  ) {
    self.policy = policy
    self.interpolation = interpolation
    self.fillValue = fillValue
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.choice("policy"), interpolation: try fields.choice("interpolation"),
      fillValue: try fields.fillValue())
  }

  public var fields: [String: ConfigurationValue] {
    policyFields.merging(["policy": ConfigurationValue(policy.rawValue)]) { $1 }
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    guard let size = sample.imageSize else { return }
    let key = context.key
    defer { context.key = key }
    let pairs = policy.pairs
    let pair = pairs[key.integer(below: pairs.count, at: 0)]
    for (number, entry) in [pair.0, pair.1].enumerated() {
      context.key = key.folding(UInt64(number))
      let draw: OperationDraw = try context.draw(
        name, caption: { $0.operation.caption($0.magnitude) },
        { key in
          guard key.happens(entry.probability, at: 8) else { return OperationDraw(.identity, 0) }
          return key.signed(entry.operation, step: entry.step, of: 10, .init(), size)
        })
      try apply(draw, to: &sample, size, context: &context)
    }
  }
}
