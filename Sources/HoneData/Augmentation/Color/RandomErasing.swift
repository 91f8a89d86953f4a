public import HoneCore

/// Covers a random rectangle of pictures with noise or one colour.
///
/// ```text
/// sides = √U(scale)·width, √U(scale)·height,  drawn by themselves; the place is drawn evenly
/// ```
///
/// - Parameters: `factor`, the probability of doing it (default 1; torchvision's is 0.5); `scale`,
///   the bounds of the squares of the sides' shares, 0 to 1 (default 0.02 … 0.33); `fillValue`, what
///   the rectangle holds, in the numbers of the picture; nil (the default) for normal noise of the
///   height of white; `valueRange`, see ``ColorTransform``.
///
/// A pixel is covered if its number lies from the rectangle's beginning to before its end, as in
/// Keras. torchvision draws the area and the proportions instead. Masks keep their labels.
///
/// Reference: Zhong et al., "Random erasing data augmentation", AAAI 2020.
public struct RandomErasing: ColorTransform {
  public static let schema = Schema(
    .transform, "RandomErasing", summary: "covers a random rectangle", techniques: [95],
    kerasName: "keras.layers.RandomErasing",
    fields: [
      Field("factor", .double(0...1), default: 1.0, "the probability of doing it"),
      Field(
        "scale", .doubles(0...1), default: .array([0.02, 0.33]),
        "bounds of the squares of the sides' shares"),
      Field("fillValue", .double(.anyNumber), default: .null, "what it holds; by default noise"),
      ImageFields.valueRange,
    ])

  /// What is drawn: the rectangle, in pixels, and the noise in it.
  public struct Draw: TransformDraw {
    /// Whether anything is done.
    public var isApplied: Bool
    /// The rectangle.
    public var x0, x1, y0, y1: Double
    /// The number of the noise.
    public var noise: Double

    init(isApplied: Bool, x0: Double, x1: Double, y0: Double, y1: Double, noise: Double) {
      (self.isApplied, self.noise) = (isApplied, noise)
      (self.x0, self.x1, self.y0, self.y1) = (x0, x1, y0, y1)
    }

    public init?(values: [String: Double]) {
      guard let applied = values["applied"], let x0 = values["x0"], let x1 = values["x1"],
        let y0 = values["y0"], let y1 = values["y1"], let noise = values["noise"]
      else { return nil }
      self.init(isApplied: applied != 0, x0: x0, x1: x1, y0: y0, y1: y1, noise: noise)
    }

    public var values: [String: Double] {
      ["applied": isApplied ? 1 : 0, "x0": x0, "x1": x1, "y0": y0, "y1": y1, "noise": noise]
    }
  }

  /// The probability of doing it.
  public var factor: Double
  /// The bounds of the squares of the sides' shares.
  public var scale: ClosedRange<Double>
  /// What the rectangle holds; nil for noise.
  public var fillValue: Double?
  public var valueRange: ClosedRange<Double>?

  /// Creates a transform.
  public init(
    _ factor: Double = 1, scale: ClosedRange<Double> = 0.02...0.33, fillValue: Double? = nil,
    valueRange: ClosedRange<Double>? = nil
  ) {
    self.factor = factor
    self.scale = scale
    self.fillValue = fillValue
    self.valueRange = valueRange
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.double("factor"), scale: try fields.closedRange("scale"),
      fillValue: fields.has("fillValue") ? try fields.double("fillValue") : nil,
      valueRange: try fields.valueRange())
  }

  public var fields: [String: ConfigurationValue] {
    [
      "factor": ConfigurationValue(factor), "scale": .bounds(scale),
      "fillValue": fillValue.map { ConfigurationValue($0) } ?? .null,
      "valueRange": .valueRange(valueRange),
    ]
  }

  public func check() throws(HoneError) {
    try ImageFields.check(probability: factor, of: name)
    try DrawRange.between(scale.lowerBound, scale.upperBound).check("scale", in: 0...1, of: name)
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> Draw {
    func side(_ length: Int, at index: UInt64) -> (Double, Double) {
      let bounds = (scale.lowerBound, scale.upperBound)
      let extent = key.number(from: bounds, at: index).squareRoot() * Double(length)
      let start = Double(key.uniform(at: index + 1)) * (Double(length) - extent)
      return (start, start + extent)
    }
    let (x0, x1) = side(size.width, at: 1)
    let (y0, y1) = side(size.height, at: 3)
    return Draw(
      isApplied: key.happens(factor, at: 0), x0: x0, x1: x1, y0: y0, y1: y1,
      noise: NoiseDraw.number(key, at: 5))
  }

  public func caption(_ draw: Draw) -> String {
    guard draw.isApplied else { return "" }
    return "\(Caption.number(draw.x1 - draw.x0))×\(Caption.number(draw.y1 - draw.y0))"
      + " at \(Caption.number(draw.x0)),\(Caption.number(draw.y0))"
  }

  public func apply(
    _ draw: Draw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    guard draw.isApplied else { return }
    func pixels(_ start: Double, _ end: Double, _ count: Int) -> Range<Int> {
      let limit = Double(count)
      let first = Int(min(max(start, 0), limit).rounded(.up))
      return first..<max(Int(min(max(end, 0), limit).rounded(.up)), first)
    }
    let columns = pixels(draw.x0, draw.x1, image.width)
    let rows = pixels(draw.y0, draw.y1, image.height)
    let (row, channels) = (image.width * image.channels, image.channels)
    let (low, high) = (image.range.lowerBound, image.range.upperBound)
    let key = NoiseDraw.key(draw.noise)
    let fill = fillValue.map { min(max(Float($0), low), high) }
    image.withPixels { pixels in
      for y in rows {
        for i in y * row + columns.lowerBound * channels..<y * row + columns.upperBound * channels {
          pixels[i] = fill ?? min(max(Float(key.normal(at: UInt64(i))) * high, low), high)
        }
      }
    }
  }
}
