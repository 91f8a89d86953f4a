internal import HoneCore

/// A transform that draws one or more operations, turns and shifts as well as changes of color, for
/// each sample. Masks and boxes move along; torchvision's refuse them.
protocol PolicyTransform: Transform {
  /// How numbers between pixels are found.
  var interpolation: Interpolation { get }
  /// What lies beyond the edges; nil for black.
  var fillValue: Double? { get }

  /// An error if the configuration makes no sense.
  func check() throws(HoneError)
}

extension PolicyTransform {
  public var isTrainingOnly: Bool { true }

  var name: String { Self.schema.name }

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    try check()
    // Any color transform knows what pictures it can work on.
    return try RandomInvert().features(from: features, as: name)
  }

  func check() throws(HoneError) {}

  /// Applies an operation to the pictures, masks and boxes of a sample.
  func apply(
    _ draw: OperationDraw, to sample: inout Sample, _ size: ImageSize,
    context: inout TransformContext
  ) throws(HoneError) {
    let moves = draw.operation.movesPixels
    for index in sample.values.indices {
      if case .boxes = sample.values[index], moves {
        let map = draw.operation.map(draw.magnitude, height: size.height, width: size.width)
        sample.withBoxes(index) { map?.move(&$0, height: size.height, width: size.width) }
      }
      try sample.withImage(index) { image throws(HoneError) in
        try image.checkSize(size, if: moves, name)
        apply(draw, to: &image, context: &context)
      }
    }
  }

  func apply(_ draw: OperationDraw, to image: inout Image, context: inout TransformContext) {
    guard draw.operation.movesPixels else {
      if image.isMask { return }
      return draw.operation.recolor(&image, draw.magnitude, scratch: &context.scratch)
    }
    guard
      let map = draw.operation.map(draw.magnitude, height: image.height, width: image.width)
    else { return }
    let black = image.range.lowerBound
    let resampler = Resampler(
      map: map, fillMode: .constant,
      fillValue: image.isMask ? 0 : fillValue.map { Float($0) } ?? black,
      interpolation: image.isMask ? .nearest : interpolation)
    resampler(&image, scratch: &context.scratch)
  }

  /// The fields that all policies share.
  var policyFields: [String: ConfigurationValue] {
    [
      "interpolation": ConfigurationValue(interpolation.rawValue),
      "fillValue": fillValue.map { ConfigurationValue($0) } ?? .null,
    ]
  }
}

enum PolicyFields {
  static func interpolation(_ standard: Interpolation) -> Field {
    Field(
      "interpolation", .choice(Interpolation.allCases.map(\.rawValue)),
      default: ConfigurationValue(standard.rawValue), "how the number between pixels is found")
  }
  static let fillValue = Field(
    "fillValue", .double(.anyNumber), default: .null, "what lies beyond the edges; black")
  static let steps = Field(
    "numMagnitudeBins", .int(2...1000), default: 31, "the steps of magnitudes")
}

extension Fields {
  func fillValue() throws(HoneError) -> Double? {
    has("fillValue") ? try double("fillValue") : nil
  }
}
