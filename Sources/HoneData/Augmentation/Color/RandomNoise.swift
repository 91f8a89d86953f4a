public import HoneCore

/// Adds normal noise, drawn for each number by itself.
///
/// ```text
/// y = clip(x + n·(white − black)),  n ~ N(0, stddev²)
/// ```
///
/// - Parameters: `stddev`, the noise's standard deviation as a share of the range (default 0.1);
///   `factor`, the probability of doing it (default 1); `valueRange`, see ``ColorTransform``.
///
/// The layer `GaussianNoise` adds the same within a model, without clipping; this one works on
/// pictures of any range.
public struct RandomNoise: ColorTransform {
  public static let schema = Schema(
    .transform, "RandomNoise", summary: "adds normal noise",
    formula: "y = clip(x + n·(white − black)), n ~ N(0, stddev²)", techniques: [95],
    fields: [
      Field(
        "stddev", .double(0...10), default: 0.1, "the standard deviation, a share of the range"),
      Field("factor", .double(0...1), default: 1.0, "the probability of doing it"),
      ImageFields.valueRange,
    ])

  /// The noise's standard deviation as a share of the range.
  public var stddev: Double
  /// The probability of doing it.
  public var factor: Double
  public var valueRange: ClosedRange<Double>?

  /// Creates a transform.
  public init(
    _ stddev: Double = 0.1, factor: Double = 1, valueRange: ClosedRange<Double>? = nil
  ) {
    self.stddev = stddev
    self.factor = factor
    self.valueRange = valueRange
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.double("stddev"), factor: try fields.double("factor"),
      valueRange: try fields.valueRange())
  }

  public var fields: [String: ConfigurationValue] {
    [
      "stddev": ConfigurationValue(stddev), "factor": ConfigurationValue(factor),
      "valueRange": .valueRange(valueRange),
    ]
  }

  public func check() throws(HoneError) {
    try ImageFields.check(probability: factor, of: name)
    try DrawRange(stddev).check("stddev", in: 0...10, of: name)
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> NoiseDraw {
    NoiseDraw(isApplied: key.happens(factor, at: 0), key: key, at: 1)
  }

  public func caption(_ draw: NoiseDraw) -> String {
    draw.isApplied ? "sigma \(Caption.number(stddev))" : ""
  }

  public func apply(
    _ draw: NoiseDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    guard draw.isApplied else { return }
    let key = NoiseDraw.key(draw.number)
    let (low, high) = (image.range.lowerBound, image.range.upperBound)
    let scale = Float(stddev) * (high - low)
    image.withPixels { pixels in
      for i in pixels.indices {
        pixels[i] = min(max(pixels[i] + scale * Float(key.normal(at: UInt64(i))), low), high)
      }
    }
  }
}
