public import HoneCore

/// A transform of colours: pixels stay in their places, so masks and boxes stay as they are.
///
/// What black and white are is known of every picture: 0 … 255 as files have it, whatever
/// `Rescaling` made of it after. So there is no value range to guess. One may be given all the same,
/// to be sure: if it isn't that of the pictures, it is an error before any data is read. After a
/// standardization there is no black and white any more, and colour transforms are an error too:
/// put them in front.
public protocol ColorTransform: ImageTransform {
  /// What black and white must be; nil for what they are.
  var valueRange: ClosedRange<Double>? { get }

  /// Whether it does something to red, green and blue that grey pictures can't have done.
  var wantsColors: Bool { get }
}

extension ColorTransform {
  public var wantsColors: Bool { false }

  public func output(from image: ImageSpec) throws(HoneError) -> ImageSpec {
    try checkColors(of: image)
    return image
  }

  /// An error unless the transform can work on such pictures.
  func checkColors(of image: ImageSpec) throws(HoneError) {
    let extent = image.range.upperBound - image.range.lowerBound
    guard extent.isFinite, extent > 0 else {
      throw HoneError(
        .data, operation: "colors", wanted: "pictures of a known range, such as 0…255 or 0…1",
        received: "\(image)",
        help: "put what changes colors in front of standardization and normalization")
    }
    if let valueRange,
      (Float(valueRange.lowerBound), Float(valueRange.upperBound))
        != (image.range.lowerBound, image.range.upperBound)
    {
      throw HoneError(
        .data, operation: "valueRange",
        wanted: "the range of the pictures, \(ImageSpec.text(image.range.lowerBound))"
          + "…\(ImageSpec.text(image.range.upperBound))",
        received: "\(valueRange.lowerBound)…\(valueRange.upperBound)",
        help: "leave valueRange out, or add or remove Rescaling before \(name)")
    }
    if wantsColors, let channels = image.channels, channels < 3 {
      throw HoneError(
        .data, operation: "colors", wanted: "pictures of 3 channels, red, green and blue",
        received: "\(image)", help: "remove \(name): grey pictures have no colors to change")
    }
  }
}

/// Whose formula a transform uses where Keras and torchvision differ.
public enum ColorConvention: String, Sendable, CaseIterable {
  case keras, torchvision
}

extension ImageFields {
  static let valueRange = Field(
    "valueRange", .doubles(.anyNumber), default: .null,
    "what black and white must be, [0, 255] or [0, 1]; by default what they are")
  static func convention(_ summary: String) -> Field {
    Field(
      "convention", .choice(ColorConvention.allCases.map(\.rawValue)), default: "keras", summary)
  }
}

extension Fields {
  /// What black and white must be, or nil.
  func valueRange() throws(HoneError) -> ClosedRange<Double>? {
    has("valueRange") ? try closedRange("valueRange") : nil
  }
}

extension ConfigurationValue {
  static func valueRange(_ range: ClosedRange<Double>?) -> ConfigurationValue {
    range.map { .bounds($0) } ?? .null
  }
}

extension DrawRange {
  /// The bounds, where one number stands for 0 up to itself.
  var fromZero: (low: Double, high: Double) { single.map { (0, $0) } ?? bounds() }

  /// The bounds of a factor about 1: `0.2` stands for 0.8 … 1.2, two numbers a and b for
  /// 1 − a … 1 + b.
  var aroundOne: (low: Double, high: Double) {
    if let single { return (1 - abs(single), 1 + abs(single)) }
    let (low, high) = bounds()
    return (1 - low, 1 + high)
  }
}
