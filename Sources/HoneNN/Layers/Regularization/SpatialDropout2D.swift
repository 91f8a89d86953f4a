public import HoneCore
internal import HoneGraph

/// Sets a random share of the channels of images to zero while training.
///
/// As ``Dropout``, with one draw for all places of a channel: neighbours are alike, and dropping
/// single places would take little away.
///
/// - Input: `[N, H, W, C]`
/// - Output: the input's shape
/// - Parameters: `rate`, the share that is dropped, 0 ≤ rate < 1; `seed` as of ``Dropout``.
///
/// ```swift
/// SpatialDropout2D(0.2)
/// ```
///
/// Reference: Tompson et al., "Efficient object localization using convolutional networks", CVPR
/// 2015.
public struct SpatialDropout2D: SpatialDropout {
  public static let schema = spatialSchema("SpatialDropout2D")
  public static let spatialAxes = 2

  /// The share of the channels that is dropped.
  public var rate: Double
  /// Draws depend on it and on the step alone; nil for the run's seed and this layer.
  public var seed: Int?
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates a layer that drops the share `rate` of the channels.
  public init(_ rate: Double, seed: Int? = nil, name: String? = nil) {
    self.rate = rate
    self.seed = seed
    self.name = name
  }
}
