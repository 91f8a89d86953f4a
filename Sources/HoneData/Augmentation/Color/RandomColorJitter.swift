public import HoneCore

/// Changes brightness, contrast, saturation and hue at random, in this order.
///
/// - Parameters: `brightnessFactor`, `contrastFactor`, `saturationFactor`, `hueFactor`, each as the
///   transform of that name has it, or nil (the default) to leave it; `valueRange`, see
///   ``ColorTransform``.
///
/// ```swift
/// RandomColorJitter(brightnessFactor: 0.2, contrastFactor: 0.2)
/// ```
///
/// The order is Keras's. torchvision's `ColorJitter` draws the order too; ``ColorConvention``
/// says what else differs.
public struct RandomColorJitter: Transform {
  public static let schema = Schema(
    .transform, "RandomColorJitter", aliases: ["ColorJitter"],
    summary: "changes brightness, contrast, saturation and hue at random", techniques: [95, 138],
    kerasName: "keras.layers.RandomColorJitter",
    fields: [
      ImageFields.factor("brightnessFactor", default: .null, "see RandomBrightness"),
      ImageFields.factor("contrastFactor", default: .null, "see RandomContrast"),
      ImageFields.factor("saturationFactor", default: .null, "see RandomSaturation"),
      ImageFields.factor("hueFactor", default: .null, "see RandomHue"),
      ImageFields.valueRange,
    ])

  /// See ``RandomBrightness``.
  public var brightnessFactor: DrawRange?
  /// See ``RandomContrast``.
  public var contrastFactor: DrawRange?
  /// See ``RandomSaturation``.
  public var saturationFactor: DrawRange?
  /// See ``RandomHue``.
  public var hueFactor: DrawRange?
  /// What black and white must be; nil for what they are.
  public var valueRange: ClosedRange<Double>?

  /// Creates a transform.
  public init(
    brightnessFactor: DrawRange? = nil, contrastFactor: DrawRange? = nil,
    saturationFactor: DrawRange? = nil, hueFactor: DrawRange? = nil,
    valueRange: ClosedRange<Double>? = nil
  ) {
    self.brightnessFactor = brightnessFactor
    self.contrastFactor = contrastFactor
    self.saturationFactor = saturationFactor
    self.hueFactor = hueFactor
    self.valueRange = valueRange
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      brightnessFactor: try fields.optionalDrawRange("brightnessFactor"),
      contrastFactor: try fields.optionalDrawRange("contrastFactor"),
      saturationFactor: try fields.optionalDrawRange("saturationFactor"),
      hueFactor: try fields.optionalDrawRange("hueFactor"), valueRange: try fields.valueRange())
  }

  public var fields: [String: ConfigurationValue] {
    [
      "brightnessFactor": brightnessFactor?.configuration ?? .null,
      "contrastFactor": contrastFactor?.configuration ?? .null,
      "saturationFactor": saturationFactor?.configuration ?? .null,
      "hueFactor": hueFactor?.configuration ?? .null, "valueRange": .valueRange(valueRange),
    ]
  }

  public var isTrainingOnly: Bool { true }

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    var features = features
    if let factor = brightnessFactor {
      features = try RandomBrightness(factor, valueRange: valueRange).features(from: features)
    }
    if let factor = contrastFactor {
      features = try RandomContrast(factor, valueRange: valueRange).features(from: features)
    }
    if let factor = saturationFactor {
      features = try RandomSaturation(factor, valueRange: valueRange).features(from: features)
    }
    if let factor = hueFactor {
      features = try RandomHue(factor, valueRange: valueRange).features(from: features)
    }
    return features
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let key = context.key
    defer { context.key = key }
    if let factor = brightnessFactor {
      context.key = key.folding(0)
      try RandomBrightness(factor).apply(to: &sample, context: &context)
    }
    if let factor = contrastFactor {
      context.key = key.folding(1)
      try RandomContrast(factor).apply(to: &sample, context: &context)
    }
    if let factor = saturationFactor {
      context.key = key.folding(2)
      try RandomSaturation(factor).apply(to: &sample, context: &context)
    }
    if let factor = hueFactor {
      context.key = key.folding(3)
      try RandomHue(factor).apply(to: &sample, context: &context)
    }
  }
}
