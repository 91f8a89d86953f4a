public import HoneCore

/// Gives pictures another size.
///
/// - Parameters: `height`, `width`; `interpolation`, see ``ResizingFilter`` (default bilinear);
///   `antialias`, whether every old pixel counts where pictures shrink (default false, as in Keras;
///   torchvision's default is true); `cropToAspectRatio`, cuts at the centre first, so that nothing
///   is stretched; `padToAspectRatio`, adds borders of `fillValue` first instead.
///
/// The centres of pixels lie at half numbers, as in Keras 3 and torchvision. Bicubic kernels have
/// a = −½ and use the pixels that exist, as in Keras; torchvision's has a = −¾ without antialiasing.
///
/// ```swift
/// Resizing(height: 64, width: 64, antialias: true)
/// ```
public struct Resizing: ImageTransform {
  public static let schema = Schema(
    .transform, "Resizing", summary: "gives pictures another size",
    kerasName: "keras.layers.Resizing",
    fields: [
      ImageFields.height, ImageFields.width,
      Field(
        "interpolation", .choice(ResizingFilter.allCases.map(\.rawValue)), default: "bilinear",
        "how the new pixels are computed"),
      Field("cropToAspectRatio", .bool, default: false, "cut at the centre rather than stretch"),
      Field("padToAspectRatio", .bool, default: false, "add borders rather than stretch"),
      Field("fillValue", .double(.anyNumber), default: 0.0, "what borders hold"),
      Field("antialias", .bool, default: false, "let every old pixel count where pictures shrink"),
    ])

  /// The rows of the new picture.
  public var height: Int
  /// The columns of the new picture.
  public var width: Int
  /// How the new pixels are computed.
  public var interpolation: ResizingFilter
  /// Whether to cut at the centre rather than stretch.
  public var cropToAspectRatio: Bool
  /// Whether to add borders rather than stretch.
  public var padToAspectRatio: Bool
  /// What borders hold.
  public var fillValue: Double
  /// Whether every old pixel counts where pictures shrink.
  public var antialias: Bool

  /// Creates a transform.
  public init(
    height: Int, width: Int, interpolation: ResizingFilter = .bilinear,
    cropToAspectRatio: Bool = false, padToAspectRatio: Bool = false, fillValue: Double = 0,
    antialias: Bool = false
  ) {
    self.height = height
    self.width = width
    self.interpolation = interpolation
    self.cropToAspectRatio = cropToAspectRatio
    self.padToAspectRatio = padToAspectRatio
    self.fillValue = fillValue
    self.antialias = antialias
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      height: try fields.int("height"), width: try fields.int("width"),
      interpolation: try fields.choice("interpolation"),
      cropToAspectRatio: try fields.bool("cropToAspectRatio"),
      padToAspectRatio: try fields.bool("padToAspectRatio"),
      fillValue: try fields.double("fillValue"), antialias: try fields.bool("antialias"))
    try check()
  }

  public var fields: [String: ConfigurationValue] {
    [
      "height": ConfigurationValue(height), "width": ConfigurationValue(width),
      "interpolation": ConfigurationValue(interpolation.rawValue),
      "cropToAspectRatio": ConfigurationValue(cropToAspectRatio),
      "padToAspectRatio": ConfigurationValue(padToAspectRatio),
      "fillValue": ConfigurationValue(fillValue), "antialias": ConfigurationValue(antialias),
    ]
  }

  public var isTrainingOnly: Bool { false }
  public var movesPixels: Bool { true }

  public func check() throws(HoneError) {
    try ImageFields.check(height: height, width: width, of: name)
    guard !(cropToAspectRatio && padToAspectRatio) else {
      throw HoneError(
        .usage, path: name,
        message: "cropToAspectRatio and padToAspectRatio exclude one another", help: "choose one")
    }
  }

  public func output(from image: ImageSpec) throws(HoneError) -> ImageSpec {
    image.resized(height: height, width: width)
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> NoDraw { NoDraw() }

  public func apply(
    _ draw: NoDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    resize(&image, interpolation, antialias: antialias, Float(fillValue), &context)
  }

  public func apply(
    _ draw: NoDraw, toMask mask: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    resize(&mask, .nearest, antialias: false, 0, &context)
  }

  private func window(_ size: ImageSize) -> WindowDraw {
    if cropToAspectRatio { return size.window(ofAspect: width, to: height) }
    return padToAspectRatio ? size.surrounding(aspect: width, to: height) : size.whole
  }

  private func resize(
    _ image: inout Image, _ filter: ResizingFilter, antialias: Bool, _ fillValue: Float,
    _ context: inout TransformContext
  ) {
    var window = window(image.size)
    if padToAspectRatio {
      image.takeWindow(
        top: window.top, left: window.left, height: window.height, width: window.width,
        fillValue: fillValue, scratch: &context.scratch)
      window = image.size.whole
    }
    image.resize(
      window, height: height, width: width, filter: filter, antialias: antialias,
      context: &context)
  }

  public func apply(_ draw: NoDraw, to boxes: inout BoundingBoxes, in size: ImageSize) {
    boxes.move(window(size), height: height, width: width)
  }
}
