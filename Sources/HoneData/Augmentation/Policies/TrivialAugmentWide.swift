public import HoneCore

/// Does one operation, drawn from fourteen, of a magnitude that is drawn too. There is nothing to
/// tune.
///
/// - Parameters: `numMagnitudeBins`, the steps of magnitudes (default 31); `interpolation` (default
///   nearest) and `fillValue` (default black) for those that move pixels.
///
/// Magnitudes and defaults are torchvision's.
///
/// Reference: Müller and Hutter, "TrivialAugment: Tuning-free yet state-of-the-art data
/// augmentation", ICCV 2021.
public struct TrivialAugmentWide: PolicyTransform {
  public static let schema = Schema(
    .transform, "TrivialAugmentWide", aliases: ["TrivialAugment"],
    summary: "one operation of a random magnitude", techniques: [95],
    fields: [
      PolicyFields.steps, PolicyFields.interpolation(.nearest), PolicyFields.fillValue,
    ])

  static let scale = PolicyOperation.Scale(
    shear: 0.99, translation: nil, pixels: 32, angle: 135, color: 0.99, bits: (8, 6))

  /// The steps of magnitudes.
  public var numMagnitudeBins: Int
  public var interpolation: Interpolation
  public var fillValue: Double?

  /// Creates a transform.
  public init(
    numMagnitudeBins: Int = 31, interpolation: Interpolation = .nearest, fillValue: Double? = nil
  ) {
    self.numMagnitudeBins = numMagnitudeBins
    self.interpolation = interpolation
    self.fillValue = fillValue
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      numMagnitudeBins: try fields.int("numMagnitudeBins"),
      interpolation: try fields.choice("interpolation"), fillValue: try fields.fillValue())
  }

  public var fields: [String: ConfigurationValue] {
    policyFields.merging(["numMagnitudeBins": ConfigurationValue(numMagnitudeBins)]) { $1 }
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    guard let size = sample.imageSize else { return }
    let steps = max(numMagnitudeBins, 1)
    let draw: OperationDraw = try context.draw(
      name, caption: { $0.operation.caption($0.magnitude) },
      {
        $0.operation(
          RandAugment.operations, step: $0.integer(below: steps, at: 4), of: steps, Self.scale,
          size)
      })
    try apply(draw, to: &sample, size, context: &context)
  }
}
