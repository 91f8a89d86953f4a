public import HoneCore

/// Stretches each channel so that its least number becomes black and its greatest white.
///
/// `y = black + (x − least)·(white − black) / (greatest − least)`
///
/// - Parameters: `valueRange`, see ``ColorTransform``. A channel of one number stays as it is.
public struct AutoContrast: ColorTransform {
  public static let schema = Schema(
    .transform, "AutoContrast", summary: "stretches numbers over the whole range",
    formula: "y = (x − least)·255 / (greatest − least)", techniques: [95],
    kerasName: "keras.layers.AutoContrast", fields: [ImageFields.valueRange])

  public var valueRange: ClosedRange<Double>?

  /// Creates a transform.
  public init(valueRange: ClosedRange<Double>? = nil) { self.valueRange = valueRange }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(valueRange: try fields.valueRange())
  }

  public var fields: [String: ConfigurationValue] { ["valueRange": .valueRange(valueRange)] }

  public func draw(_ key: RandomKey, for size: ImageSize) -> NoDraw { NoDraw() }

  public func apply(
    _ draw: NoDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    image.stretchContrast()
  }
}
