public import HoneCore

/// Makes pictures lighter or darker by a random amount.
///
/// ```text
/// δ ~ U(factor)        y = clip(x + δ·(white − black))
/// ```
///
/// - Parameters: `factor`, the bounds of δ, from −1 to 1: 0.2 is −0.2 … 0.2; `valueRange`, see
///   ``ColorTransform``; `convention`, `.torchvision` multiplies instead: y = clip(x·(1 + δ)).
public struct RandomBrightness: ColorTransform {
  public static let schema = Schema(
    .transform, "RandomBrightness", summary: "makes lighter or darker at random",
    formula: "y = clip(x + δ·(white − black))", techniques: [95, 138],
    kerasName: "keras.layers.RandomBrightness",
    fields: [
      ImageFields.factor("factor", "the bounds of the change, as shares of the range"),
      ImageFields.valueRange,
      ImageFields.convention("keras adds, torchvision multiplies"),
    ])

  /// The bounds of the change, as shares of the range.
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

  public func check() throws(HoneError) { try factor.check("factor", in: -1...1, of: name) }

  public func draw(_ key: RandomKey, for size: ImageSize) -> AmountDraw {
    AmountDraw(key.number(from: factor.bounds(), at: 0))
  }

  public func caption(_ draw: AmountDraw) -> String { Caption.signed(draw.amount) }

  public func apply(
    _ draw: AmountDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    switch convention {
    case .keras: image.brighten(by: draw.amount)
    case .torchvision: image.multiply(by: 1 + draw.amount)
    }
  }
}
