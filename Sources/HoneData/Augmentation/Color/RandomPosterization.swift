public import HoneCore

/// Keeps only the highest bits of each number, so that few shades are left.
///
/// `y = ⌊x / 2ˢ⌋·2ˢ,  s = 8 − bits`
///
/// - Parameters: `factor`, the bits that are kept, 1 to 8; with two numbers one between them, both
///   included, is drawn; `valueRange`, see ``ColorTransform``.
///
/// Numbers are on the scale 0 … 255, whatever the picture's range. Keras's layer leaves the upper
/// bound out of the draw, and takes one number for a range from 1.
public struct RandomPosterization: ColorTransform {
  public static let schema = Schema(
    .transform, "RandomPosterization", aliases: ["Posterization"],
    summary: "keeps few shades", formula: "y = ⌊x / 2ˢ⌋·2ˢ, s = 8 − bits", techniques: [95],
    kerasName: "keras.layers.RandomPosterization",
    fields: [
      ImageFields.factor("factor", "the bits that are kept, 1 to 8, or two bounds"),
      ImageFields.valueRange,
    ])

  /// The bits that are kept.
  public var factor: DrawRange
  public var valueRange: ClosedRange<Double>?

  /// Creates a transform.
  public init(_ factor: DrawRange, valueRange: ClosedRange<Double>? = nil) {
    self.factor = factor
    self.valueRange = valueRange
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.drawRange("factor"), valueRange: try fields.valueRange())
    try check()
  }

  public var fields: [String: ConfigurationValue] {
    ["factor": factor.configuration, "valueRange": .valueRange(valueRange)]
  }

  public func check() throws(HoneError) { try factor.check("factor", in: 1...8, of: name) }

  public func draw(_ key: RandomKey, for size: ImageSize) -> AmountDraw {
    let bounds = factor.single.map { ($0, $0) } ?? factor.bounds()
    let (low, high) = (Int(min(max(bounds.0, 1), 8)), Int(min(max(bounds.1, 1), 8)))
    return AmountDraw(Double(low + key.integer(below: high - low + 1, at: 0)))
  }

  public func caption(_ draw: AmountDraw) -> String { "\(Caption.number(draw.amount)) bits" }

  public func apply(
    _ draw: AmountDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    image.posterize(bits: Int(min(max(draw.amount, 0), 8)))
  }
}
