public import HoneCore
public import HoneGraph

/// The mean of each channel over the whole sequence.
///
/// `output[n, c] = mean over t of input[n, t, c]`, over the steps that the input's mask leaves.
///
/// - Input: `[N, T, C]`
/// - Output: `[N, C]`, or `[N, 1, C]` with `keepDimensions`
///
/// ```swift
/// GlobalAveragePooling1D()
/// ```
public struct GlobalAveragePooling1D: Layer, Configurable {
  public static let schema = Schema(
    .layer, "GlobalAveragePooling1D", summary: "the mean of each channel over the sequence",
    kerasName: "keras.layers.GlobalAveragePooling1D",
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
        "GlobalAveragePooling1D", wanted: "sequences [N, T, C] of one element or more",
        received: "\(x.shape)")
    }
    guard let mask = x.mask?.expandingDimension(at: 2) else {
      return x.mean(axes: [1], keepDimensions: keepDimensions)
    }
    return select(mask, x, zerosLike(x)).sum(axes: [1], keepDimensions: keepDimensions)
      / mask.converted(to: x.dtype).sum(axes: [1], keepDimensions: keepDimensions)
  }
}
