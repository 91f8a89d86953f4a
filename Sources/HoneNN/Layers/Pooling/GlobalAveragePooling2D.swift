public import HoneCore
public import HoneGraph

/// The mean of each channel over the whole image.
///
/// `output[n, c] = mean over y, x of input[n, y, x, c]`
///
/// - Input: `[N, H, W, C]`
/// - Output: `[N, C]`, or `[N, 1, 1, C]` with `keepDimensions`
///
/// ```swift
/// GlobalAveragePooling2D()
/// ```
public struct GlobalAveragePooling2D: Layer, Configurable {
  public static let schema = Schema(
    .layer, "GlobalAveragePooling2D", summary: "the mean of each channel over the image",
    formula: "y[c] = mean over h, w of x[h, w, c]",
    techniques: [106, 107], kerasName: "keras.layers.GlobalAveragePooling2D",
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
        "GlobalAveragePooling2D", wanted: "images [N, H, W, C] of one pixel or more",
        received: "\(x.shape)")
    }
    return x.mean(axes: [1, 2], keepDimensions: keepDimensions)
  }
}
