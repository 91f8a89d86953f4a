public import HoneCore
public import HoneGraph

/// The maximum over windows of images.
///
/// `output[n, y, x, c] = max over i, j of input[n, y·s + i, x·s + j, c]`, s the stride. The gradient
/// goes to the first of equal maxima.
///
/// - Input: `[N, H, W, C]`
/// - Output: `[N, H', W', C]`; `.valid`: H' = ⌊(H − pool) / stride⌋ + 1; `.same`:
///   H' = ⌈H / stride⌉. Places outside of the image take no part.
///
/// ```swift
/// MaxPooling2D(2)
/// MaxPooling2D(3, strides: 2, padding: .same)
/// ```
public struct MaxPooling2D: Layer, Configurable {
  public static let schema = Schema(
    .layer, "MaxPooling2D", summary: "the maximum over windows",
    formula: "y = max over a window of x",
    techniques: [103], kerasName: "keras.layers.MaxPooling2D", fields: PoolingFields.fields)

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
        over: x, layer: "MaxPooling2D", size: ("poolSize", poolSize),
        strides: strides ?? poolSize, padding: padding)
    else { return [x].poison }
    return .apply(.pool(.maximum, windows.pooling), x)
  }
}
