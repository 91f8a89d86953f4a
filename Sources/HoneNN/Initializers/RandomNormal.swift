public import HoneCore
internal import HoneGraph

/// Random, normal, with the given mean and standard deviation.
public struct RandomNormal: Initializer {
  public static let schema = Schema(
    .initializer, "randomNormal", summary: "random, normal",
    formula: "N(mean, stddev²)", techniques: [39, 42], kerasName: "keras.initializers.RandomNormal",
    fields: [
      Field("mean", .double(.anyNumber), default: 0.0, "the mean"),
      Field("stddev", .double(.notNegative), default: 0.05, "the standard deviation"),
    ])

  /// The mean.
  public var mean: Double
  /// The standard deviation.
  public var stddev: Double

  /// Creates the initializer.
  public init(mean: Double = 0, stddev: Double = 0.05) {
    self.mean = mean
    self.stddev = stddev
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(mean: try fields.double("mean"), stddev: try fields.double("stddev"))
  }

  public var fields: [String: ConfigurationValue] {
    ["mean": ConfigurationValue(mean), "stddev": ConfigurationValue(stddev)]
  }

  public func makeValue(shape: Shape, dtype: DType, key: RandomKey) -> HostTensor {
    Draw.normal(mean: mean, deviation: stddev, shape: shape, dtype: dtype, key: key)
  }
}

extension Initializer where Self == RandomNormal {
  /// Random, normal, with the given mean and standard deviation.
  public static var randomNormal: RandomNormal { RandomNormal() }

  /// Random, normal, with the given mean and standard deviation.
  public static func randomNormal(mean: Double = 0, stddev: Double = 0.05) -> RandomNormal {
    RandomNormal(mean: mean, stddev: stddev)
  }
}
