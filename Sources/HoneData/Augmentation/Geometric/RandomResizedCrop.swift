public import HoneCore

/// Cuts a window of random size and proportions out of pictures and gives it a fixed size.
///
/// ```text
/// area ~ U(scale)·width·height        aspect = exp(U(ln low, ln high))
/// ```
///
/// - Parameters: `height` and `width`, the size of the new picture; `scale`, the bounds of the
///   window's share of the area (default 0.08 … 1); `ratio`, the bounds of width ÷ height (default
///   3/4 … 4/3), drawn evenly in its logarithm; `interpolation` (default bilinear), `antialias`
///   (default true).
///
/// Keras has no such layer; this is torchvision's, with its defaults: ten tries to find a window
/// that fits, then the largest one about the centre whose proportions are allowed.
///
/// ```swift
/// RandomResizedCrop(height: 224, width: 224)
/// ```
public struct RandomResizedCrop: ImageTransform {
  public static let schema = Schema(
    .transform, "RandomResizedCrop",
    summary: "cuts out a window of random size and gives it a fixed size", techniques: [95, 136],
    fields: [
      ImageFields.height, ImageFields.width,
      Field(
        "scale", .doubles(0...1), default: .array([0.08, 1.0]),
        "the window's share of the area"),
      Field(
        "ratio", .doubles(0.01...100), default: .array([.init(3.0 / 4), .init(4.0 / 3)]),
        "the window's width ÷ height"),
      Field(
        "interpolation", .choice(ResizingFilter.allCases.map(\.rawValue)), default: "bilinear",
        "how the new pixels are computed"),
      Field("antialias", .bool, default: true, "let every old pixel count where pictures shrink"),
    ])

  /// The rows of the new picture.
  public var height: Int
  /// The columns of the new picture.
  public var width: Int
  /// The bounds of the window's share of the area.
  public var scale: ClosedRange<Double>
  /// The bounds of the window's width ÷ height.
  public var ratio: ClosedRange<Double>
  /// How the new pixels are computed.
  public var interpolation: ResizingFilter
  /// Whether every old pixel counts where pictures shrink.
  public var antialias: Bool

  /// Creates a transform.
  public init(
    height: Int, width: Int, scale: ClosedRange<Double> = 0.08...1,
    ratio: ClosedRange<Double> = 3.0 / 4...4.0 / 3, interpolation: ResizingFilter = .bilinear,
    antialias: Bool = true
  ) {
    self.height = height
    self.width = width
    self.scale = scale
    self.ratio = ratio
    self.interpolation = interpolation
    self.antialias = antialias
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      height: try fields.int("height"), width: try fields.int("width"),
      scale: try fields.closedRange("scale"), ratio: try fields.closedRange("ratio"),
      interpolation: try fields.choice("interpolation"), antialias: try fields.bool("antialias"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "height": ConfigurationValue(height), "width": ConfigurationValue(width),
      "scale": .bounds(scale), "ratio": .bounds(ratio),
      "interpolation": ConfigurationValue(interpolation.rawValue),
      "antialias": ConfigurationValue(antialias),
    ]
  }

  public var movesPixels: Bool { true }

  /// As much of the picture as has the new one's proportions.
  public var inferenceTransform: (any Transform)? {
    Resizing(
      height: height, width: width, interpolation: interpolation, cropToAspectRatio: true,
      antialias: antialias)
  }

  public func check() throws(HoneError) {
    try ImageFields.check(height: height, width: width, of: name)
    try DrawRange.between(scale.lowerBound, scale.upperBound).check("scale", in: 0...1, of: name)
    try DrawRange.between(ratio.lowerBound, ratio.upperBound)
      .check("ratio", in: 0.01...100, of: name)
  }

  public func output(from image: ImageSpec) throws(HoneError) -> ImageSpec {
    image.resized(height: height, width: width)
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> WindowDraw {
    let area = Double(size.height * size.width)
    let logarithms = (
      PortableMath.logarithm(max(ratio.lowerBound, 1e-3)),
      PortableMath.logarithm(max(ratio.upperBound, 1e-3))
    )
    for attempt in 0..<10 as Range<UInt64> {
      let wanted = area * key.number(from: (scale.lowerBound, scale.upperBound), at: 4 * attempt)
      let aspect = PortableMath.exponential(
        key.number(from: logarithms, at: 4 * attempt + 1))
      let width = Int((wanted * aspect).squareRoot().rounded(.toNearestOrEven))
      let height = Int((wanted / aspect).squareRoot().rounded(.toNearestOrEven))
      if width > 0, width <= size.width, height > 0, height <= size.height {
        return WindowDraw(
          top: key.integer(below: size.height - height + 1, at: 100 + 2 * attempt),
          left: key.integer(below: size.width - width + 1, at: 101 + 2 * attempt), height: height,
          width: width)
      }
    }
    return fallback(size)
  }

  /// The largest window about the centre whose proportions are allowed.
  private func fallback(_ size: ImageSize) -> WindowDraw {
    let own = Double(size.width) / Double(max(size.height, 1))
    var (height, width) = (size.height, size.width)
    if own < ratio.lowerBound {
      height = min(Int((Double(width) / ratio.lowerBound).rounded()), size.height)
    } else if own > ratio.upperBound {
      width = min(Int((Double(height) * ratio.upperBound).rounded()), size.width)
    }
    (height, width) = (max(height, 1), max(width, 1))
    return WindowDraw(
      top: (size.height - height) / 2, left: (size.width - width) / 2, height: height,
      width: width)
  }

  public func caption(_ draw: WindowDraw) -> String { draw.caption }

  public func apply(
    _ draw: WindowDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    image.resize(
      draw, height: height, width: width, filter: interpolation, antialias: antialias,
      context: &context)
  }

  public func apply(
    _ draw: WindowDraw, toMask mask: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    mask.resize(
      draw, height: height, width: width, filter: .nearest, antialias: false,
      context: &context)
  }

  public func apply(_ draw: WindowDraw, to boxes: inout BoundingBoxes, in size: ImageSize) {
    boxes.move(draw, height: height, width: width)
  }
}

extension Fields {
  /// Two bounds, the lower one first.
  func closedRange(_ key: String) throws(HoneError) -> ClosedRange<Double> {
    let bounds = try doubles(key)
    guard bounds.count == 2, bounds[0] <= bounds[1] else {
      throw value(key).mismatch("two bounds, the lower one first", at: key)
    }
    return bounds[0]...bounds[1]
  }
}

extension ConfigurationValue {
  /// Two bounds.
  static func bounds(_ range: ClosedRange<Double>) -> ConfigurationValue {
    .array([ConfigurationValue(range.lowerBound), ConfigurationValue(range.upperBound)])
  }
}
