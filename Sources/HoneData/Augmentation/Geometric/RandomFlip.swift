public import HoneCore

/// Mirrors pictures at random.
///
/// - Parameters: `mode`, `horizontal` (left and right change places), `vertical`, or
///   `horizontalAndVertical` (the default, as in Keras): each direction is drawn by itself, as
///   torchvision's two transforms do; Keras's layer draws once for both. `probability`, that of
///   each direction (default 0.5).
///
/// ```swift
/// RandomFlip(.horizontal)
/// ```
public struct RandomFlip: ImageTransform {
  /// Which ways a picture may be mirrored.
  public enum Mode: String, Sendable, CaseIterable {
    case horizontal, vertical
    case horizontalAndVertical
  }

  /// What is drawn: which ways the picture is mirrored.
  public struct Draw: TransformDraw {
    /// Whether left and right change places.
    public var isHorizontal: Bool
    /// Whether top and bottom change places.
    public var isVertical: Bool

    /// Creates a draw.
    public init(horizontal: Bool, vertical: Bool) {
      isHorizontal = horizontal
      isVertical = vertical
    }

    public init?(values: [String: Double]) {
      guard let horizontal = values["horizontal"], let vertical = values["vertical"] else {
        return nil
      }
      self.init(horizontal: horizontal != 0, vertical: vertical != 0)
    }

    public var values: [String: Double] {
      ["horizontal": isHorizontal ? 1 : 0, "vertical": isVertical ? 1 : 0]
    }
  }

  public static let schema = Schema(
    .transform, "RandomFlip", summary: "mirrors at random",
    formula: "new(x, y) = old(width − 1 − x, y)", techniques: [95, 131],
    kerasName: "keras.layers.RandomFlip",
    fields: [
      Field(
        "mode", .choice(Mode.allCases.map(\.rawValue)), default: "horizontalAndVertical",
        "the ways in which a picture may be mirrored"),
      ImageFields.probability(0.5, "the probability of each way"),
    ])

  /// Which ways a picture may be mirrored.
  public var mode: Mode
  /// The probability of each way.
  public var probability: Double

  /// Creates a transform.
  public init(_ mode: Mode = .horizontalAndVertical, probability: Double = 0.5) {
    self.mode = mode
    self.probability = probability
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.choice("mode"), probability: try fields.double("probability"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "mode": ConfigurationValue(mode.rawValue), "probability": ConfigurationValue(probability),
    ]
  }

  public var movesPixels: Bool { true }

  public func check() throws(HoneError) {
    try ImageFields.check(probability: probability, of: name)
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> Draw {
    Draw(
      horizontal: mode != .vertical && key.happens(probability, at: 0),
      vertical: mode != .horizontal && key.happens(probability, at: 1))
  }

  public func caption(_ draw: Draw) -> String {
    [draw.isHorizontal ? "left-right" : "", draw.isVertical ? "up-down" : ""]
      .filter { !$0.isEmpty }.joined(separator: " ")
  }

  public func apply(
    _ draw: Draw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    if draw.isHorizontal { image.flipRows() }
    if draw.isVertical { image.flipColumns() }
  }

  public func apply(
    _ draw: Draw, toMask mask: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    try apply(draw, to: &mask, context: &context)
  }

  public func apply(_ draw: Draw, to boxes: inout BoundingBoxes, in size: ImageSize) {
    boxes.move(height: size.height, width: size.width) { x, y in
      (
        draw.isHorizontal ? Double(size.width) - x : x,
        draw.isVertical ? Double(size.height) - y : y
      )
    }
  }
}

extension Image {
  /// Left and right change places.
  mutating func flipRows() {
    let (height, width, channels) = (height, width, channels)
    withPixels { pixels in
      guard let start = pixels.baseAddress, width > 1 else { return }
      for y in 0..<height {
        var left = start + y * width * channels
        var right = left + (width - 1) * channels
        while left < right {
          for channel in 0..<channels {
            (left[channel], right[channel]) = (right[channel], left[channel])
          }
          left += channels
          right -= channels
        }
      }
    }
  }

  /// Top and bottom change places.
  mutating func flipColumns() {
    let (height, row) = (height, width * channels)
    withPixels { pixels in
      guard let start = pixels.baseAddress else { return }
      for y in 0..<height / 2 {
        let (upper, lower) = (start + y * row, start + (height - 1 - y) * row)
        for x in 0..<row { (upper[x], lower[x]) = (lower[x], upper[x]) }
      }
    }
  }
}
