public import HoneCore
public import HoneGraph

/// The maximum over as many windows of sequences as are wanted; see ``AdaptivePooling``. The gradient goes to
/// the first of equal maxima.
///
/// - Input: `[N, T, C]` of known spatial extents
/// - Output: `[N, outputSize, C]`
/// - Parameters: `outputSize` ≥ 1.
///
/// ```swift
/// AdaptiveMaxPooling1D(4)
/// ```
public struct AdaptiveMaxPooling1D: AdaptivePooling {
  public static let schema = adaptiveSchema(
    "AdaptiveMaxPooling1D", "the maximum over as many windows of sequences as wanted")
  public static let spatialAxes = 1
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
