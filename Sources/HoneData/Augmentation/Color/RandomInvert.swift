public import HoneCore

/// Black and white change places, at random.
///
/// `y = black + white − x`
///
/// - Parameters: `factor`, the probability of doing it (default 1); `valueRange`, see
///   ``ColorTransform``.
public struct RandomInvert: ColorTransform {
  public static let schema = Schema(
    .transform, "RandomInvert", aliases: ["Invert"], summary: "black and white change places",
    formula: "y = black + white − x", techniques: [95], kerasName: "keras.layers.RandomInvert",
    fields: [
      Field("factor", .double(0...1), default: 1.0, "the probability of doing it"),
      ImageFields.valueRange,
    ])

  /// The probability of doing it.
  public var factor: Double
  public var valueRange: ClosedRange<Double>?

  /// Creates a transform.
  public init(_ factor: Double = 1, valueRange: ClosedRange<Double>? = nil) {
    self.factor = factor
    self.valueRange = valueRange
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.double("factor"), valueRange: try fields.valueRange())
  }

  public var fields: [String: ConfigurationValue] {
    ["factor": ConfigurationValue(factor), "valueRange": .valueRange(valueRange)]
  }

  public func check() throws(HoneError) {
    try ImageFields.check(probability: factor, of: name)
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> ChoiceDraw {
    ChoiceDraw(key.happens(factor, at: 0))
  }

  public func caption(_ draw: ChoiceDraw) -> String { draw.isChosen ? "done" : "" }

  public func apply(
    _ draw: ChoiceDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    if draw.isChosen { image.invert() }
  }
}
