public import HoneCore

/// Shifts pictures by a random part of their size.
///
/// ```text
/// dy ~ U(heightFactor)·height   dx ~ U(widthFactor)·width        new(x, y) = old(x − dx, y − dy)
/// ```
///
/// - Parameters: `heightFactor` and `widthFactor`, the bounds of the shift as fractions of height
///   and width, from −1 to 1: 0.2 is −20 % … 20 %; positive is down and right; `fillMode` (default
///   reflect), `fillValue`, `interpolation` (default bilinear), see ``MappedTransform``.
///
/// ```swift
/// RandomTranslation(heightFactor: 0.1, widthFactor: 0.1)
/// ```
public struct RandomTranslation: MappedTransform {
  public static let schema = Schema(
    .transform, "RandomTranslation", summary: "shifts by a random part of the size",
    formula: "dx ~ U(low, high)·width", techniques: [95, 137],
    kerasName: "keras.layers.RandomTranslation",
    fields: [
      ImageFields.factor("heightFactor", "a fraction of the height, or two: positive is down"),
      ImageFields.factor("widthFactor", "a fraction of the width, or two: positive is right"),
      ImageFields.fillMode(), ImageFields.interpolation, ImageFields.fillValue,
    ])

  /// The bounds of the shift downwards, as fractions of the height.
  public var heightFactor: DrawRange
  /// The bounds of the shift to the right, as fractions of the width.
  public var widthFactor: DrawRange
  public var fillMode: FillMode
  public var fillValue: Double
  public var interpolation: Interpolation

  /// Creates a transform that shifts by up to fractions of the size.
  public init(
    heightFactor: DrawRange, widthFactor: DrawRange, fillMode: FillMode = .reflect,
    interpolation: Interpolation = .bilinear, fillValue: Double = 0
  ) {
    self.heightFactor = heightFactor
    self.widthFactor = widthFactor
    self.fillMode = fillMode
    self.interpolation = interpolation
    self.fillValue = fillValue
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      heightFactor: try fields.drawRange("heightFactor"),
      widthFactor: try fields.drawRange("widthFactor"), fillMode: try fields.choice("fillMode"),
      interpolation: try fields.choice("interpolation"), fillValue: try fields.double("fillValue"))
    try check()
  }

  public var fields: [String: ConfigurationValue] {
    fillFields.merging([
      "heightFactor": heightFactor.configuration, "widthFactor": widthFactor.configuration,
    ]) { $1 }
  }

  public func check() throws(HoneError) {
    try heightFactor.check("heightFactor", in: -1...1, of: name)
    try widthFactor.check("widthFactor", in: -1...1, of: name)
  }

  /// The shift in pixels.
  public func draw(_ key: RandomKey, for size: ImageSize) -> PairDraw {
    PairDraw(
      x: key.number(from: widthFactor.bounds(), at: 1) * Double(size.width),
      y: key.number(from: heightFactor.bounds(), at: 0) * Double(size.height))
  }

  public func caption(_ draw: PairDraw) -> String {
    "x\(Caption.signed(draw.x)) y\(Caption.signed(draw.y))"
  }

  public func map(_ draw: PairDraw, height: Int, width: Int) -> ProjectiveMap? {
    draw.x == 0 && draw.y == 0 ? nil : .translation(x: draw.x, y: draw.y)
  }
}
