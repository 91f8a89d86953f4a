public import HoneCore

/// Does a few operations, drawn from fourteen, all of one magnitude.
///
/// - Parameters: `numOps`, the operations of a sample (default 2); `magnitude`, their strength, from
///   0 to `numMagnitudeBins` − 1 (default 9); `numMagnitudeBins` (default 31); `interpolation`
///   (default nearest) and `fillValue` (default black) for those that move pixels.
///
/// The operations are those of the paper, with torchvision's magnitudes and defaults. Keras's layer
/// of this name composes layers of Keras by one factor instead.
///
/// ```swift
/// RandAugment(numOps: 2, magnitude: 9)
/// ```
///
/// Reference: Cubuk et al., "RandAugment: Practical automated data augmentation with a reduced
/// search space", NeurIPS 2020.
public struct RandAugment: PolicyTransform {
  public static let schema = Schema(
    .transform, "RandAugment", summary: "a few operations of one magnitude", techniques: [95],
    kerasName: "keras.layers.RandAugment",
    fields: [
      Field("numOps", .int(0...100), default: 2, "the operations of a sample"),
      Field("magnitude", .int(0...999), default: 9, "their strength"),
      PolicyFields.steps, PolicyFields.interpolation(.nearest), PolicyFields.fillValue,
    ])

  static let operations = PolicyOperation.allCases.filter { $0 != .invert }

  /// The operations of a sample.
  public var numOps: Int
  /// Their strength.
  public var magnitude: Int
  /// The steps of magnitudes.
  public var numMagnitudeBins: Int
  public var interpolation: Interpolation
  public var fillValue: Double?

  /// Creates a transform.
  public init(
    numOps: Int = 2, magnitude: Int = 9, numMagnitudeBins: Int = 31,
    interpolation: Interpolation = .nearest, fillValue: Double? = nil
  ) {
    self.numOps = numOps
    self.magnitude = magnitude
    self.numMagnitudeBins = numMagnitudeBins
    self.interpolation = interpolation
    self.fillValue = fillValue
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      numOps: try fields.int("numOps"), magnitude: try fields.int("magnitude"),
      numMagnitudeBins: try fields.int("numMagnitudeBins"),
      interpolation: try fields.choice("interpolation"), fillValue: try fields.fillValue())
    try check()
  }

  public var fields: [String: ConfigurationValue] {
    policyFields.merging([
      "numOps": ConfigurationValue(numOps), "magnitude": ConfigurationValue(magnitude),
      "numMagnitudeBins": ConfigurationValue(numMagnitudeBins),
    ]) { $1 }
  }

  func check() throws(HoneError) {
    guard 0..<max(numMagnitudeBins, 1) ~= magnitude, 0...100 ~= numOps else {
      throw HoneError(
        .usage, path: name, operation: "magnitude",
        wanted: "a magnitude from 0 to \(max(numMagnitudeBins, 1) - 1), and 0 to 100 operations",
        received: "\(magnitude), and \(numOps)")
    }
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    guard let size = sample.imageSize else { return }
    let key = context.key
    defer { context.key = key }
    for number in 0..<max(numOps, 0) {
      context.key = key.folding(UInt64(number))
      let draw: OperationDraw = try context.draw(
        name, caption: { $0.operation.caption($0.magnitude) },
        { $0.operation(Self.operations, step: magnitude, of: numMagnitudeBins, .init(), size) })
      try apply(draw, to: &sample, size, context: &context)
    }
  }
}
