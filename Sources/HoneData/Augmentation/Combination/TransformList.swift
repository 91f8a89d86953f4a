internal import HoneCore

/// A transform made of others, which stand under `transforms` in files.
protocol TransformList: Transform {
  var transforms: [any Transform] { get }
}

extension TransformList {
  public var isTrainingOnly: Bool { transforms.allSatisfy(\.isTrainingOnly) }

  /// The list as files spell it.
  var listConfiguration: ConfigurationValue { .array(transforms.map(\.configuration)) }

  /// Runs the transforms one after another, each with a key of its own.
  func applyAll(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let key = context.key
    defer { context.key = key }
    for (number, transform) in transforms.enumerated() {
      context.key = key.folding(UInt64(number))
      try transform.apply(to: &sample, context: &context)
    }
  }

  /// What all of them in turn make of features.
  func featuresOfAll(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    var features = features
    for transform in transforms { features = try transform.features(from: features) }
    return features
  }

  /// An error unless what may or may not be done leaves features as they are.
  func checkUnchanged(
    _ features: [FeatureSpec], by transform: any Transform, _ after: [FeatureSpec]
  ) throws(HoneError) {
    guard after != features else { return }
    let changed = zip(features, after).first { $0 != $1 }
    throw HoneError(
      .data, path: Self.schema.name, operation: type(of: transform).schema.name,
      wanted: "a transform that leaves samples in their shape and range",
      received: changed.map { "\($0.0.kind), and then \($0.1.kind)" },
      help: "do it in any case, before or after")
  }
}

enum CombinationFields {
  static let transforms = Field("transforms", .members(.transform), "the transforms")
}

extension TransformContext {
  /// Runs a closure with another key; afterwards the key is what it was.
  mutating func withKey(
    _ other: RandomKey, _ body: (inout TransformContext) throws(HoneError) -> Void
  ) throws(HoneError) {
    let before = key
    key = other
    defer { key = before }
    try body(&self)
  }
}
