public import HoneCore
internal import HoneGraph

/// Random, uniform in minval ..< maxval.
public struct RandomUniform: Initializer {
  public static let schema = Schema(
    .initializer, "randomUniform", summary: "random, uniform",
    formula: "U(minval, maxval)", kerasName: "keras.initializers.RandomUniform",
    fields: [
      Field("minval", .double(.anyNumber), default: -0.05, "the lower bound"),
      Field("maxval", .double(.anyNumber), default: 0.05, "the upper bound"),
    ])

  /// The lower bound.
  public var minval: Double
  /// The upper bound.
  public var maxval: Double

  /// Creates the initializer.
  public init(minval: Double = -0.05, maxval: Double = 0.05) {
    self.minval = minval
    self.maxval = maxval
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(minval: try fields.double("minval"), maxval: try fields.double("maxval"))
  }

  public var fields: [String: ConfigurationValue] {
    ["minval": ConfigurationValue(minval), "maxval": ConfigurationValue(maxval)]
  }

  public func makeValue(shape: Shape, dtype: DType, key: RandomKey) -> HostTensor {
    Draw.uniform(from: minval, to: maxval, shape: shape, dtype: dtype, key: key)
  }
}

extension Initializer where Self == RandomUniform {
  /// Random, uniform in minval ..< maxval.
  public static var randomUniform: RandomUniform { RandomUniform() }

  /// Random, uniform in minval ..< maxval.
  public static func randomUniform(minval: Double = -0.05, maxval: Double = 0.05) -> RandomUniform {
    RandomUniform(minval: minval, maxval: maxval)
  }
}
