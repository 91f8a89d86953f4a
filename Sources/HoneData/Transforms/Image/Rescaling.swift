public import HoneCore

/// Brings the numbers of pictures to another scale.
///
/// `y = x·scale + offset`
///
/// What black and white are moves along, so that later transforms know it:
///
/// ```swift
/// Rescaling(1 / 255)                  // 0 … 255 becomes 0 … 1
/// Rescaling(1 / 127.5, offset: -1)    // 0 … 255 becomes −1 … 1
/// ```
///
/// - Parameters: `scale`, `offset` (default 0).
/// - Throws, before any data is read, where pictures that are 0 … 1 already would be divided by 255.
public struct Rescaling: ImageTransform {
  public static let schema = Schema(
    .transform, "Rescaling", summary: "brings numbers to another scale",
    formula: "y = x·scale + offset", techniques: [141], kerasName: "keras.layers.Rescaling",
    fields: [
      Field("scale", .double(.anyNumber), "what numbers are multiplied by"),
      Field("offset", .double(.anyNumber), default: 0.0, "what is added then"),
    ])

  /// What numbers are multiplied by.
  public var scale: Double
  /// What is added then.
  public var offset: Double

  /// Creates a transform.
  public init(_ scale: Double, offset: Double = 0) {
    self.scale = scale
    self.offset = offset
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.double("scale"), offset: try fields.double("offset"))
    try check()
  }

  public var fields: [String: ConfigurationValue] {
    ["scale": ConfigurationValue(scale), "offset": ConfigurationValue(offset)]
  }

  public var isTrainingOnly: Bool { false }

  public func check() throws(HoneError) {
    guard scale.isFinite, offset.isFinite, scale != 0 else {
      throw HoneError(
        .usage, path: name, operation: "scale", wanted: "finite numbers, scale other than 0",
        received: "scale \(scale), offset \(offset)")
    }
  }

  public func output(from image: ImageSpec) throws(HoneError) -> ImageSpec {
    var spec = image
    spec.range = moved(image.range)
    let (before, after) = (extent(image.range), extent(spec.range))
    guard !(before <= 2 && after < 0.02) else {
      throw HoneError(
        .data, operation: "scale", wanted: "pictures that still need it, such as 0…255",
        received: "\(image), which would become \(spec.range.lowerBound)…\(spec.range.upperBound)",
        help: "remove one of the two rescalings")
    }
    return spec
  }

  private func extent(_ range: ClosedRange<Float>) -> Float { range.upperBound - range.lowerBound }

  private func moved(_ range: ClosedRange<Float>) -> ClosedRange<Float> {
    let ends = [range.lowerBound, range.upperBound].map { Float(Double($0) * scale + offset) }
    guard let low = ends.min(), let high = ends.max() else { return range }
    return low...high
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> NoDraw { NoDraw() }

  public func apply(
    _ draw: NoDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    image.range = moved(image.range)
    let (scale, offset) = (Float(scale), Float(offset))
    image.withPixels { pixels in
      guard let p = pixels.baseAddress else { return }
      for i in 0..<pixels.count { p[i] = p[i] * scale + offset }
    }
  }
}
