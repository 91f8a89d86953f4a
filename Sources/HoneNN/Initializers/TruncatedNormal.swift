public import HoneCore
internal import HoneGraph

/// Random, normal, cut at two standard deviations.
public struct TruncatedNormal: Initializer {
  public static let schema = Schema(
    .initializer, "truncatedNormal", summary: "random, normal within two deviations",
    formula: "N(mean, stddev²) within 2 deviations",
    kerasName: "keras.initializers.TruncatedNormal",
    fields: [
      Field("mean", .double(.anyNumber), default: 0.0, "the mean"),
      Field(
        "stddev", .double(.notNegative), default: 0.05,
        "the standard deviation before the cut; after it, 0.88 of that"),
    ])

  /// The mean.
  public var mean: Double
  /// The standard deviation before the cut; after it, 0.88 of that.
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
    Draw.truncatedNormal(
      mean: mean, deviation: stddev, shape: shape, dtype: dtype, key: key)
  }
}

extension Initializer where Self == TruncatedNormal {
  /// Random, normal, cut at two standard deviations.
  public static var truncatedNormal: TruncatedNormal { TruncatedNormal() }

  /// Random, normal, cut at two standard deviations.
  public static func truncatedNormal(mean: Double = 0, stddev: Double = 0.05) -> TruncatedNormal {
    TruncatedNormal(mean: mean, stddev: stddev)
  }
}
