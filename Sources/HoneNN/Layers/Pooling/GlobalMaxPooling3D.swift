public import HoneCore
public import HoneGraph

/// The maximum of each channel over the whole volume.
///
/// `output[n, c] = max over z, y, x of input[n, z, y, x, c]`
///
/// - Input: `[N, D, H, W, C]`
/// - Output: `[N, C]`, or `[N, 1, 1, 1, C]` with `keepDimensions`
///
/// ```swift
/// GlobalMaxPooling3D()
/// ```
public struct GlobalMaxPooling3D: Layer, Configurable {
  public static let schema = Schema(
    .layer, "GlobalMaxPooling3D", summary: "the maximum of each channel over the volume",
    kerasName: "keras.layers.GlobalMaxPooling3D",
    fields: [
      Field("keepDimensions", .bool, default: false, "whether depth, height and width stay, as 1")
    ])

  /// Whether depth, height and width stay, as 1.
  public var keepDimensions: Bool
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates a pooling.
  public init(keepDimensions: Bool = false, name: String? = nil) {
    self.keepDimensions = keepDimensions
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      keepDimensions: try fields.bool("keepDimensions"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      ["keepDimensions": ConfigurationValue(keepDimensions)], uniquingKeysWith: { $1 })
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.rank == 5, !x.shape.dimensions[1...3].contains(0) else {
      return x.fail(
        "GlobalMaxPooling3D", wanted: "volumes [N, D, H, W, C] of one place or more",
        received: "\(x.shape)")
    }
    return x.max(axes: [1, 2, 3], keepDimensions: keepDimensions)
  }
}
