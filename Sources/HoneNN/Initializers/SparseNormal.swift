public import HoneCore
internal import HoneGraph

/// Random, normal, with a share of exact zeros among what leads to each output.
///
/// Every output (column of the weight seen as `[all but the last axis, last axis]`) gets
/// ⌈sparsity · rows⌉ zeros at random places.
///
/// Reference: Martens, "Deep learning via Hessian-free optimization", ICML 2010.
public struct SparseNormal: Initializer {
  public static let schema = Schema(
    .initializer, "sparse", summary: "random, normal, a share of it exactly 0",
    formula: "N(0, stddev²), a share of each column 0",
    fields: [
      Field("sparsity", .double(0...1), "the share of zeros among what leads to an output"),
      Field("stddev", .double(.notNegative), default: 0.01, "the standard deviation of the rest"),
    ])

  /// The share of zeros among what leads to an output, 0 … 1.
  public var sparsity: Double
  /// The standard deviation of the rest.
  public var stddev: Double

  /// Creates the initializer.
  public init(sparsity: Double, stddev: Double = 0.01) {
    self.sparsity = sparsity
    self.stddev = stddev
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(sparsity: try fields.double("sparsity"), stddev: try fields.double("stddev"))
  }

  public var fields: [String: ConfigurationValue] {
    ["sparsity": ConfigurationValue(sparsity), "stddev": ConfigurationValue(stddev)]
  }

  public func makeValue(shape: Shape, dtype: DType, key: RandomKey) -> HostTensor {
    let drawn = Draw.normal(deviation: stddev, shape: shape, dtype: .float64, key: key)
    var values = drawn.elements(as: Double.self)
    let columns = shape.dimensions.last ?? 1
    let rows = columns == 0 ? 0 : shape.count / columns
    let zeros = min(Int((sparsity * Double(rows)).rounded(.up)), rows)
    for column in 0..<columns where zeros > 0 {
      let order = key.folding("zeros").folding(UInt64(column)).permutation(rows)
      for row in order.prefix(zeros) { values[row * columns + column] = 0 }
    }
    return HostTensor(unchecked: values, shape: shape).converted(to: dtype)
  }
}

extension Initializer where Self == SparseNormal {
  /// Random, normal, with a share of exact zeros among what leads to each output.
  public static func sparse(sparsity: Double, stddev: Double = 0.01) -> SparseNormal {
    SparseNormal(sparsity: sparsity, stddev: stddev)
  }
}
