public import HoneCore

/// Adds borders to pictures.
///
/// - Parameters: `padding`, the pixels added on every side, or `[rows, columns]`, or
///   `[top, bottom, left, right]`; `fillMode`, what they hold (default constant), `fillValue`.
///
/// As Keras's `ZeroPadding2D`, and torchvision's `Pad`, whose `edge` is `nearest` here and whose
/// `symmetric` is `reflect`.
///
/// ```swift
/// Pad(2)
/// ```
public struct Pad: ImageTransform {
  public static let schema = Schema(
    .transform, "Pad", aliases: ["ZeroPadding"], summary: "adds borders",
    kerasName: "keras.layers.ZeroPadding2D",
    fields: [
      Field("padding", .sizes(0...4096), "pixels: all sides, [rows, columns], or each side"),
      ImageFields.fillMode(.constant), ImageFields.fillValue,
    ])

  /// The pixels above, below, to the left and to the right.
  public var top, bottom, left, right: Int
  /// What the borders are filled with.
  public var fillMode: FillMode
  /// What the borders hold with the fill mode `constant`.
  public var fillValue: Double

  /// Creates a transform that adds the same border on every side.
  public init(_ padding: Int, fillMode: FillMode = .constant, fillValue: Double = 0) {
    self.init(
      top: padding, bottom: padding, left: padding, right: padding, fillMode: fillMode,
      fillValue: fillValue)
  }

  /// Creates a transform.
  public init(
    top: Int, bottom: Int, left: Int, right: Int, fillMode: FillMode = .constant,
    fillValue: Double = 0
  ) {
    (self.top, self.bottom, self.left, self.right) = (top, bottom, left, right)
    self.fillMode = fillMode
    self.fillValue = fillValue
  }

  public init(_ fields: Fields) throws(HoneError) {
    let sides = try fields.sizes("padding").values
    let all: [Int]
    switch sides.count {
    case 1: all = [sides[0], sides[0], sides[0], sides[0]]
    case 2: all = [sides[0], sides[0], sides[1], sides[1]]
    case 4: all = sides
    default: throw fields.value("padding").mismatch("1, 2 or 4 numbers", at: "padding")
    }
    self.init(
      top: all[0], bottom: all[1], left: all[2], right: all[3],
      fillMode: try fields.choice("fillMode"), fillValue: try fields.double("fillValue"))
  }

  public var fields: [String: ConfigurationValue] {
    let sides = [top, bottom, left, right]
    return [
      "padding": Set(sides).count == 1
        ? ConfigurationValue(top) : .array(sides.map { ConfigurationValue($0) }),
      "fillMode": ConfigurationValue(fillMode.rawValue), "fillValue": ConfigurationValue(fillValue),
    ]
  }

  public var isTrainingOnly: Bool { false }
  public var movesPixels: Bool { true }

  public func check() throws(HoneError) {
    guard [top, bottom, left, right].allSatisfy({ 0...4096 ~= $0 }) else {
      throw HoneError(
        .usage, path: name, operation: "padding", wanted: "whole numbers from 0 to 4096",
        received: "\([top, bottom, left, right])")
    }
  }

  public func output(from image: ImageSpec) throws(HoneError) -> ImageSpec {
    image.resized(
      height: image.height.map { $0 + top + bottom }, width: image.width.map { $0 + left + right })
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> NoDraw { NoDraw() }

  public func apply(
    _ draw: NoDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    pad(&image, Float(fillValue), &context)
  }

  public func apply(
    _ draw: NoDraw, toMask mask: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    pad(&mask, 0, &context)
  }

  private func pad(_ image: inout Image, _ fillValue: Float, _ context: inout TransformContext) {
    image.takeWindow(
      top: -top, left: -left, height: image.height + top + bottom,
      width: image.width + left + right, fillMode: fillMode, fillValue: fillValue,
      scratch: &context.scratch)
  }

  public func apply(_ draw: NoDraw, to boxes: inout BoundingBoxes, in size: ImageSize) {
    boxes.move(height: size.height + top + bottom, width: size.width + left + right) { x, y in
      (x + Double(left), y + Double(top))
    }
  }
}
