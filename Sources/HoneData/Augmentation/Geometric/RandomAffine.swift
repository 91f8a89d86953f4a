public import HoneCore

/// Shears, turns, scales and shifts pictures about their centre in one go, so that numbers between
/// pixels are found only once.
///
/// ```text
/// map⁻¹ = T(shift)·C·R(angle)·Shear(shearX, shearY)·scale·C⁻¹        C: the centre
/// ```
///
/// - Parameters: `degrees`, the bounds of the angle: 15 is −15° … 15°, positive turns clockwise;
///   `translate`, the largest shifts as fractions of width and height, rounded to whole pixels;
///   `scale`, the bounds of the enlargement (two positive numbers, 1 for none); `shear`, the bounds
///   of the slant of rows in degrees; `shearY`, that of columns; `fillMode` (default constant),
///   `fillValue`, `interpolation` (default nearest), see ``MappedTransform``.
///
/// Keras has no such layer; this is torchvision's `RandomAffine`, with its defaults.
public struct RandomAffine: MappedTransform {
  /// What is drawn.
  public struct Draw: TransformDraw {
    /// The angle in degrees, clockwise.
    public var angle: Double
    /// The shift in pixels.
    public var x, y: Double
    /// The enlargement.
    public var scale: Double
    /// The slants in degrees.
    public var shearX, shearY: Double

    init(angle: Double, x: Double, y: Double, scale: Double, shearX: Double, shearY: Double) {
      (self.angle, self.x, self.y, self.scale) = (angle, x, y, scale)
      (self.shearX, self.shearY) = (shearX, shearY)
    }

    public init?(values: [String: Double]) {
      guard let angle = values["angle"], let x = values["x"], let y = values["y"],
        let scale = values["scale"], let shearX = values["shearX"], let shearY = values["shearY"]
      else { return nil }
      self.init(angle: angle, x: x, y: y, scale: scale, shearX: shearX, shearY: shearY)
    }

    public var values: [String: Double] {
      ["angle": angle, "x": x, "y": y, "scale": scale, "shearX": shearX, "shearY": shearY]
    }
  }

  public static let schema = Schema(
    .transform, "RandomAffine", summary: "shears, turns, scales and shifts at random, in one go",
    techniques: [95, 135, 137],
    fields: [
      ImageFields.factor("degrees", "the angle, or two bounds; positive is clockwise"),
      Field(
        "translate", .doubles(0...1), default: .array([0.0, 0.0]),
        "the largest shifts, as fractions of width and height"),
      ImageFields.factor("scale", default: .array([1.0, 1.0]), "bounds of the enlargement"),
      ImageFields.factor("shear", default: 0.0, "the slant of rows in degrees, or two bounds"),
      ImageFields.factor("shearY", default: 0.0, "the slant of columns in degrees, or two bounds"),
      Field(
        "interpolation", .choice(Interpolation.allCases.map(\.rawValue)), default: "nearest",
        "how the number between pixels is found"),
      ImageFields.fillMode(.constant), ImageFields.fillValue,
    ])

  /// The bounds of the angle.
  public var degrees: DrawRange
  /// The largest shifts, as fractions of width and height.
  public var translate: (x: Double, y: Double)
  /// The bounds of the enlargement.
  public var scale: DrawRange
  /// The bounds of the slant of rows, in degrees.
  public var shear: DrawRange
  /// The bounds of the slant of columns, in degrees.
  public var shearY: DrawRange
  public var fillMode: FillMode
  public var fillValue: Double
  public var interpolation: Interpolation

  /// Creates a transform.
  public init(
    degrees: DrawRange = 0, translate: (x: Double, y: Double) = (0, 0),
    scale: DrawRange = .between(1, 1), shear: DrawRange = 0, shearY: DrawRange = 0,
    interpolation: Interpolation = .nearest, fillMode: FillMode = .constant, fillValue: Double = 0
  ) {
    self.degrees = degrees
    self.translate = translate
    self.scale = scale
    self.shear = shear
    self.shearY = shearY
    self.fillMode = fillMode
    self.interpolation = interpolation
    self.fillValue = fillValue
  }

  public init(_ fields: Fields) throws(HoneError) {
    let shifts = try fields.doubles("translate")
    guard shifts.count == 2 else {
      throw fields.value("translate").mismatch("two fractions", at: "translate")
    }
    self.init(
      degrees: try fields.drawRange("degrees"), translate: (shifts[0], shifts[1]),
      scale: try fields.drawRange("scale"), shear: try fields.drawRange("shear"),
      shearY: try fields.drawRange("shearY"), interpolation: try fields.choice("interpolation"),
      fillMode: try fields.choice("fillMode"), fillValue: try fields.double("fillValue"))
    try check()
  }

  public var fields: [String: ConfigurationValue] {
    fillFields.merging([
      "degrees": degrees.configuration,
      "translate": .array([ConfigurationValue(translate.x), ConfigurationValue(translate.y)]),
      "scale": scale.configuration, "shear": shear.configuration,
      "shearY": shearY.configuration,
    ]) { $1 }
  }

  public func check() throws(HoneError) {
    try degrees.check("degrees", in: -360...360, of: name)
    try DrawRange.between(translate.x, translate.y).check("translate", in: 0...1, of: name)
    try scale.check("scale", in: 0.01...100, of: name)
    try shear.check("shear", in: -80...80, of: name)
    try shearY.check("shearY", in: -80...80, of: name)
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> Draw {
    let (width, height) = (translate.x * Double(size.width), translate.y * Double(size.height))
    let scales = scale.single.map { ($0, $0) } ?? scale.bounds()
    return Draw(
      angle: key.number(from: degrees.bounds(), at: 0),
      x: key.number(from: (-width, width), at: 1).rounded(),
      y: key.number(from: (-height, height), at: 2).rounded(),
      scale: key.number(from: scales, at: 3), shearX: key.number(from: shear.bounds(), at: 4),
      shearY: key.number(from: shearY.bounds(), at: 5))
  }

  public func caption(_ draw: Draw) -> String {
    var parts: [String] = []
    if draw.angle != 0 { parts.append(Caption.signed(draw.angle) + "°") }
    if draw.x != 0 || draw.y != 0 {
      parts.append("x\(Caption.signed(draw.x)) y\(Caption.signed(draw.y))")
    }
    if draw.scale != 1 { parts.append("×" + Caption.number(draw.scale)) }
    if draw.shearX != 0 || draw.shearY != 0 {
      parts.append("shear \(Caption.signed(draw.shearX))° \(Caption.signed(draw.shearY))°")
    }
    return parts.joined(separator: " ")
  }

  public func map(_ draw: Draw, height: Int, width: Int) -> ProjectiveMap? {
    .affine(
      degrees: draw.angle, x: draw.x, y: draw.y, scale: max(draw.scale, 1e-3),
      shearX: draw.shearX, shearY: draw.shearY, centerX: Double(width - 1) / 2,
      centerY: Double(height - 1) / 2)
  }
}
