public import HoneCore
public import HoneGraph

/// Repeats each vector: a sequence of `n` equal steps.
///
/// - Input: `[N, C]`
/// - Output: `[N, n, C]`
/// - Parameters: `n` ≥ 1.
///
/// ```swift
/// RepeatVector(3)
/// ```
public struct RepeatVector: Layer, Configurable {
  public static let schema = Schema(
    .layer, "RepeatVector", summary: "a sequence of equal steps from a vector",
    kerasName: "keras.layers.RepeatVector",
    fields: [Field("n", .int(1...Int.max), "the number of steps")])

  /// The number of steps.
  public var n: Int
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(_ n: Int, name: String? = nil) {
    self.n = n
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.int("n"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(["n": ConfigurationValue(n)], uniquingKeysWith: { $1 })
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.rank == 2, n >= 1, x.shape[1] >= 0 else {
      return x.fail(
        "RepeatVector", wanted: "vectors [N, C] and n ≥ 1",
        received: "\(x.shape) and \(n)")
    }
    return x.reshaped(to: [x.shape[0], 1, x.shape[1]])
      .broadcast(to: [x.shape[0], n, x.shape[1]])
  }
}
