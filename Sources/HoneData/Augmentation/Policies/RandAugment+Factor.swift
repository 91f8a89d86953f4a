internal import HoneCore

/// Keras's form: layers of Keras, drawn, each of a strength from 0 to the factor.
extension RandAugment {
  /// The layers in Keras's order, none of which changes a sample's shape or range.
  var kerasTransforms: [any Transform] {
    let factor = min(max(factor ?? 0, 0), 1)
    let strength = DrawRange.between(0, factor)
    // Keras draws bits from 1 up to this number, which it leaves out.
    let bits = max(Int(8 * factor) - 1, 1)
    return [
      RandomShear(xFactor: strength, yFactor: strength, interpolation: interpolation),
      RandomTranslation(
        heightFactor: strength, widthFactor: strength, interpolation: interpolation),
      RandomRotation(strength, interpolation: interpolation),
      RandomBrightness(strength, valueRange: valueRange),
      RandomColorDegeneration(strength, valueRange: valueRange),
      RandomContrast(strength, valueRange: valueRange),
      RandomSharpness(strength, valueRange: valueRange),
      RandomPosterization(.between(1, Double(bits)), valueRange: valueRange),
      Solarization(
        additionFactor: strength, thresholdFactor: strength, valueRange: valueRange),
      AutoContrast(valueRange: valueRange), Equalization(valueRange: valueRange),
    ]
  }

  /// Does `numOps` of the layers, drawn one by one.
  func applyKerasTransforms(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let transforms = kerasTransforms
    let choice = RandomChoice(transforms)
    let key = context.key
    defer { context.key = key }
    for number in 0..<max(numOps, 0) {
      context.key = key.folding(UInt64(number))
      try choice.apply(to: &sample, context: &context)
    }
  }
}
