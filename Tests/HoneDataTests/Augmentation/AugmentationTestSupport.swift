import HoneCore

@testable import HoneData

/// A picture of a number a pixel: 100·row + 10·column + channel, within the range of bytes for
/// small pictures.
func numbered(_ height: Int, _ width: Int, _ channels: Int = 1) -> Image {
  var image = Image(height: height, width: width, channels: channels)
  for y in 0..<height {
    for x in 0..<width {
      for c in 0..<channels { image[y, x, c] = Float(20 * y + 3 * x + c) }
    }
  }
  return image
}

/// Black, with a white rectangle.
func rectangle(
  _ height: Int, _ width: Int, rows: Range<Int>, columns: Range<Int>, value: Float = 255,
  channels: Int = 1
) -> Image {
  var image = Image(height: height, width: width, channels: channels)
  for y in rows {
    for x in columns {
      for c in 0..<channels { image[y, x, c] = value }
    }
  }
  return image
}

/// The key of a numbered test sample.
func key(_ number: Int) -> RandomKey { RandomKey(seed: 7).folding(UInt64(number)) }

extension Transform {
  /// What the transform makes of a sample, drawing from a key.
  func callAsFunction(_ sample: Sample, _ key: RandomKey = key(0)) throws -> Sample {
    var sample = sample
    var context = TransformContext(key: key)
    try apply(to: &sample, context: &context)
    return sample
  }

  /// What the transform makes of a picture, drawing from a key.
  func callAsFunction(_ image: Image, _ key: RandomKey = key(0)) throws -> Image {
    try self(Sample([.image(image)]), key).image(0)
  }

  /// The features that come of images of a kind.
  func spec(_ image: ImageSpec = ImageSpec(height: 8, width: 6, channels: 3)) throws -> ImageSpec? {
    let features = try self.features(from: [FeatureSpec(.input, name: "x", kind: .image(image))])
    guard case .image(let made) = features[0].kind else { return nil }
    return made
  }
}

extension Sample {
  func image(_ index: Int) throws -> Image {
    guard case .image(let image) = values[index] else {
      throw HoneError(.data, message: "value \(index) isn't an image")
    }
    return image
  }

  func boxes(_ index: Int) throws -> BoundingBoxes {
    guard case .boxes(let boxes) = values[index] else {
      throw HoneError(.data, message: "value \(index) isn't boxes")
    }
    return boxes
  }
}

extension HoneError {
  /// The error that a closure throws; nil if it throws none.
  static func of(_ body: () throws -> Void) -> HoneError? {
    do { try body() } catch { return error as? HoneError }
    return nil
  }
}

extension Image {
  /// The rows and columns that hold numbers above a threshold: top, bottom, left, right.
  func extent(above threshold: Float) -> [Int] {
    var (top, bottom, left, right) = (height, 0, width, 0)
    for y in 0..<height {
      for x in 0..<width where self[y, x, 0] > threshold {
        (top, bottom) = (min(top, y), max(bottom, y + 1))
        (left, right) = (min(left, x), max(right, x + 1))
      }
    }
    return [left, top, right, bottom]
  }
}
