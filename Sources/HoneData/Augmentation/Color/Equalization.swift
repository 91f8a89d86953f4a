public import HoneCore

/// Spreads the numbers of each channel evenly over the range.
///
/// ```text
/// y = round((cdf(x) − cdf of the least)·255 / (count − cdf of the least))
/// ```
///
/// - Parameters: `bins`, the steps that are counted (default 256); `valueRange`, see
///   ``ColorTransform``; `convention`, `.torchvision` uses Pillow's table, of whole steps.
public struct Equalization: ColorTransform {
  public static let schema = Schema(
    .transform, "Equalization", summary: "spreads numbers evenly over the range",
    formula: "y = 255·(cdf(x) − c₀) / (N − c₀)", techniques: [95],
    kerasName: "keras.layers.Equalization",
    fields: [
      ImageFields.valueRange,
      Field("bins", .int(2...65_536), default: 256, "the steps that are counted"),
      ImageFields.convention("whose table"),
    ])

  public var valueRange: ClosedRange<Double>?
  /// The steps that are counted.
  public var bins: Int
  /// Whose table it is.
  public var convention: ColorConvention

  /// Creates a transform.
  public init(
    valueRange: ClosedRange<Double>? = nil, bins: Int = 256, convention: ColorConvention = .keras
  ) {
    self.valueRange = valueRange
    self.bins = bins
    self.convention = convention
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      valueRange: try fields.valueRange(), bins: try fields.int("bins"),
      convention: try fields.choice("convention"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "valueRange": .valueRange(valueRange), "bins": ConfigurationValue(bins),
      "convention": ConfigurationValue(convention.rawValue),
    ]
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> NoDraw { NoDraw() }

  public func apply(
    _ draw: NoDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    switch convention {
    case .keras: image.equalize(bins: bins)
    case .torchvision: image.equalizeBySteps()
    }
  }
}
