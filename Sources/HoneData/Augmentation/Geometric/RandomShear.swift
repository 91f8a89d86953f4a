public import HoneCore

/// Slants pictures: each row shifts a little more than the one above, each column than the one
/// before.
///
/// ```text
/// sx, sy ~ U(factor)·±1        new(x, y) = old(x + sx·y, y + sy·x)
/// ```
///
/// - Parameters: `xFactor` and `yFactor`, the bounds of the shift a row and a column, in pixels a
///   pixel, from 0 to 1: 0.2 is −0.2 … 0.2; both signs turn together at random; `fillMode` (default
///   reflect), `fillValue`, `interpolation` (default bilinear), see ``MappedTransform``.
///
/// As in Keras, the first pixel stays in its place; ``RandomAffine`` shears about the centre.
public struct RandomShear: MappedTransform {
  public static let schema = Schema(
    .transform, "RandomShear", summary: "slants at random",
    formula: "new(x, y) = old(x + sx·y, y + sy·x)", techniques: [95],
    kerasName: "keras.layers.RandomShear",
    fields: [
      ImageFields.factor("xFactor", default: 0.0, "pixels that each row shifts, or two bounds"),
      ImageFields.factor("yFactor", default: 0.0, "pixels that each column shifts, or two bounds"),
      ImageFields.interpolation, ImageFields.fillMode(), ImageFields.fillValue,
    ])

  /// The bounds of the shift of rows.
  public var xFactor: DrawRange
  /// The bounds of the shift of columns.
  public var yFactor: DrawRange
  public var fillMode: FillMode
  public var fillValue: Double
  public var interpolation: Interpolation

  /// Creates a transform that slants.
  public init(
    xFactor: DrawRange = 0, yFactor: DrawRange = 0, interpolation: Interpolation = .bilinear,
    fillMode: FillMode = .reflect, fillValue: Double = 0
  ) {
    self.xFactor = xFactor
    self.yFactor = yFactor
    self.fillMode = fillMode
    self.interpolation = interpolation
    self.fillValue = fillValue
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      xFactor: try fields.drawRange("xFactor"), yFactor: try fields.drawRange("yFactor"),
      interpolation: try fields.choice("interpolation"), fillMode: try fields.choice("fillMode"),
      fillValue: try fields.double("fillValue"))
    try check()
  }

  public var fields: [String: ConfigurationValue] {
    fillFields.merging([
      "xFactor": xFactor.configuration, "yFactor": yFactor.configuration,
    ]) { $1 }
  }

  public func check() throws(HoneError) {
    try xFactor.check("xFactor", in: 0...1, of: name)
    try yFactor.check("yFactor", in: 0...1, of: name)
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> PairDraw {
    let sign = key.happens(0.5, at: 2) ? 1.0 : -1
    return PairDraw(
      x: sign * key.number(from: xFactor.bounds(), at: 0),
      y: sign * key.number(from: yFactor.bounds(), at: 1))
  }

  public func caption(_ draw: PairDraw) -> String {
    "x\(Caption.signed(draw.x)) y\(Caption.signed(draw.y))"
  }

  public func map(_ draw: PairDraw, height: Int, width: Int) -> ProjectiveMap? {
    draw.x == 0 && draw.y == 0 ? nil : .shear(x: draw.x, y: draw.y)
  }
}
