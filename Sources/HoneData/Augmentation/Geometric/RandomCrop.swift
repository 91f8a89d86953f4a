public import HoneCore

/// Cuts a window of a fixed size out of pictures, at a random place.
///
/// - Parameters: `height` and `width`, the size of the window; `padding`, pixels of border added on
///   every side before (default 0), filled by `fillMode` (default constant) and `fillValue`. With a
///   padding of 4 and the picture's own size it is the usual augmentation of small pictures.
///
/// Every place is equally likely. A picture smaller than the window is enlarged first, keeping its
/// proportions, as far as needed and cut at its centre, as Keras does; torchvision's transform is an
/// error then.
///
/// ```swift
/// RandomCrop(height: 28, width: 28, padding: 2)
/// ```
public struct RandomCrop: ImageTransform {
  public static let schema = Schema(
    .transform, "RandomCrop", summary: "cuts out a window at a random place",
    techniques: [95, 136],
    kerasName: "keras.layers.RandomCrop",
    fields: [
      ImageFields.height, ImageFields.width,
      Field("padding", .int(0...4096), default: 0, "pixels of border added on every side before"),
      ImageFields.fillMode(.constant), ImageFields.fillValue,
    ])

  /// The rows of the window.
  public var height: Int
  /// The columns of the window.
  public var width: Int
  /// Pixels of border added on every side before.
  public var padding: Int
  /// What the border is filled with.
  public var fillMode: FillMode
  /// What the border holds with the fill mode `constant`.
  public var fillValue: Double

  /// Creates a transform.
  public init(
    height: Int, width: Int, padding: Int = 0, fillMode: FillMode = .constant,
    fillValue: Double = 0
  ) {
    self.height = height
    self.width = width
    self.padding = padding
    self.fillMode = fillMode
    self.fillValue = fillValue
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      height: try fields.int("height"), width: try fields.int("width"),
      padding: try fields.int("padding"), fillMode: try fields.choice("fillMode"),
      fillValue: try fields.double("fillValue"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "height": ConfigurationValue(height), "width": ConfigurationValue(width),
      "padding": ConfigurationValue(padding), "fillMode": ConfigurationValue(fillMode.rawValue),
      "fillValue": ConfigurationValue(fillValue),
    ]
  }

  public var movesPixels: Bool { true }

  /// The middle of the picture.
  public var inferenceTransform: (any Transform)? { CenterCrop(height: height, width: width) }

  public func check() throws(HoneError) {
    try ImageFields.check(height: height, width: width, of: name)
    guard 0...4096 ~= padding else {
      throw HoneError(
        .usage, path: name, operation: "padding", wanted: "a whole number from 0 to 4096",
        received: "\(padding)")
    }
  }

  public func output(from image: ImageSpec) throws(HoneError) -> ImageSpec {
    image.resized(height: height, width: width)
  }

  /// Whether a picture has to be enlarged before.
  private func isTooSmall(_ size: ImageSize) -> Bool {
    size.height + 2 * padding < height || size.width + 2 * padding < width
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> WindowDraw {
    guard !isTooSmall(size) else {
      return WindowDraw(top: 0, left: 0, height: height, width: width)
    }
    let top = key.integer(below: size.height + 2 * padding - height + 1, at: 0)
    let left = key.integer(below: size.width + 2 * padding - width + 1, at: 1)
    return WindowDraw(top: top - padding, left: left - padding, height: height, width: width)
  }

  public func caption(_ draw: WindowDraw) -> String {
    "x\(Caption.signed(Double(draw.left))) y\(Caption.signed(Double(draw.top)))"
  }

  public func apply(
    _ draw: WindowDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    try crop(draw, &image, Float(fillValue), .bilinear, &context)
  }

  public func apply(
    _ draw: WindowDraw, toMask mask: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    try crop(draw, &mask, 0, .nearest, &context)
  }

  private func crop(
    _ draw: WindowDraw, _ image: inout Image, _ fillValue: Float, _ filter: ResizingFilter,
    _ context: inout TransformContext
  ) throws(HoneError) {
    guard !isTooSmall(image.size) else {
      let window = image.size.window(ofAspect: width, to: height)
      image.resize(
        window, height: height, width: width, filter: filter, antialias: false,
        context: &context)
      return
    }
    image.takeWindow(
      top: draw.top, left: draw.left, height: height, width: width, fillMode: fillMode,
      fillValue: fillValue, scratch: &context.scratch)
  }

  public func apply(_ draw: WindowDraw, to boxes: inout BoundingBoxes, in size: ImageSize) {
    guard !isTooSmall(size) else {
      let window = size.window(ofAspect: width, to: height)
      boxes.move(window, height: height, width: width)
      return
    }
    boxes.move(draw, height: height, width: width)
  }
}
