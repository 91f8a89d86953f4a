public import HoneCore

/// Makes what pictures show larger or smaller, about their centre, keeping their size.
///
/// ```text
/// z ~ 1 + U(low, high)        new(x, y) = old((x − cx)·z + cx, (y − cy)·z + cy)
/// ```
///
/// - Parameters: `heightFactor`, the bounds of z − 1 upright, above −1 and up to 1: positive zooms
///   out, negative in, 0.2 is −0.2 … 0.2; `widthFactor`, the same along rows, drawn by itself; nil
///   (the default) keeps the proportions; `fillMode` (default reflect), `fillValue`,
///   `interpolation` (default bilinear), see ``MappedTransform``.
///
/// ```swift
/// RandomZoom(0.2)
/// RandomZoom(.between(-0.3, -0.1), widthFactor: 0.1)
/// ```
public struct RandomZoom: MappedTransform {
  public static let schema = Schema(
    .transform, "RandomZoom", summary: "zooms in or out at random",
    formula: "z ~ 1 + U(low, high)", techniques: [95, 133, 137],
    kerasName: "keras.layers.RandomZoom",
    fields: [
      ImageFields.factor("heightFactor", "zoom upright, or two bounds: positive zooms out"),
      ImageFields.factor("widthFactor", default: .null, "zoom along rows; by default the same"),
      ImageFields.fillMode(), ImageFields.interpolation, ImageFields.fillValue,
    ])

  /// The bounds of the zoom upright, less 1.
  public var heightFactor: DrawRange
  /// The bounds of the zoom along rows, less 1; nil for the same as upright.
  public var widthFactor: DrawRange?
  public var fillMode: FillMode
  public var fillValue: Double
  public var interpolation: Interpolation

  /// Creates a transform that zooms.
  public init(
    _ heightFactor: DrawRange, widthFactor: DrawRange? = nil, fillMode: FillMode = .reflect,
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
      try fields.drawRange("heightFactor"),
      widthFactor: try fields.optionalDrawRange("widthFactor"),
      fillMode: try fields.choice("fillMode"),
      interpolation: try fields.choice("interpolation"), fillValue: try fields.double("fillValue"))
    try check()
  }

  public var fields: [String: ConfigurationValue] {
    fillFields.merging([
      "heightFactor": heightFactor.configuration,
      "widthFactor": widthFactor?.configuration ?? .null,
    ]) { $1 }
  }

  public func check() throws(HoneError) {
    try heightFactor.check("heightFactor", in: (-1.0).nextUp...1, of: name)
    try widthFactor?.check("widthFactor", in: (-1.0).nextUp...1, of: name)
  }

  /// The zooms along both axes: above 1 the picture shows more.
  public func draw(_ key: RandomKey, for size: ImageSize) -> PairDraw {
    let y = 1 + key.number(from: heightFactor.bounds(), at: 0)
    return PairDraw(x: widthFactor.map { 1 + key.number(from: $0.bounds(), at: 1) } ?? y, y: y)
  }

  public func caption(_ draw: PairDraw) -> String {
    draw.x == draw.y
      ? "×\(Caption.number(1 / draw.y))"
      : "x×\(Caption.number(1 / draw.x)) y×\(Caption.number(1 / draw.y))"
  }

  public func map(_ draw: PairDraw, height: Int, width: Int) -> ProjectiveMap? {
    draw.x == 1 && draw.y == 1 ? nil : .zoom(x: draw.x, y: draw.y, height: height, width: width)
  }
}
