public import HoneCore

/// Cuts a window of a fixed size out of the middle of pictures.
///
/// - Parameters: `height` and `width`, the size of the window. A picture that is smaller is
///   enlarged first, keeping its proportions, as far as needed, as Keras does.
///
/// Where the border is an odd number of pixels, the greater half is cut at the lower right, as in
/// Keras; torchvision cuts the even half there (it rounds half to even).
public struct CenterCrop: ImageTransform {
  public static let schema = Schema(
    .transform, "CenterCrop", summary: "cuts a window out of the middle", techniques: [136],
    kerasName: "keras.layers.CenterCrop", fields: [ImageFields.height, ImageFields.width])

  /// The rows of the window.
  public var height: Int
  /// The columns of the window.
  public var width: Int

  /// Creates a transform.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(height: try fields.int("height"), width: try fields.int("width"))
  }

  public var fields: [String: ConfigurationValue] {
    ["height": ConfigurationValue(height), "width": ConfigurationValue(width)]
  }

  public var isTrainingOnly: Bool { false }
  public var movesPixels: Bool { true }

  public func check() throws(HoneError) {
    try ImageFields.check(height: height, width: width, of: name)
  }

  public func output(from image: ImageSpec) throws(HoneError) -> ImageSpec {
    image.resized(height: height, width: width)
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> NoDraw { NoDraw() }

  public func apply(
    _ draw: NoDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    crop(&image, .bilinear, &context)
  }

  public func apply(
    _ draw: NoDraw, toMask mask: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    crop(&mask, .nearest, &context)
  }

  private func window(_ size: ImageSize) -> WindowDraw {
    guard size.height >= height, size.width >= width else {
      return size.window(ofAspect: width, to: height)
    }
    return WindowDraw(
      top: (size.height - height) / 2, left: (size.width - width) / 2, height: height,
      width: width)
  }

  private func crop(
    _ image: inout Image, _ filter: ResizingFilter, _ context: inout TransformContext
  ) {
    image.resize(
      window(image.size), height: height, width: width, filter: filter, antialias: false,
      context: &context)
  }

  public func apply(_ draw: NoDraw, to boxes: inout BoundingBoxes, in size: ImageSize) {
    boxes.move(window(size), height: height, width: width)
  }
}
