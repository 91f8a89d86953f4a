public import HoneCore
public import HoneGraph

/// The mean over as many windows of volumes as are wanted; see ``AdaptivePooling``.
///
/// - Input: `[N, D, H, W, C]` of known spatial extents
/// - Output: `[N, depth, height, width, C]`
/// - Parameters: `outputSize` ≥ 1.
///
/// ```swift
/// AdaptiveAveragePooling3D([1, 2, 2])
/// ```
public struct AdaptiveAveragePooling3D: AdaptivePooling {
  public static let schema = adaptiveSchema(
    "AdaptiveAveragePooling3D", "the mean over as many windows of volumes as wanted")
  public static let spatialAxes = 3
  public static let operation = PoolOp.average

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
