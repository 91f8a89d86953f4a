public import HoneCore
public import HoneGraph

/// Leaves out steps of a sequence: those whose features all have one value.
///
/// The output is zero at these steps and carries a mask, which recurrent layers, attention, pooling,
/// losses and metrics obey; see `Tensor.mask`.
///
/// - Input: `[N, time, features]`
/// - Output: the input's shape
/// - Parameters: `maskValue`, what fills sequences up to one length.
///
/// ```swift
/// let model = Sequential {
///   Input(50, 8)
///   Masking()
///   LSTM(32)
///   Dense(2)
/// }
/// ```
public struct Masking: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Masking", summary: "leaves out steps whose features all have one value",
    formula: "mask[n, t] = any x[n, t] ≠ maskValue", kerasName: "keras.layers.Masking",
    fields: [Field("maskValue", .double(.anyNumber), default: 0.0, "the value")])

  /// The value of all features of a step that doesn't count.
  public var maskValue: Double
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates a layer that leaves out steps whose features all are `maskValue`.
  public init(maskValue: Double = 0, name: String? = nil) {
    self.maskValue = maskValue
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      maskValue: try fields.double("maskValue"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(["maskValue": ConfigurationValue(maskValue)], uniquingKeysWith: { $1 })
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.rank >= 3 else {
      return x.fail(
        "Masking", wanted: "sequences [N, time, features]", received: "\(x.shape)",
        help: x.rank == 2 ? "for ids, Embedding(…, maskZero: true) makes the mask" : nil)
    }
    let counts = (x .!= maskValue).any(axes: [x.rank - 1], keepDimensions: true)
    let mask = counts.reshaped(to: Array(x.shape.dimensions.dropLast()))
    return select(counts, x, zerosLike(x)).masked(by: mask)
  }
}
