public import HoneCore
internal import HoneGraph

/// Random with orthonormal rows or columns, whichever are fewer, times `gain`.
///
/// The weight is seen as a matrix `[all but the last axis, last axis]`. Independent normal draws are
/// made orthonormal one after another (Gram–Schmidt, in double precision), which is the Q of their
/// QR decomposition with a positive diagonal of R: all orthogonal matrices are equally likely.
///
/// Reference: Saxe et al., "Exact solutions to the nonlinear dynamics of learning in deep linear
/// neural networks", ICLR 2014.
public struct Orthogonal: Initializer {
  public static let schema = Schema(
    .initializer, "orthogonal", summary: "random, orthonormal rows or columns",
    formula: "gain·Q, QᵀQ = 1", kerasName: "keras.initializers.Orthogonal",
    fields: [Field("gain", .double(.anyNumber), default: 1.0, "a factor of all elements")])

  /// A factor of all elements.
  public var gain: Double

  /// Creates the initializer.
  public init(gain: Double = 1) { self.gain = gain }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(gain: try fields.double("gain"))
  }

  public var fields: [String: ConfigurationValue] { ["gain": ConfigurationValue(gain)] }

  public func makeValue(shape: Shape, dtype: DType, key: RandomKey) -> HostTensor {
    let columns = shape.dimensions.last ?? 1
    let rows = columns == 0 ? 0 : shape.count / columns
    let (count, length) = (min(rows, columns), max(rows, columns))
    let vectors = orthonormal(count: count, length: length, key: key)
    var values = [Double](repeating: 0, count: shape.count)
    for vector in 0..<count {
      for place in 0..<length {
        let index = rows < columns ? vector * columns + place : place * columns + vector
        values[index] = gain * vectors[vector * length + place]
      }
    }
    return HostTensor(unchecked: values, shape: shape).converted(to: dtype)
  }

  /// `count` orthonormal vectors one after another; takes time count² · length.
  private func orthonormal(count: Int, length: Int, key: RandomKey) -> [Double] {
    var vectors = (0..<UInt64(count * length)).map { key.normal(at: $0) }
    vectors.withUnsafeMutableBufferPointer { all in
      for index in 0..<count {
        let own = all[index * length..<(index + 1) * length].indices
        for other in 0..<index {
          let start = other * length - own.lowerBound
          var product = 0.0
          for place in own { product += all[place] * all[place + start] }
          for place in own { all[place] -= product * all[place + start] }
        }
        let norm = own.reduce(0) { $0 + all[$1] * all[$1] }.squareRoot()
        for place in own { all[place] /= norm }
      }
    }
    return vectors
  }
}

extension Initializer where Self == Orthogonal {
  /// Random with orthonormal rows or columns.
  public static var orthogonal: Orthogonal { Orthogonal() }

  /// Random with orthonormal rows or columns, times `gain`.
  public static func orthogonal(gain: Double) -> Orthogonal { Orthogonal(gain: gain) }
}
