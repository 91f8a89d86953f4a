public import HoneCore

/// Smooths or sharpens pictures at random.
///
/// ```text
/// f ~ U(factor)        y = clip(x + (1 − 2f)·(smooth − x)),  smooth: 3×3, 5 in the middle, over 13
/// ```
///
/// - Parameters: `factor`, from 0 (smooth) by 0.5 (as it is) to 1 (sharp); one number stands for 0
///   up to it; `valueRange`, see ``ColorTransform``; `convention`, what lies at the border: black
///   beyond it (Keras), or it stays (torchvision).
public struct RandomSharpness: ColorTransform {
  public static let schema = Schema(
    .transform, "RandomSharpness", summary: "smooths or sharpens at random",
    formula: "y = clip(x + (1 − 2f)·(smooth − x))", techniques: [95],
    kerasName: "keras.layers.RandomSharpness",
    fields: [
      ImageFields.factor("factor", "from 0, smooth, by 0.5, no change, to 1, sharp; or two bounds"),
      ImageFields.valueRange,
      ImageFields.convention("keras: black beyond the border; torchvision: the border stays"),
    ])

  /// From 0, smooth, by 0.5, no change, to 1, sharp; or two bounds.
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
    AmountDraw(key.number(from: factor.fromZero, at: 0))
  }

  public func caption(_ draw: AmountDraw) -> String { Caption.number(draw.amount) }

  public func apply(
    _ draw: AmountDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    image.sharpen(
      2 * draw.amount, keepsBorder: convention == .torchvision, scratch: &context.scratch)
  }
}
