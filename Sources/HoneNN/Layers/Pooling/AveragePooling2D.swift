public import HoneCore
public import HoneGraph

/// The mean over windows of images.
///
/// `output[n, y, x, c] = mean over i, j of input[n, y·s + i, x·s + j, c]`, s the stride.
///
/// - Input: `[N, H, W, C]`
/// - Output: `[N, H', W', C]`; `.valid`: H' = ⌊(H − pool) / stride⌋ + 1; `.same`:
///   H' = ⌈H / stride⌉. Places outside of the image take no part.
///
/// ```swift
/// AveragePooling2D(2)
/// AveragePooling2D(3, strides: 2, padding: .same)
/// ```
public struct AveragePooling2D: Layer, Configurable {
  public static let schema = Schema(
    .layer, "AveragePooling2D", summary: "the mean over windows",
    formula: "y = mean over a window of x",
    techniques: [103], kerasName: "keras.layers.AveragePooling2D", fields: PoolingFields.fields)

  /// Extent of the window: height and width.
  public var poolSize: Sizes
  /// Steps between windows; nil for the window's extent.
  public var strides: Sizes?
  /// Whether windows may reach over the edges.
  public var padding: Padding
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates a pooling.
  public init(
    _ poolSize: Sizes = 2, strides: Sizes? = nil, padding: Padding = .valid, name: String? = nil
  ) {
    self.poolSize = poolSize
    self.strides = strides
    self.padding = padding
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.sizes("poolSize"), strides: try fields.optionalSizes("strides"),
      padding: try fields.choice("padding"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      PoolingFields.values(poolSize, strides, padding), uniquingKeysWith: { $1 })
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard
      let windows = ImageWindows(
        over: x, layer: "AveragePooling2D", size: ("poolSize", poolSize),
        strides: strides ?? poolSize, padding: padding)
    else { return [x].poison }
    return .apply(.pool(.average, windows.pooling), x)
  }
}
