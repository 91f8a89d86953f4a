public import HoneCore

/// The value of one feature of one sample.
public enum FeatureValue: Hashable, Sendable {
  case tensor(HostTensor)
  case image(Image)
  case boxes(BoundingBoxes)
  case text(String)
}

/// One sample: the values of its features, in the order of the source's
/// ``SampleSource/features``.
public struct Sample: Sendable {
  /// The values, one a feature.
  public var values: [FeatureValue]

  /// Creates a sample.
  public init(_ values: [FeatureValue] = []) { self.values = values }

  /// Changes the image of a feature in place, without copying it.
  ///
  /// - Returns: What the closure returns; nil if the feature isn't an image.
  @discardableResult
  public mutating func withImage<R>(
    _ feature: Int, _ body: (inout Image) throws(HoneError) -> R
  ) throws(HoneError) -> R? {
    guard case .image(var image) = values[feature] else { return nil }
    values[feature] = .text("")  // So that `image` alone holds the pixels.
    defer { values[feature] = .image(image) }
    return try body(&image)
  }
}
