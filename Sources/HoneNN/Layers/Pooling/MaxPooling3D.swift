public import HoneCore
public import HoneGraph

/// The maximum over windows of volumes.
///
/// `output[n, z, y, x, c] = max over i, j, k of input[n, z·s + i, y·s + j, x·s + k, c]`, s the stride. The gradient
/// goes to the first of equal maxima.
///
/// - Input: `[N, D, H, W, C]`
/// - Output: `[N, D', H', W', C]`; `.valid`: D' = ⌊(D − pool) / stride⌋ + 1; `.same`:
///   D' = ⌈D / stride⌉. Places outside of the volume take no part.
///
/// ```swift
/// MaxPooling3D(2)
/// MaxPooling3D(3, strides: 2, padding: .same)
/// ```
public struct MaxPooling3D: Layer, Configurable {
  public static let schema = Schema(
    .layer, "MaxPooling3D", summary: "the maximum over windows of volumes",
    formula: "y = max over a window of x",
    kerasName: "keras.layers.MaxPooling3D",
    fields: PoolingFields.fields)

  /// Extent of the window: depth, height and width.
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
        over: x, axes: 3, layer: "MaxPooling3D", size: ("poolSize", poolSize),
        strides: strides ?? poolSize, padding: padding)
    else { return [x].poison }
    return .apply(.pool(.maximum, windows.pooling), x)
  }
}
