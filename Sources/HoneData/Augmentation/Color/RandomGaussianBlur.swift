public import HoneCore

/// Blurs pictures at random.
///
/// ```text
/// weight(d) ∝ exp(−d² / (2σ²)),  σ ~ U(sigma) for each axis
/// ```
///
/// - Parameters: `factor`, the probability of doing it (default 1); `kernelSize`, the pixels of each
///   axis that count, odd (default 3); `sigma`, the bounds of σ, up to 100 (Keras allows 1): one
///   number stands for 0 up to it (default 1); `valueRange`, see ``ColorTransform``; `convention`,
///   what lies beyond the edges: black (Keras), or the mirrored picture (torchvision).
public struct RandomGaussianBlur: ColorTransform {
  public static let schema = Schema(
    .transform, "RandomGaussianBlur", aliases: ["GaussianBlur"], summary: "blurs at random",
    formula: "weight(d) ∝ exp(−d² / (2σ²))", techniques: [95],
    kerasName: "keras.layers.RandomGaussianBlur",
    fields: [
      Field("factor", .double(0...1), default: 1.0, "the probability of doing it"),
      Field("kernelSize", .int(1...255), default: 3, "the pixels of each axis that count, odd"),
      ImageFields.factor("sigma", default: 1.0, "the width of the bell, or two bounds"),
      ImageFields.valueRange,
      ImageFields.convention("keras: black beyond the edges; torchvision: mirrored"),
    ])

  /// What is drawn: the widths of the bell, or nothing.
  public struct Draw: TransformDraw {
    /// Whether anything is done.
    public var isApplied: Bool
    /// The widths along rows and columns.
    public var sigmaX, sigmaY: Double

    init(isApplied: Bool, sigmaX: Double, sigmaY: Double) {
      (self.isApplied, self.sigmaX, self.sigmaY) = (isApplied, sigmaX, sigmaY)
    }

    public init?(values: [String: Double]) {
      guard let applied = values["applied"], let x = values["sigmaX"], let y = values["sigmaY"]
      else { return nil }
      self.init(isApplied: applied != 0, sigmaX: x, sigmaY: y)
    }

    public var values: [String: Double] {
      ["applied": isApplied ? 1 : 0, "sigmaX": sigmaX, "sigmaY": sigmaY]
    }
  }

  /// The probability of doing it.
  public var factor: Double
  /// The pixels of each axis that count.
  public var kernelSize: Int
  /// The bounds of the bell's width.
  public var sigma: DrawRange
  public var valueRange: ClosedRange<Double>?
  /// What lies beyond the edges.
  public var convention: ColorConvention

  /// Creates a transform.
  public init(
    _ factor: Double = 1, kernelSize: Int = 3, sigma: DrawRange = 1,
    valueRange: ClosedRange<Double>? = nil, convention: ColorConvention = .keras
  ) {
    self.factor = factor
    self.kernelSize = kernelSize
    self.sigma = sigma
    self.valueRange = valueRange
    self.convention = convention
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.double("factor"), kernelSize: try fields.int("kernelSize"),
      sigma: try fields.drawRange("sigma"), valueRange: try fields.valueRange(),
      convention: try fields.choice("convention"))
    try check()
  }

  public var fields: [String: ConfigurationValue] {
    [
      "factor": ConfigurationValue(factor), "kernelSize": ConfigurationValue(kernelSize),
      "sigma": sigma.configuration, "valueRange": .valueRange(valueRange),
      "convention": ConfigurationValue(convention.rawValue),
    ]
  }

  public func check() throws(HoneError) {
    try ImageFields.check(probability: factor, of: name)
    try sigma.check("sigma", in: 0...100, of: name)
    guard 1...255 ~= kernelSize, kernelSize % 2 == 1 else {
      throw HoneError(
        .usage, path: name, operation: "kernelSize", wanted: "an odd number from 1 to 255",
        received: "\(kernelSize)")
    }
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> Draw {
    Draw(
      isApplied: key.happens(factor, at: 0),
      sigmaX: key.number(from: sigma.fromZero, at: 1) + 1e-6,
      sigmaY: key.number(from: sigma.fromZero, at: 2) + 1e-6)
  }

  public func caption(_ draw: Draw) -> String {
    draw.isApplied ? "sigma \(Caption.number(draw.sigmaX)) \(Caption.number(draw.sigmaY))" : ""
  }

  public func apply(
    _ draw: Draw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    guard draw.isApplied else { return }
    image.blur(
      size: kernelSize, sigmaX: draw.sigmaX, sigmaY: draw.sigmaY,
      edge: convention == .keras ? .black : .mirror, scratch: &context.scratch,
      between: &context.secondScratch)
  }
}
