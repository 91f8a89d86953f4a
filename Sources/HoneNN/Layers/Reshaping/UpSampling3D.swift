public import HoneCore
public import HoneGraph

/// Volumes in which each place is repeated.
///
/// - Input: `[N, D, H, W, C]`
/// - Output: `[N, depth · D, height · H, width · W, C]`
/// - Parameters: `size` ≥ 1, by default 2.
///
/// ```swift
/// UpSampling3D([1, 2, 2])
/// ```
public struct UpSampling3D: Layer, Configurable {
  public static let schema = Schema(
    .layer, "UpSampling3D", summary: "repeats each place of volumes",
    kerasName: "keras.layers.UpSampling3D",
    fields: [Field("size", .sizes(1...Int.max), default: 2, "how often each place is repeated")])

  /// How often each place is repeated.
  public var size: Sizes
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(_ size: Sizes = 2, name: String? = nil) {
    self.size = size
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.sizes("size"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(["size": size.configuration], uniquingKeysWith: { $1 })
  }

  public func forward(_ x: Tensor) -> Tensor {
    x.upSampling(by: size, axes: 3, "UpSampling3D").map { x.repeated($0) } ?? [x].poison
  }
}
