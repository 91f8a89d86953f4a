public import HoneCore
public import HoneGraph

/// Sequences in which each step is repeated.
///
/// - Input: `[N, T, C]`
/// - Output: `[N, size · T, C]`
/// - Parameters: `size` ≥ 1, by default 2.
///
/// ```swift
/// UpSampling1D(2)
/// ```
public struct UpSampling1D: Layer, Configurable {
  public static let schema = Schema(
    .layer, "UpSampling1D", summary: "repeats each step of sequences",
    kerasName: "keras.layers.UpSampling1D",
    fields: [Field("size", .int(1...Int.max), default: 2, "how often each step is repeated")])

  /// How often each step is repeated.
  public var size: Int
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(_ size: Int = 2, name: String? = nil) {
    self.size = size
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.int("size"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(["size": ConfigurationValue(size)], uniquingKeysWith: { $1 })
  }

  public func forward(_ x: Tensor) -> Tensor {
    x.upSampling(by: Sizes(size), axes: 1, "UpSampling1D").map { x.repeated($0) } ?? [x].poison
  }
}
