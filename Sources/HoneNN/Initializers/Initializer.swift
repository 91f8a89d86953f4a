public import HoneCore
public import HoneGraph

/// How a weight begins: a pure function of shape and key.
public protocol Initializer: InitialValue, Configurable {}

/// Fans of a weight: how many inputs feed an output, and how many outputs an input feeds.
///
/// For a kernel `[spatial…, in, out]`: fan-in = receptive field · in, fan-out = receptive field ·
/// out. A vector has both equal to its length.
public struct Fans: Hashable, Sendable {
  /// Fan-in and fan-out.
  public var fanIn: Double, fanOut: Double

  /// Creates fans.
  public init(fanIn: Double, fanOut: Double) {
    self.fanIn = fanIn
    self.fanOut = fanOut
  }

  /// The fans of a weight of the given shape.
  public init(_ shape: Shape) {
    guard shape.rank >= 2 else {
      fanIn = Double(Swift.max(shape.count, 1))
      fanOut = fanIn
      return
    }
    let field = shape.dimensions.dropLast(2).reduce(1, *)
    fanIn = Double(field * shape[-2])
    fanOut = Double(field * shape[-1])
  }
}

extension Initializer {
  /// The initializer for a weight whose fans its shape doesn't tell; only a ``VarianceScaling`` and
  /// its named forms ask for them.
  func with(_ fans: Fans) -> any InitialValue {
    let named = (self as? any NamedScaling).map { type(of: $0).scaling }
    guard let scaling = named ?? self as? VarianceScaling else { return self }
    return ScaledValue(scaling: scaling, fans: fans)
  }
}

/// A variance scaling with fans of its own.
private struct ScaledValue: InitialValue {
  let scaling: VarianceScaling
  let fans: Fans

  func makeValue(shape: Shape, dtype: DType, key: RandomKey) -> HostTensor {
    scaling.makeValue(shape: shape, fans: fans, dtype: dtype, key: key)
  }
}

/// All elements zero.
public struct Zeros: Initializer {
  public static let schema = Schema(
    .initializer, "zeros", summary: "all elements 0",
    formula: "0", techniques: [45], kerasName: "keras.initializers.Zeros")

  /// Creates the initializer.
  public init() {}

  public init(_ fields: Fields) throws(HoneError) {}
  public var fields: [String: ConfigurationValue] { [:] }

  public func makeValue(shape: Shape, dtype: DType, key: RandomKey) -> HostTensor {
    HostTensor(zeros: shape, dtype: dtype)
  }
}

extension Initializer where Self == Zeros {
  /// All elements zero.
  public static var zeros: Zeros { Zeros() }
}
