public import HoneCore

/// Adds a little to each number, then inverts those above a threshold.
///
/// ```text
/// z = clip(x + a, 0, 255)        y = z where z < t, else 255 − z
/// ```
///
/// - Parameters: `additionFactor` and `thresholdFactor`, the bounds of a and t as shares of the
///   range, 0 to 1 (default 0); one number stands for 0 up to it; `valueRange`, see
///   ``ColorTransform``. With both at 0 every number is inverted.
///
/// Numbers are on the scale 0 … 255, whatever the picture's range.
public struct Solarization: ColorTransform {
  public static let schema = Schema(
    .transform, "Solarization", summary: "inverts what lies above a threshold",
    formula: "y = x where x < t, else 255 − x", techniques: [95],
    kerasName: "keras.layers.Solarization",
    fields: [
      ImageFields.factor("additionFactor", default: 0.0, "what is added, or two bounds"),
      ImageFields.factor("thresholdFactor", default: 0.0, "the threshold, or two bounds"),
      ImageFields.valueRange,
    ])

  /// What is drawn, on the scale 0 … 255.
  public struct Draw: TransformDraw {
    /// What is added.
    public var addition: Double
    /// From where on numbers are inverted.
    public var threshold: Double

    init(addition: Double, threshold: Double) {
      self.addition = addition
      self.threshold = threshold
    }

    public init?(values: [String: Double]) {
      guard let addition = values["addition"], let threshold = values["threshold"] else {
        return nil
      }
      self.init(addition: addition, threshold: threshold)
    }

    public var values: [String: Double] { ["addition": addition, "threshold": threshold] }
  }

  /// The bounds of what is added, as shares of the range.
  public var additionFactor: DrawRange
  /// The bounds of the threshold, as shares of the range.
  public var thresholdFactor: DrawRange
  public var valueRange: ClosedRange<Double>?

  /// Creates a transform.
  public init(
    additionFactor: DrawRange = 0, thresholdFactor: DrawRange = 0,
    valueRange: ClosedRange<Double>? = nil
  ) {
    self.additionFactor = additionFactor
    self.thresholdFactor = thresholdFactor
    self.valueRange = valueRange
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      additionFactor: try fields.drawRange("additionFactor"),
      thresholdFactor: try fields.drawRange("thresholdFactor"),
      valueRange: try fields.valueRange())
    try check()
  }

  public var fields: [String: ConfigurationValue] {
    [
      "additionFactor": additionFactor.configuration,
      "thresholdFactor": thresholdFactor.configuration, "valueRange": .valueRange(valueRange),
    ]
  }

  public func check() throws(HoneError) {
    try additionFactor.check("additionFactor", in: 0...1, of: name)
    try thresholdFactor.check("thresholdFactor", in: 0...1, of: name)
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> Draw {
    Draw(
      addition: key.number(from: additionFactor.fromZero, at: 0) * 255,
      threshold: key.number(from: thresholdFactor.fromZero, at: 1) * 255)
  }

  public func caption(_ draw: Draw) -> String {
    "from \(Caption.number(draw.threshold))"
      + (draw.addition == 0 ? "" : " \(Caption.signed(draw.addition))")
  }

  public func apply(
    _ draw: Draw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    image.solarize(threshold: Float(draw.threshold), addition: Float(draw.addition))
  }
}
