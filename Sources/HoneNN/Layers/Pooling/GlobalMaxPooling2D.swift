public import HoneCore
public import HoneGraph

/// The maximum of each channel over the whole image.
///
/// `output[n, c] = max over y, x of input[n, y, x, c]`
///
/// - Input: `[N, H, W, C]`
/// - Output: `[N, C]`, or `[N, 1, 1, C]` with `keepDimensions`
///
/// ```swift
/// GlobalMaxPooling2D()
/// ```
public struct GlobalMaxPooling2D: Layer, Configurable {
  public static let schema = Schema(
    .layer, "GlobalMaxPooling2D", summary: "the maximum of each channel over the image",
    kerasName: "keras.layers.GlobalMaxPooling2D",
    fields: [
      Field("keepDimensions", .bool, default: false, "whether height and width stay, as 1")
    ])

  /// Whether height and width stay, as 1.
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
    guard x.rank == 4, x.shape[1] != 0, x.shape[2] != 0 else {
      return x.fail(
        "GlobalMaxPooling2D", wanted: "images [N, H, W, C] of one pixel or more",
        received: "\(x.shape)")
    }
    return x.max(axes: [1, 2], keepDimensions: keepDimensions)
  }
}
