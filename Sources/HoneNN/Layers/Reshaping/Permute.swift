public import HoneCore
public import HoneGraph

/// Reorders the axes of each sample.
///
/// - Input: `[N, …]`
/// - Output: axis i is the input's axis `dims[i − 1]`; axis 0, the batch, stays
/// - Parameters: `dims`, a permutation of 1, 2, … as in Keras.
///
/// ```swift
/// Permute([2, 1])  // [N, T, C] to [N, C, T]
/// ```
public struct Permute: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Permute", summary: "reorders the axes of each sample",
    kerasName: "keras.layers.Permute",
    fields: [
      Field("dims", .integers(1...Int.max), "the axes in their new order, counted from 1")
    ])

  /// The axes in their new order, counted from 1.
  public var dims: [Int]
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(_ dims: [Int], name: String? = nil) {
    self.dims = dims
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.ints("dims"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      ["dims": .array(dims.map { ConfigurationValue($0) })], uniquingKeysWith: { $1 })
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.rank >= 1, dims.sorted() == Array(1..<x.rank) else {
      return x.fail(
        "Permute", wanted: "each of the axes 1 ..< \(x.rank) once", received: "\(dims)",
        help: "axis 0 is the batch and stays where it is")
    }
    return x.transposed([0] + dims)
  }
}
