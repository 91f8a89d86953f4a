public import HoneCore

/// The extents of a picture.
public struct ImageSize: Hashable, Sendable {
  /// Rows of pixels.
  public var height: Int
  /// Pixels of a row.
  public var width: Int
  /// Numbers of a pixel.
  public var channels: Int

  /// Creates a size.
  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }
}

extension Image {
  /// The picture's extents.
  public var size: ImageSize { ImageSize(height: height, width: width, channels: channels) }
}

/// A transform of pictures, and of the masks and boxes that belong to them.
///
/// What is random is drawn first, once a sample, as a value; applying a draw is deterministic. So a
/// picture, its mask and its boxes move alike, a preview can say what was drawn, and a log of draws
/// gives the same pixels again. Transforms of your own implement ``draw(_:for:)`` and
/// ``apply(_:to:context:)``; transforms that move pixels also say what becomes of masks and boxes.
public protocol ImageTransform: Transform {
  /// What is drawn for a sample.
  associatedtype Draw: TransformDraw

  /// Whether pixels change places, so that all pictures of a sample must be of one size.
  var movesPixels: Bool { get }

  /// An error if the configuration makes no sense.
  ///
  /// - Throws: `.usage`.
  func check() throws(HoneError)

  /// What it makes of pictures.
  ///
  /// - Throws: `.data` if it can't work on such pictures.
  func output(from image: ImageSpec) throws(HoneError) -> ImageSpec

  /// What it makes of the masks that belong to such pictures.
  func maskOutput(from mask: ImageSpec) throws(HoneError) -> ImageSpec

  /// Draws what is random: a function of the key and the size alone.
  func draw(_ key: RandomKey, for size: ImageSize) -> Draw

  /// Changes a picture as drawn.
  ///
  /// - Throws: `.data` if the picture can't be changed so.
  func apply(
    _ draw: Draw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError)

  /// Moves a mask as drawn.
  func apply(
    _ draw: Draw, toMask mask: inout Image, context: inout TransformContext
  ) throws(HoneError)

  /// Moves boxes in a picture of a size as drawn.
  func apply(_ draw: Draw, to boxes: inout BoundingBoxes, in size: ImageSize)

  /// A draw in a few words, for captions: `12.5°`. Empty if nothing was done.
  func caption(_ draw: Draw) -> String
}

extension ImageTransform {
  public var isTrainingOnly: Bool { true }
  public var movesPixels: Bool { false }
  public func check() throws(HoneError) {}
  public func output(from image: ImageSpec) throws(HoneError) -> ImageSpec { image }
  public func maskOutput(from mask: ImageSpec) throws(HoneError) -> ImageSpec {
    guard movesPixels else { return mask }
    let moved = try output(from: mask)
    return ImageSpec(
      height: moved.height, width: moved.width, channels: mask.channels, range: mask.range,
      isMask: true)
  }
  public func apply(
    _ draw: Draw, toMask mask: inout Image, context: inout TransformContext
  ) throws(HoneError) {}
  public func apply(_ draw: Draw, to boxes: inout BoundingBoxes, in size: ImageSize) {}
  public func caption(_ draw: Draw) -> String {
    draw.values.sorted { $0.key < $1.key }
      .map { "\($0.key) \(Caption.number($0.value))" }.joined(separator: " ")
  }

  /// The name in files and messages.
  var name: String { Self.schema.name }

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    try self.features(from: features, as: name)
  }

  /// What it makes of features, under another name in messages.
  func features(
    from features: [FeatureSpec], as name: String
  ) throws(HoneError) -> [FeatureSpec] {
    try check()
    var result = features
    var foundImage = false
    for (index, feature) in features.enumerated() {
      guard case .image(let image) = feature.kind else { continue }
      foundImage = foundImage || !image.isMask
      do throws(HoneError) {
        result[index].kind = .image(
          image.isMask ? try maskOutput(from: image) : try output(from: image))
      } catch {
        var error = error
        error.path = [name, feature.name].joined(separator: ", ")
        throw error
      }
    }
    guard foundImage else {
      throw HoneError(
        .data, operation: name, wanted: "a feature that is an image",
        received: features.isEmpty
          ? "no features"
          : features.map { "\($0.name): \($0.kind)" }.joined(separator: ", "),
        help: "put \(name) where pictures are, before they become tensors")
    }
    return result
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    guard let size = sample.imageSize else { return }
    let draw: Draw = try context.draw(name, caption: caption) { self.draw($0, for: size) }
    for index in sample.values.indices {
      switch sample.values[index] {
      case .image:
        try sample.withImage(index) { image throws(HoneError) in
          try image.checkSize(size, if: movesPixels, name)
          if image.isMask {
            try apply(draw, toMask: &image, context: &context)
          } else {
            try apply(draw, to: &image, context: &context)
          }
        }
      case .boxes where movesPixels:
        sample.withBoxes(index) { apply(draw, to: &$0, in: size) }
      default: break
      }
    }
  }
}

extension Image {
  /// An error if the picture must be of a size, as another one of its sample is, and isn't.
  func checkSize(
    _ size: ImageSize, if mustBe: Bool, _ transform: String
  ) throws(HoneError) {
    guard mustBe, (height, width) != (size.height, size.width) else { return }
    throw HoneError(
      .data, operation: transform,
      wanted: "all pictures and masks of a sample to be \(size.height)×\(size.width)",
      received: "\(height)×\(width)", help: "resize them alike before")
  }
}

extension Sample {
  /// The size of the first picture that isn't a mask.
  var imageSize: ImageSize? {
    for value in values {
      if case .image(let image) = value, !image.isMask { return image.size }
    }
    return nil
  }

  /// Changes the boxes of a feature in place.
  mutating func withBoxes(_ feature: Int, _ body: (inout BoundingBoxes) -> Void) {
    guard case .boxes(var boxes) = values[feature] else { return }
    values[feature] = .text("")  // So that `boxes` alone holds the corners.
    body(&boxes)
    values[feature] = .boxes(boxes)
  }
}

/// Numbers for people.
enum Caption {
  /// Two digits after the point, fewer where they are zeros: `12.5`, `-3`, `0.25`.
  static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    let hundredths = Int((abs(value) * 100).rounded())
    var text = "\(hundredths / 100)"
    if hundredths % 100 != 0 {
      text += "." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
      if text.hasSuffix("0") { text.removeLast() }
    }
    return value < 0 && hundredths != 0 ? "-" + text : text
  }

  /// The number with its sign: `+0.12`, `-0.3`.
  static func signed(_ value: Double) -> String {
    (value > 0 ? "+" : "") + number(value)
  }
}
