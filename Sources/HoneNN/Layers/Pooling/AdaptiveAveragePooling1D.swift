public import HoneCore
public import HoneGraph

/// The mean over as many windows of sequences as are wanted; see ``AdaptivePooling``.
///
/// - Input: `[N, T, C]` of known spatial extents
/// - Output: `[N, outputSize, C]`
/// - Parameters: `outputSize` ≥ 1.
///
/// ```swift
/// AdaptiveAveragePooling1D(4)
/// ```
public struct AdaptiveAveragePooling1D: AdaptivePooling {
  public static let schema = adaptiveSchema(
    "AdaptiveAveragePooling1D", "the mean over as many windows of sequences as wanted")
  public static let spatialAxes = 1
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
