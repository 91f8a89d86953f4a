public import HoneCore

/// Gives each picture the mean 0 and the standard deviation 1.
///
/// ```text
/// y = (x − mean) / max(std, 1/√N),  over all N numbers of the picture
/// ```
///
/// There is no black and white afterwards: colour transforms belong in front. As TensorFlow's
/// `per_image_standardization`. What is learned from the training split instead is `Normalization`.
public struct PerImageStandardization: ImageTransform {
  public static let schema = Schema(
    .transform, "PerImageStandardization", summary: "gives each picture mean 0 and deviation 1",
    formula: "y = (x − mean) / max(std, 1/√N)", techniques: [142])

  /// Creates a transform.
  public init() {}
  public init(_ fields: Fields) throws(HoneError) {}
  public var fields: [String: ConfigurationValue] { [:] }

  public var isTrainingOnly: Bool { false }

  public func output(from image: ImageSpec) throws(HoneError) -> ImageSpec {
    var spec = image
    spec.range = -Float.infinity...Float.infinity
    return spec
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> NoDraw { NoDraw() }

  public func apply(
    _ draw: NoDraw, to image: inout Image, context: inout TransformContext
  ) throws(HoneError) {
    image.range = -Float.infinity...Float.infinity
    image.withPixels { pixels in
      guard let p = pixels.baseAddress, pixels.count > 0 else { return }
      let count = Double(pixels.count)
      var sum = 0.0
      for i in 0..<pixels.count { sum += Double(p[i]) }
      let mean = sum / count
      var squares = 0.0
      for i in 0..<pixels.count {
        let distance = Double(p[i]) - mean
        squares += distance * distance
      }
      let deviation = max((squares / count).squareRoot(), 1 / count.squareRoot())
      for i in 0..<pixels.count { p[i] = Float((Double(p[i]) - mean) / deviation) }
    }
  }
}
