public import HoneCore

/// Mixes pictures with their grey at random.
///
/// ```text
/// f ~ U(factor)        y = clip(x + f·(grey − x))
/// ```
///
/// - Parameters: `factor`, from 0 (as it is) to 1 (grey); one number stands for 0 up to it;
///   `valueRange`, see ``ColorTransform``.
public struct RandomColorDegeneration: ColorTransform {
  public static let schema = Schema(
    .transform, "RandomColorDegeneration", summary: "mixes with grey at random",
    formula: "y = x + f·(grey − x)", techniques: [95],
    kerasName: "keras.layers.RandomColorDegeneration",
    fields: [
      ImageFields.factor("factor", "from 0, no change, to 1, grey; or two bounds"),
      ImageFields.valueRange,
    ])

  /// From 0, no change, to 1, grey; or two bounds.
  public var factor: DrawRange
  public var valueRange: ClosedRange<Double>?

  /// Creates a transform.
  public init(
    _ factor: DrawRange, valueRange: ClosedRange<Double>? = nil
  ) {
    self.factor = factor
    self.valueRange = valueRange
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.drawRange("factor"), valueRange: try fields.valueRange())
    try check()
  }

  public var fields: [String: ConfigurationValue] {
    [
      "factor": factor.configuration, "valueRange": .valueRange(valueRange),
    ]
  }

  public var wantsColors: Bool { true }

  public func check() throws(HoneError) { try factor.check("factor", in: 0...1, of: name) }

  public func draw(_ key: RandomKey, for size: ImageSize) -> AmountDraw {
    AmountDraw(key.number(from: factor.fromZero, at: 0))
  }

  public func caption(_ draw: AmountDraw) -> String { Caption.number(draw.amount) }

  public func apply(
    _ draw: AmountDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    image.mixWithGray(keeping: 1 - draw.amount)
  }
}
