public import HoneCore

/// Does a few operations, drawn from fourteen, all of one magnitude.
///
/// - Parameters: `numOps`, the operations of a sample (default 2); `magnitude`, their strength, from
///   0 to `numMagnitudeBins` − 1 (default 9); `numMagnitudeBins` (default 31); `interpolation`
///   (default nearest) and `fillValue` (default black) for those that move pixels.
///
/// The operations are those of the paper, with torchvision's magnitudes and defaults.
///
/// With a `factor`, 0 to 1, it is Keras's layer of this name instead: of eleven of Keras's layers,
/// such as ``RandomShear`` and ``Solarization``, `numOps` are drawn, and each draws its own strength
/// from 0 to the factor. Then `interpolation` is bilinear unless said otherwise, `valueRange` says
/// what black and white must be (see ``ColorTransform``), and the other parameters don't count. An
/// operation that is drawn twice draws its strength twice; Keras's does the same again.
///
/// ```swift
/// RandAugment(numOps: 2, magnitude: 9)
/// RandAugment(factor: 0.5)                  // Keras's
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
      Field(
        "factor", .double(0...1), default: .null,
        "Keras's strength instead of the magnitude: its layers draw theirs from 0 to this"),
      PolicyFields.steps,
      Field(
        "interpolation", .choice(Interpolation.allCases.map(\.rawValue)), default: .null,
        "how the number between pixels is found: nearest, with a factor bilinear"),
      PolicyFields.fillValue, ImageFields.valueRange,
    ])

  static let operations = PolicyOperation.allCases.filter { $0 != .invert }

  /// The operations of a sample.
  public var numOps: Int
  /// Their strength.
  public var magnitude: Int
  /// Keras's strength, 0 to 1, instead of the magnitude; nil for torchvision's magnitudes.
  public var factor: Double?
  /// The steps of magnitudes.
  public var numMagnitudeBins: Int
  public var interpolation: Interpolation
  public var fillValue: Double?
  /// What black and white must be, with a factor; nil for what they are.
  public var valueRange: ClosedRange<Double>?

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

  /// Creates a transform with Keras's strength.
  public init(
    factor: Double, numOps: Int = 2, interpolation: Interpolation = .bilinear,
    valueRange: ClosedRange<Double>? = nil
  ) {
    self.init(numOps: numOps, interpolation: interpolation)
    self.factor = factor
    self.valueRange = valueRange
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      numOps: try fields.int("numOps"), magnitude: try fields.int("magnitude"),
      numMagnitudeBins: try fields.int("numMagnitudeBins"), fillValue: try fields.fillValue())
    factor = fields.has("factor") ? try fields.double("factor") : nil
    interpolation =
      fields.has("interpolation") ? try fields.choice("interpolation") : usualInterpolation
    valueRange = try fields.valueRange()
    try check()
  }

  public var fields: [String: ConfigurationValue] {
    policyFields.merging([
      "numOps": ConfigurationValue(numOps), "magnitude": ConfigurationValue(magnitude),
      "factor": factor.map { ConfigurationValue($0) } ?? .null,
      "numMagnitudeBins": ConfigurationValue(numMagnitudeBins),
      "interpolation": interpolation == usualInterpolation
        ? .null : ConfigurationValue(interpolation.rawValue),
      "valueRange": .valueRange(valueRange),
    ]) { $1 }
  }

  private var usualInterpolation: Interpolation { factor == nil ? .nearest : .bilinear }

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    try check()
    guard factor != nil else { return try RandomInvert().features(from: features, as: name) }
    var features = features
    for transform in kerasTransforms { features = try transform.features(from: features) }
    return features
  }

  func check() throws(HoneError) {
    if let factor, !(0...1 ~= factor) || magnitude != 9 || fillValue != nil {
      throw HoneError(
        .usage, path: name, operation: "factor",
        wanted: "a factor from 0 to 1, and neither magnitude nor fillValue with it",
        received: "factor \(factor)" + (magnitude != 9 ? ", magnitude \(magnitude)" : "")
          + (fillValue.map { ", fillValue \($0)" } ?? ""))
    }
    guard factor != nil || valueRange == nil else {
      throw HoneError(
        .usage, path: name, operation: "valueRange", wanted: "a factor with it", received: "none",
        help: "without a factor it goes by what black and white are")
    }
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
    if factor != nil { return try applyKerasTransforms(to: &sample, context: &context) }
    for number in 0..<max(numOps, 0) {
      context.key = key.folding(UInt64(number))
      let draw: OperationDraw = try context.draw(
        name, caption: { $0.operation.caption($0.magnitude) },
        { $0.operation(Self.operations, step: magnitude, of: numMagnitudeBins, .init(), size) })
      try apply(draw, to: &sample, size, context: &context)
    }
  }
}
