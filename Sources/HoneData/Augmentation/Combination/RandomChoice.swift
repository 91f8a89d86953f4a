public import HoneCore

/// Does one of several transforms, drawn at random.
///
/// - Parameters: `transforms`, which must leave samples in their shape and range; `weights`, how
///   likely each is, in any unit; nil (the default) for all alike.
///
/// ```swift
/// RandomChoice([RandomRotation(0.1), RandomZoom(0.2)], weights: [2, 1])
/// ```
public struct RandomChoice: TransformList {
  public static let schema = Schema(
    .transform, "RandomChoice", summary: "does one of several transforms", techniques: [95],
    fields: [
      CombinationFields.transforms,
      Field("weights", .doubles(.notNegative), default: .null, "how likely each is"),
    ])

  /// The transforms.
  public var transforms: [any Transform]
  /// How likely each is; nil for all alike.
  public var weights: [Double]?

  /// Creates a transform.
  public init(_ transforms: [any Transform], weights: [Double]? = nil) {
    self.transforms = transforms
    self.weights = weights
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.members("transforms", .transform),
      weights: fields.has("weights") ? try fields.doubles("weights") : nil)
    try check()
  }

  public var fields: [String: ConfigurationValue] {
    [
      "transforms": listConfiguration,
      "weights": weights.map { .array($0.map { ConfigurationValue($0) }) } ?? .null,
    ]
  }

  public var isTrainingOnly: Bool { true }

  private func check() throws(HoneError) {
    let sum = weights?.reduce(0, +) ?? 1
    guard !transforms.isEmpty, weights?.count ?? transforms.count == transforms.count,
      weights?.allSatisfy({ $0 >= 0 }) ?? true, sum > 0, sum.isFinite
    else {
      throw HoneError(
        .usage, path: Self.schema.name, operation: "weights",
        wanted: "one weight of 0 or more for each of \(transforms.count) transforms, not all 0",
        received: weights.map { "\($0)" } ?? "no transforms")
    }
  }

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    try check()
    for transform in transforms {
      try checkUnchanged(features, by: transform, try transform.features(from: features))
    }
    return features
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let draw: AmountDraw = try context.draw(
      Self.schema.name, caption: { "\(Caption.number($0.amount + 1)) of \(transforms.count)" },
      { AmountDraw(Double(choice($0))) })
    guard let number = Int(exactly: draw.amount), transforms.indices.contains(number) else {
      throw HoneError(
        .data, path: Self.schema.name, operation: "replay of draws",
        wanted: "one of \(transforms.count) transforms", received: "\(draw.amount)")
    }
    try context.withKey(context.key.folding(UInt64(number))) { context throws(HoneError) in
      try transforms[number].apply(to: &sample, context: &context)
    }
  }

  private func choice(_ key: RandomKey) -> Int {
    guard let weights else { return key.integer(below: max(transforms.count, 1), at: 0) }
    var rest = Double(key.uniform(at: 0)) * weights.reduce(0, +)
    for (number, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return number }
    }
    return weights.lastIndex { $0 > 0 } ?? 0
  }
}
