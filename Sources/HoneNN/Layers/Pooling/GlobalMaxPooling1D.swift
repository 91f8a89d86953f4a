public import HoneCore
public import HoneGraph

/// The maximum of each channel over the whole sequence.
///
/// `output[n, c] = max over t of input[n, t, c]`
///
/// - Input: `[N, T, C]`
/// - Output: `[N, C]`, or `[N, 1, C]` with `keepDimensions`
///
/// ```swift
/// GlobalMaxPooling1D()
/// ```
public struct GlobalMaxPooling1D: Layer, Configurable {
  public static let schema = Schema(
    .layer, "GlobalMaxPooling1D", summary: "the maximum of each channel over the sequence",
    kerasName: "keras.layers.GlobalMaxPooling1D",
    fields: [Field("keepDimensions", .bool, default: false, "whether the length stays, as 1")])

  /// Whether the length stays, as 1.
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
    guard x.rank == 3, x.shape[1] != 0 else {
      return x.fail(
        "GlobalMaxPooling1D", wanted: "sequences [N, T, C] of one element or more",
        received: "\(x.shape)")
    }
    return x.max(axes: [1], keepDimensions: keepDimensions)
  }
}
