import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

@Suite struct InitializerTests {
  private static let key = RandomKey(seed: 11)

  private func moments(_ initializer: any Initializer, _ shape: Shape) -> (
    mean: Double, variance: Double, largest: Double
  ) {
    let values = initializer.makeValue(shape: shape, dtype: .float32, key: Self.key)
      .elements(as: Double.self)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return (mean, variance, values.map(abs).max() ?? 0)
  }

  private static let scalings: [(String, Double)] = [
    ("glorotUniform", 2 / 1500), ("glorotNormal", 2 / 1500), ("heUniform", 2 / 600),
    ("heNormal", 2 / 600), ("lecunUniform", 1 / 600), ("lecunNormal", 1 / 600),
  ]

  /// A convolution kernel [5, 3, 40, 60]: fan-in 600, fan-out 900; a dense one [600, 900].
  @Test(arguments: scalings)
  func varianceFitsTheFans(_ name: String, _ variance: Double) throws {
    let made = try Registry.standard.make(.initializer, from: ConfigurationValue(name), at: "")
    let initializer = try #require(made as? any Initializer)
    for shape in [[5, 3, 40, 60], [600, 900]] as [Shape] {
      let moments = moments(initializer, shape)
      #expect(abs(moments.variance / variance - 1) < 0.02, "\(name) \(shape)")
      #expect(abs(moments.mean) < 0.02 * variance.squareRoot())
    }
  }

  @Test func variancesOfPlainDistributions() {
    let shape: Shape = [300, 400]
    let normal = moments(.randomNormal(mean: 1, stddev: 0.5), shape)
    #expect(abs(normal.mean - 1) < 0.01)
    #expect(abs(normal.variance / 0.25 - 1) < 0.02)
    let uniform = moments(.randomUniform, shape)
    #expect(abs(uniform.variance / (0.01 / 12) - 1) < 0.02)
    #expect(uniform.largest <= 0.05)
    // A normal cut at two deviations has the variance 0.7737 σ².
    let truncated = moments(.truncatedNormal(stddev: 0.1), shape)
    #expect(abs(truncated.variance / (0.773_741_3 * 0.01) - 1) < 0.02)
    #expect(truncated.largest <= 0.2)
    #expect(moments(.randomNormal, shape).variance.squareRoot() < 0.051)
    #expect(moments(.truncatedNormal, shape).largest <= 0.1)
  }

  @Test func normalScalingsAreCutAtTwoDeviationsOfTheWidenedNormal() {
    let limit = 2 * (2.0 / 600).squareRoot() / 0.879_625_661_034_239_78
    #expect(moments(.heNormal, [600, 900]).largest <= limit)
    #expect(moments(.heNormal, [600, 900]).largest > 0.99 * limit)
    let uncut = VarianceScaling(scale: 2, distribution: .untruncatedNormal)
    #expect(moments(uncut, [600, 900]).largest > limit)
  }

  @Test func fansOfVectorsMatricesAndKernels() {
    #expect(Fans([7]).fanIn == 7 && Fans([7]).fanOut == 7)
    #expect(Fans([]).fanIn == 1)
    #expect(Fans([3, 5]).fanIn == 3 && Fans([3, 5]).fanOut == 5)
    #expect(Fans([3, 2, 4, 5]).fanIn == 24 && Fans([3, 2, 4, 5]).fanOut == 30)
  }

  /// Fans as Keras counts them, for the kernels of the layers that have other shapes.
  @Test func fansOfConvolutionsOfEveryKind() {
    let cases: [(Shape, Double, Double)] = [
      ([4, 3, 8], 12, 32),  // Conv1D: size, channels, filters
      ([3, 5, 6, 2], 90, 30),  // DepthwiseConv2D: size, channels, multiplier
      ([1, 1, 12, 7], 12, 7),  // SeparableConv2D, pointwise
      ([3, 3, 8, 4], 72, 36),  // Conv2DTranspose: size, filters, channels
      ([2, 3, 4, 5, 6], 120, 144),  // Conv3D
    ]
    for (shape, fanIn, fanOut) in cases {
      #expect(Fans(shape).fanIn == fanIn && Fans(shape).fanOut == fanOut, "\(shape)")
    }
  }

  @Test(arguments: VarianceScaling.Mode.allCases, VarianceScaling.Distribution.allCases)
  func everyModeAndDistributionHasItsVariance(
    _ mode: VarianceScaling.Mode, _ distribution: VarianceScaling.Distribution
  ) {
    let fans: [VarianceScaling.Mode: Double] = [.fanIn: 600, .fanOut: 900, .fanAvg: 750]
    let fan = fans[mode] ?? 0
    let initializer = VarianceScaling(scale: 1.7, mode: mode, distribution: distribution)
    let moments = moments(initializer, [5, 3, 40, 60])
    #expect(abs(moments.variance / (1.7 / fan) - 1) < 0.02)
    #expect(abs(moments.mean) < 0.02 * (1.7 / fan).squareRoot())
  }

  @Test func aValueIsAFunctionOfTheKey() {
    for initializer in [.heNormal, .randomUniform, .truncatedNormal] as [any Initializer] {
      func make(_ seed: UInt64) -> HostTensor {
        initializer.makeValue(shape: [8, 8], dtype: .float32, key: RandomKey(seed: seed))
      }
      #expect(make(1) == make(1))
      #expect(make(1) != make(2))
    }
  }

  @Test func constantsFillTheWeight() {
    let shape: Shape = [2, 3]
    for (initializer, value) in [
      (.zeros, 0), (.ones, 1), (.constant(0.25), 0.25),
    ] as [(any Initializer, Double)] {
      let made = initializer.makeValue(shape: shape, dtype: .float64, key: Self.key)
      #expect(made == HostTensor(filling: shape, with: value, dtype: .float64))
    }
  }

  @Test func weightsOfOneModelBeginDifferently() throws {
    let model = Sequential([Dense(6), Dense(6)])
    let weights = try LayerHarness(model, [2, 6]).run().weights
    #expect(weights["dense_1/kernel"] != weights["dense_2/kernel"])
    #expect(weights["dense_1/bias"] == HostTensor(zeros: [6]))
  }
}
