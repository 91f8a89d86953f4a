public import HoneCore

/// Makes colours stronger or weaker at random.
///
/// ```text
/// f ~ U(factor)        S' = clip(S·f / (1 − f), 0, 1) of hue, saturation, value
/// ```
///
/// - Parameters: `factor`, from 0 (grey) by 0.5 (as it is) to 1 (all saturated); one number stands
///   for 0 up to it; `valueRange`, see ``ColorTransform``; `convention`, `.torchvision` mixes with
///   the grey picture instead: y = clip(grey + (x − grey)·f / (1 − f)).
///
/// As Keras's layer gives it for pictures of 0 … 1. For 0 … 255 that clips saturation to 255, which
/// is a slip; and its one number stands for −f … f, against its documentation.
public struct RandomSaturation: ColorTransform {
  public static let schema = Schema(
    .transform, "RandomSaturation", summary: "makes colors stronger or weaker at random",
    formula: "S' = clip(S·f/(1 − f), 0, 1)", techniques: [95, 138],
    kerasName: "keras.layers.RandomSaturation",
    fields: [
      ImageFields.factor("factor", "from 0, grey, by 0.5, no change, to 1; or two bounds"),
      ImageFields.valueRange,
      ImageFields.convention("keras scales saturation, torchvision mixes with grey"),
    ])

  /// From 0, grey, by 0.5, no change, to 1; or two bounds.
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

  public var wantsColors: Bool { true }

  public func check() throws(HoneError) { try factor.check("factor", in: 0...1, of: name) }

  public func draw(_ key: RandomKey, for size: ImageSize) -> AmountDraw {
    AmountDraw(key.number(from: factor.fromZero, at: 0))
  }

  public func caption(_ draw: AmountDraw) -> String { Caption.number(draw.amount) }

  public func apply(
    _ draw: AmountDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    let factor = draw.amount / (1 - draw.amount + 1e-7)
    switch convention {
    case .keras: image.saturate(by: factor)
    case .torchvision: image.mixWithGray(keeping: factor)
    }
  }
}
