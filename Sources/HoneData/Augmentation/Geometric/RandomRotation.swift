public import HoneCore

/// Turns pictures about their centre by a random angle.
///
/// ```text
/// angle ~ U(low, high) · 360°        new(x, y) = old(R(angle)·(x − cx, y − cy) + (cx, cy))
/// ```
///
/// - Parameters: `factor`, the bounds of the angle as fractions of a full turn, from −1 to 1: 0.1 is
///   −36° … 36°; positive angles turn counter-clockwise; `fillMode` (default reflect), `fillValue`,
///   `interpolation` (default bilinear), see ``MappedTransform``.
///
/// ```swift
/// RandomRotation(0.1)
/// RandomRotation(degrees: 15, fillMode: .constant)
/// ```
///
/// Keras's convention; torchvision's `RandomRotation` takes degrees, nearest pixels and zeros, and
/// gives the same pixels with `interpolation: .nearest` or `.bilinear` and `fillMode: .constant`.
public struct RandomRotation: MappedTransform {
  public static let schema = Schema(
    .transform, "RandomRotation", summary: "turns by a random angle",
    formula: "angle ~ U(low, high)·360°", techniques: [95, 132, 135],
    kerasName: "keras.layers.RandomRotation",
    fields: [
      ImageFields.factor("factor", "a fraction of a full turn, or two: 0.1 is −36° … 36°"),
      ImageFields.fillMode(), ImageFields.interpolation, ImageFields.fillValue,
    ])

  /// The bounds of the angle, as fractions of a full turn.
  public var factor: DrawRange
  public var fillMode: FillMode
  public var fillValue: Double
  public var interpolation: Interpolation

  /// Creates a transform that turns by up to a fraction of a full turn.
  public init(
    _ factor: DrawRange, fillMode: FillMode = .reflect, interpolation: Interpolation = .bilinear,
    fillValue: Double = 0
  ) {
    self.factor = factor
    self.fillMode = fillMode
    self.interpolation = interpolation
    self.fillValue = fillValue
  }

  /// Creates a transform that turns by up to so many degrees either way.
  public init(
    degrees: Double, fillMode: FillMode = .reflect, interpolation: Interpolation = .bilinear,
    fillValue: Double = 0
  ) {
    self.init(
      DrawRange(degrees / 360), fillMode: fillMode, interpolation: interpolation,
      fillValue: fillValue)
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.drawRange("factor"), fillMode: try fields.choice("fillMode"),
      interpolation: try fields.choice("interpolation"), fillValue: try fields.double("fillValue"))
    try check()
  }

  public var fields: [String: ConfigurationValue] {
    fillFields.merging(["factor": factor.configuration]) { $1 }
  }

  public func check() throws(HoneError) { try factor.check("factor", in: -1...1, of: name) }

  public func draw(_ key: RandomKey, for size: ImageSize) -> AmountDraw {
    AmountDraw(key.number(from: factor.bounds(), at: 0) * 360)
  }

  public func caption(_ draw: AmountDraw) -> String { Caption.signed(draw.amount) + "°" }

  public func map(_ draw: AmountDraw, height: Int, width: Int) -> ProjectiveMap? {
    draw.amount == 0 ? nil : .rotation(degrees: draw.amount, height: height, width: width)
  }
}
