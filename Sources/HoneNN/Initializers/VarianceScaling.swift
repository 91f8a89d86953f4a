public import HoneCore
internal import HoneGraph

/// Random values whose variance fits the fans of the weight.
///
/// Variance = scale / n, with n = fan-in, fan-out or their mean. Uniform: limit √(3 · variance);
/// normal: cut at two deviations and widened by 1 / 0.87962566103423978, as in Keras, so that the
/// variance after the cut is the one stated; untruncated normal.
///
/// References: Glorot and Bengio, AISTATS 2010; He et al., ICCV 2015; LeCun et al., 1998.
public struct VarianceScaling: Initializer {
  /// Which fan divides the scale.
  public enum Mode: String, Sendable, CaseIterable { case fanIn, fanOut, fanAvg }
  /// The distribution.
  public enum Distribution: String, Sendable, CaseIterable {
    case uniform, truncatedNormal, untruncatedNormal
  }

  public static let schema = Schema(
    .initializer, "varianceScaling", summary: "random, with variance scale / fan",
    formula: "Var(w) = scale / fan", techniques: [36, 38, 41],
    kerasName: "keras.initializers.VarianceScaling",
    fields: [
      Field(
        "scale", .double(.positive), default: 1.0,
        "numerator of the variance"),
      Field("mode", .choice(Mode.allCases.map(\.rawValue)), default: "fanIn", "the denominator"),
      Field(
        "distribution", .choice(Distribution.allCases.map(\.rawValue)), default: "truncatedNormal",
        "the distribution"),
    ])

  /// Numerator of the variance.
  public var scale: Double
  /// Which fan divides the scale.
  public var mode: Mode
  /// The distribution.
  public var distribution: Distribution

  /// Creates an initializer.
  public init(
    scale: Double = 1, mode: Mode = .fanIn, distribution: Distribution = .truncatedNormal
  ) {
    self.scale = scale
    self.mode = mode
    self.distribution = distribution
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      scale: try fields.double("scale"), mode: try fields.choice("mode"),
      distribution: try fields.choice("distribution"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "scale": ConfigurationValue(scale), "mode": ConfigurationValue(mode.rawValue),
      "distribution": ConfigurationValue(distribution.rawValue),
    ]
  }

  /// The variance for a weight of the given shape.
  public func variance(for shape: Shape) -> Double { variance(for: Fans(shape)) }

  /// The variance for a weight of the given fans.
  public func variance(for fans: Fans) -> Double {
    let fan =
      switch mode {
      case .fanIn: fans.fanIn
      case .fanOut: fans.fanOut
      case .fanAvg: (fans.fanIn + fans.fanOut) / 2
      }
    return scale / Swift.max(fan, 1)
  }

  public func makeValue(shape: Shape, dtype: DType, key: RandomKey) -> HostTensor {
    makeValue(shape: shape, fans: Fans(shape), dtype: dtype, key: key)
  }

  /// Random values for a weight of the given fans.
  func makeValue(shape: Shape, fans: Fans, dtype: DType, key: RandomKey) -> HostTensor {
    let variance = variance(for: fans)
    switch distribution {
    case .uniform:
      let limit = (3 * variance).squareRoot()
      return Draw.uniform(from: -limit, to: limit, shape: shape, dtype: dtype, key: key)
    case .truncatedNormal:
      return Draw.truncatedNormal(
        deviation: variance.squareRoot() / 0.879_625_661_034_239_78, shape: shape, dtype: dtype,
        key: key)
    case .untruncatedNormal:
      return Draw.normal(deviation: variance.squareRoot(), shape: shape, dtype: dtype, key: key)
    }
  }
}
