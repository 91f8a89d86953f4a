public import HoneCore

/// Moves all colours around the colour circle at random.
///
/// ```text
/// f ~ ±U(factor)/2        H' = H + f  (mod 1) of hue, saturation, value
/// ```
///
/// - Parameters: `factor`, 0 to 1, where 1 is half the circle either way; one number stands for 0 up
///   to it; `valueRange`, see ``ColorTransform``.
public struct RandomHue: ColorTransform {
  public static let schema = Schema(
    .transform, "RandomHue", summary: "moves all colors around the color circle at random",
    formula: "H' = H + f (mod 1)", techniques: [95],
    kerasName: "keras.layers.RandomHue",
    fields: [
      ImageFields.factor("factor", "0 to 1, half the circle either way; or two bounds"),
      ImageFields.valueRange,
    ])

  /// 0 to 1, half the circle either way; or two bounds.
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
    let sign = key.happens(0.5, at: 1) ? 0.5 : -0.5
    return AmountDraw(sign * key.number(from: factor.fromZero, at: 0))
  }

  public func caption(_ draw: AmountDraw) -> String { Caption.signed(draw.amount * 360) + "°" }

  public func apply(
    _ draw: AmountDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    image.moveHue(by: draw.amount)
  }
}
