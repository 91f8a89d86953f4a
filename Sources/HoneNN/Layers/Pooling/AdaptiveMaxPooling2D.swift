public import HoneCore
public import HoneGraph

/// The maximum over as many windows of images as are wanted; see ``AdaptivePooling``. The gradient goes to the
/// first of equal maxima.
///
/// - Input: `[N, H, W, C]` of known spatial extents
/// - Output: `[N, height, width, C]`
/// - Parameters: `outputSize` ≥ 1.
///
/// ```swift
/// AdaptiveMaxPooling2D([2, 3])
/// ```
public struct AdaptiveMaxPooling2D: AdaptivePooling {
  public static let schema = adaptiveSchema(
    "AdaptiveMaxPooling2D", "the maximum over as many windows of images as wanted")
  public static let spatialAxes = 2
  public static let operation = PoolOp.maximum

  /// The output's spatial extents.
  public let outputSize: Sizes
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates a pooling.
  public init(_ outputSize: Sizes, name: String? = nil) {
    self.outputSize = outputSize
    self.name = name
  }
}
