public import HoneCore

/// Makes grey pictures of coloured ones.
///
/// `grey = 0.2989·red + 0.587·green + 0.114·blue`
///
/// - Parameters: `channels`, 1 (the default), or 3 equal ones, 1 to 4. A grey picture gets as many
///   channels as asked for.
public struct Grayscale: ImageTransform {
  public static let schema = Schema(
    .transform, "Grayscale", summary: "makes grey pictures of colored ones",
    formula: "grey = 0.2989·red + 0.587·green + 0.114·blue", techniques: [109],
    fields: [Field("channels", .int(1...4), default: 1, "the channels of the grey picture")])

  /// The channels of the grey picture.
  public var channels: Int

  /// Creates a transform.
  public init(channels: Int = 1) { self.channels = channels }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(channels: try fields.int("channels"))
  }

  public var fields: [String: ConfigurationValue] { ["channels": ConfigurationValue(channels)] }

  public var isTrainingOnly: Bool { false }

  public func check() throws(HoneError) {
    try DrawRange(Double(channels)).check("channels", in: 1...4, of: name)
  }

  public func output(from image: ImageSpec) throws(HoneError) -> ImageSpec {
    var spec = image
    spec.channels = channels
    return spec
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> NoDraw { NoDraw() }

  public func apply(
    _ draw: NoDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    image.becomeGray(channels: min(max(channels, 1), 4), scratch: &context.scratch)
  }
}
