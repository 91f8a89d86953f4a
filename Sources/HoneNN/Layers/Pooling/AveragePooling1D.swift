public import HoneCore
public import HoneGraph

/// The mean over windows of sequences.
///
/// `output[n, t, c] = mean over i of input[n, t·s + i, c]`, s the stride.
///
/// - Input: `[N, T, C]`
/// - Output: `[N, T', C]`; `.valid`: T' = ⌊(T − pool) / stride⌋ + 1; `.same`: T' = ⌈T / stride⌉.
///   Places outside of the sequence take no part.
///
/// ```swift
/// AveragePooling1D(2)
/// AveragePooling1D(3, strides: 2, padding: .same)
/// ```
public struct AveragePooling1D: Layer, Configurable {
  public static let schema = Schema(
    .layer, "AveragePooling1D", summary: "the mean over windows of sequences",
    formula: "y = mean over a window of x",
    kerasName: "keras.layers.AveragePooling1D",
    fields: PoolingFields.sequenceFields)

  /// Length of the window.
  public var poolSize: Int
  /// Steps between windows; nil for the window's length.
  public var strides: Int?
  /// Whether windows may reach over the ends.
  public var padding: Padding
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates a pooling.
  public init(
    _ poolSize: Int = 2, strides: Int? = nil, padding: Padding = .valid, name: String? = nil
  ) {
    self.poolSize = poolSize
    self.strides = strides
    self.padding = padding
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.int("poolSize"),
      strides: fields.has("strides") ? try fields.int("strides") : nil,
      padding: try fields.choice("padding"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      PoolingFields.values(Sizes(poolSize), strides.map { Sizes($0) }, padding),
      uniquingKeysWith: { $1 })
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard
      let windows = ImageWindows(
        over: x, axes: 1, layer: "AveragePooling1D", size: ("poolSize", Sizes(poolSize)),
        strides: Sizes(strides ?? poolSize), padding: padding)
    else { return [x].poison }
    return .apply(.pool(.average, windows.pooling), x)
  }
}
