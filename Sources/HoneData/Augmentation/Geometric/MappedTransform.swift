public import HoneCore

/// A transform that takes each pixel of the new picture from a place in the old one: a turn, a
/// shift, a zoom, a shear, a change of perspective. All share one kernel, and what lies beyond the
/// edges, as well as how numbers between pixels are found, is as Keras's layers have it.
///
/// Masks take the nearest pixel, and label 0 where the fill mode is `constant`. Boxes become the
/// smallest upright boxes around their moved corners.
public protocol MappedTransform: ImageTransform {
  /// What lies beyond the edges.
  var fillMode: FillMode { get }
  /// What lies beyond the edges with the fill mode `constant`, in the numbers of the picture.
  var fillValue: Double { get }
  /// How the number between pixels is found.
  var interpolation: Interpolation { get }

  /// Where each pixel comes from in a picture of a size; nil if they all stay.
  func map(_ draw: Draw, height: Int, width: Int) -> ProjectiveMap?
}

extension MappedTransform {
  public var movesPixels: Bool { true }

  public func apply(
    _ draw: Draw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    guard let map = map(draw, height: image.height, width: image.width) else { return }
    let resampler = Resampler(
      map: map, fillMode: fillMode, fillValue: Float(fillValue), interpolation: interpolation)
    resampler(&image, scratch: &context.scratch)
  }

  public func apply(
    _ draw: Draw, toMask mask: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    guard let map = map(draw, height: mask.height, width: mask.width) else { return }
    let resampler = Resampler(
      map: map, fillMode: fillMode, fillValue: 0, interpolation: .nearest)
    resampler(&mask, scratch: &context.scratch)
  }

  public func apply(_ draw: Draw, to boxes: inout BoundingBoxes, in size: ImageSize) {
    map(draw, height: size.height, width: size.width)?
      .move(&boxes, height: size.height, width: size.width)
  }

  /// The shared fields' values.
  var fillFields: [String: ConfigurationValue] {
    [
      "fillMode": ConfigurationValue(fillMode.rawValue),
      "fillValue": ConfigurationValue(fillValue),
      "interpolation": ConfigurationValue(interpolation.rawValue),
    ]
  }
}

/// Fields that several transforms share.
enum ImageFields {
  static func fillMode(_ standard: FillMode = .reflect) -> Field {
    Field(
      "fillMode", .choice(FillMode.allCases.map(\.rawValue)),
      default: ConfigurationValue(standard.rawValue), "what lies beyond the edges")
  }
  static let fillValue = Field(
    "fillValue", .double(.anyNumber), default: 0.0, "what lies there with the fill mode constant")
  static let interpolation = Field(
    "interpolation", .choice(Interpolation.allCases.map(\.rawValue)), default: "bilinear",
    "how the number between pixels is found")
  static func factor(_ key: String, default value: ConfigurationValue? = nil, _ summary: String)
    -> Field
  {
    Field(key, .any, default: value, summary)
  }
  static func probability(_ standard: Double, _ summary: String) -> Field {
    Field("probability", .double(0...1), default: ConfigurationValue(standard), summary)
  }
  static let height = Field("height", .int(1...65_536), "rows of the new picture")
  static let width = Field("width", .int(1...65_536), "pixels of a row of the new picture")

  /// An error unless a probability is one.
  static func check(probability: Double, of transform: String) throws(HoneError) {
    guard 0...1 ~= probability else {
      throw HoneError(
        .usage, path: transform, operation: "probability", wanted: "a number from 0 to 1",
        received: "\(probability)")
    }
  }

  /// An error unless extents are positive and of a sane size.
  static func check(height: Int, width: Int, of transform: String) throws(HoneError) {
    guard 1...65_536 ~= height, 1...65_536 ~= width else {
      throw HoneError(
        .usage, path: transform, operation: "size", wanted: "height and width from 1 to 65536",
        received: "\(height)×\(width)")
    }
  }
}
