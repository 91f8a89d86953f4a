public import HoneCore
public import HoneGraph

/// The maximum over as many windows of volumes as are wanted; see ``AdaptivePooling``. The gradient goes to the
/// first of equal maxima.
///
/// - Input: `[N, D, H, W, C]` of known spatial extents
/// - Output: `[N, depth, height, width, C]`
/// - Parameters: `outputSize` ≥ 1.
///
/// ```swift
/// AdaptiveMaxPooling3D([1, 2, 2])
/// ```
public struct AdaptiveMaxPooling3D: AdaptivePooling {
  public static let schema = adaptiveSchema(
    "AdaptiveMaxPooling3D", "the maximum over as many windows of volumes as wanted")
  public static let spatialAxes = 3
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
