public import HoneCore

/// Brings numbers nearer to their mean, or takes them farther from it, at random.
///
/// ```text
/// f ~ U(1 − low, 1 + high)        y = clip((x − mean)·f + mean),  mean of each channel
/// ```
///
/// - Parameters: `factor`, 0 to 1: 0.2 is 0.8 … 1.2, and [0.2, 0.5] is 0.8 … 1.5; `valueRange`, see
///   ``ColorTransform``; `convention`, `.torchvision` takes the mean of the grey picture for all
///   channels.
///
/// Keras's documentation says this of one number; its layer of version 3.15 draws from 1 … 1.2.
public struct RandomContrast: ColorTransform {
  public static let schema = Schema(
    .transform, "RandomContrast", summary: "changes the contrast at random",
    formula: "y = clip((x − mean)·f + mean)", techniques: [95, 138],
    kerasName: "keras.layers.RandomContrast",
    fields: [
      ImageFields.factor(
        "factor", "how far the factor may be from 1, or two numbers: down, and up"),
      ImageFields.valueRange,
      ImageFields.convention("keras: each channel's mean; torchvision: that of the grey picture"),
    ])

  /// How far the factor may be from 1, or two numbers: down, and up.
  public var factor: DrawRange
  public var valueRange: ClosedRange<Double>?
  /// Whose formula it is.
  public var convention: ColorConvention

  /// Creates a transform.
  public init(
    _ factor: DrawRange, valueRange: ClosedRange<Double>? = nil,
    convention: ColorConvention = .keras
  ) {
    self.factor = factor
    self.valueRange = valueRange
    self.convention = convention
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.drawRange("factor"), valueRange: try fields.valueRange(),
      convention: try fields.choice("convention"))
    try check()
  }

  public var fields: [String: ConfigurationValue] {
    [
      "factor": factor.configuration, "valueRange": .valueRange(valueRange),
      "convention": ConfigurationValue(convention.rawValue),
    ]
  }

  public func check() throws(HoneError) { try factor.check("factor", in: 0...1, of: name) }

  public func draw(_ key: RandomKey, for size: ImageSize) -> AmountDraw {
    AmountDraw(key.number(from: factor.aroundOne, at: 0))
  }

  public func caption(_ draw: AmountDraw) -> String { "×" + Caption.number(draw.amount) }

  public func apply(
    _ draw: AmountDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    switch convention {
    case .keras: image.contrastChannels(by: draw.amount)
    case .torchvision: image.contrastGray(by: draw.amount)
    }
  }
}
