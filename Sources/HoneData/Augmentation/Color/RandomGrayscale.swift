public import HoneCore

/// Takes the colours out of pictures at random; they keep their three channels.
///
/// `grey = 0.2989·red + 0.587·green + 0.114·blue`
///
/// - Parameters: `factor`, the probability of doing it (default 0.5; torchvision's is 0.1).
public struct RandomGrayscale: ColorTransform {
  public static let schema = Schema(
    .transform, "RandomGrayscale", summary: "takes the colors out at random",
    formula: "grey = 0.2989·red + 0.587·green + 0.114·blue", techniques: [95],
    kerasName: "keras.layers.RandomGrayscale",
    fields: [Field("factor", .double(0...1), default: 0.5, "the probability of doing it")])

  /// The probability of doing it.
  public var factor: Double
  public var valueRange: ClosedRange<Double>? { nil }

  /// Creates a transform.
  public init(_ factor: Double = 0.5) { self.factor = factor }

  public init(_ fields: Fields) throws(HoneError) { self.init(try fields.double("factor")) }

  public var fields: [String: ConfigurationValue] { ["factor": ConfigurationValue(factor)] }

  public var wantsColors: Bool { true }

  public func check() throws(HoneError) {
    try ImageFields.check(probability: factor, of: name)
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> ChoiceDraw {
    ChoiceDraw(key.happens(factor, at: 0))
  }

  public func caption(_ draw: ChoiceDraw) -> String { draw.isChosen ? "done" : "" }

  public func apply(
    _ draw: ChoiceDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    if draw.isChosen { image.mixWithGray(keeping: 0) }
  }
}
