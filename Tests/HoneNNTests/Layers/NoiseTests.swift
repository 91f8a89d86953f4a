import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Layers that draw at random while training: their shares, means and variances.
@Suite struct NoiseTests {
  private static let count = 40_000

  private func output(
    _ layer: any Layer, _ input: HostTensor, mode: Mode = .training, step: Int = 1
  ) throws -> [Float] {
    try LayerHarness(layer).run(inputs: [input], mode: mode, step: step).outputs[0].elements()
  }

  private func moments(_ values: [Float]) -> (mean: Double, variance: Double) {
    let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
    let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (mean, squares / Double(values.count))
  }

  /// Standard normal numbers.
  private func normal(_ shape: Shape) throws -> HostTensor {
    let key = RandomKey(seed: 3)
    return try HostTensor(
      (0..<shape.count).map { Float(key.normal(at: UInt64($0))) }, shape: shape)
  }

  @Test(arguments: [0.2, 0.5])
  func spatialDropoutTakesWholeChannels(_ rate: Double) throws {
    let layers: [(any Layer, Shape)] = [
      (SpatialDropout1D(rate), [50, 6, 40]), (SpatialDropout2D(rate), [50, 2, 3, 40]),
      (SpatialDropout3D(rate), [50, 1, 2, 3, 40]),
    ]
    for (layer, shape) in layers {
      let values = try output(layer, HostTensor(filling: shape, with: 1))
      var dropped = 0
      for sample in 0..<50 {
        for channel in 0..<40 {
          let places = Set((0..<6).map { values[(sample * 6 + $0) * 40 + channel] })
          #expect(places.count == 1)
          let value = Double(try #require(places.first))
          #expect(value == 0 || abs(value - 1 / (1 - rate)) < 1e-6)
          dropped += value == 0 ? 1 : 0
        }
      }
      // 2 000 draws: four standard deviations.
      #expect(abs(Double(dropped) / 2000 - rate) < 4 * (rate * (1 - rate) / 2000).squareRoot())
    }
  }

  @Test func aNoiseShapeRepeatsItsDraws() throws {
    let values = try output(
      Dropout(0.5, noiseShape: [1, -1, 1]), HostTensor(filling: [20, 30, 5], with: 1))
    for row in 0..<20 {
      for place in 0..<150 { #expect(values[row * 150 + place] == values[place / 5 * 5]) }
    }
    #expect(Set(values) == [0, 2])
    let trace = LayerHarness(Dropout(0.5, noiseShape: [1, 4]), [2, 3]).trace(batchSize: 2).trace
    #expect(trace.errors.first?.description.contains("noiseShape") == true)
  }

  @Test(arguments: [0.1, 0.3])
  func alphaDropoutKeepsMeanAndVariance(_ rate: Double) throws {
    let values = try output(AlphaDropout(rate), normal([200, 200]))
    let (mean, variance) = moments(values)
    #expect(abs(mean) < 0.03)
    #expect(abs(variance - 1) < 0.05)
    // What is dropped has one value, and the share is the rate.
    let lowest = try #require(
      Dictionary(grouping: values, by: \.self).max { $0.value.count < $1.value.count })
    #expect(abs(Double(lowest.value.count) / 40_000 - rate) < 0.01)
  }

  @Test func gaussianNoiseHasItsDeviation() throws {
    let values = try output(GaussianNoise(0.5), HostTensor(filling: [200, 200], with: 3))
    let (mean, variance) = moments(values)
    #expect(abs(mean - 3) < 4 * 0.5 / 200)
    #expect(abs(variance - 0.25) < 4 * 0.25 * (2.0 / 40_000).squareRoot())
  }

  @Test(arguments: [0.2, 0.5])
  func gaussianDropoutHasTheVarianceOfADropout(_ rate: Double) throws {
    let ones = HostTensor(filling: [200, 200], with: 1)
    let wanted = rate / (1 - rate)
    let (mean, variance) = moments(try output(GaussianDropout(rate), ones))
    #expect(abs(mean - 1) < 4 * wanted.squareRoot() / 200)
    #expect(abs(variance - wanted) < 4 * wanted * (2.0 / 40_000).squareRoot())
    let plain = moments(try output(Dropout(rate), ones)).variance
    #expect(abs(plain - wanted) < 0.05 * wanted)
  }

  @Test func allAreTheIdentityAtInferenceAndDrawAnewEachStep() throws {
    let input = try normal([4, 2, 3, 5, 7])
    let flat = try input.reshaped(to: [4, 210])
    let layers: [(any Layer, HostTensor)] = [
      (SpatialDropout3D(0.5), input), (AlphaDropout(0.5), flat), (GaussianNoise(0.5), flat),
      (GaussianDropout(0.5), flat), (Dropout(0.5), flat),
    ]
    for (layer, input) in layers {
      #expect(try output(layer, input, mode: .inference) == input.elements())
      let first = try output(layer, input)
      #expect(try output(layer, input) == first)
      #expect(try output(layer, input, step: 2) != first)
    }
    for layer in [AlphaDropout(0), GaussianNoise(0), GaussianDropout(0)] as [any Layer] {
      #expect(try output(layer, flat) == flat.elements())
    }
  }

  /// T90: the classic form is the inverted one but for a factor, which the next weights take up.
  @Test func classicDropoutIsInvertedDropoutWithScaledWeights() throws {
    let rate = 0.4
    let input = try normal([6, 5])
    let kernel = try normal([5, 3])
    let scaled = try HostTensor(
      kernel.elements(as: Float.self).map { $0 / Float(1 - rate) }, shape: [5, 3])
    for mode in Mode.allCases {
      let outputs = try [(Dropout.Form.inverted, kernel), (.classic, scaled)].map { form, kernel in
        let model = Sequential {
          Dropout(rate, form: form)
          Dense(3)
        }
        return try LayerHarness(model).run(
          inputs: [input], weights: ["dense_1/kernel": kernel], mode: mode
        ).outputs[0]
      }
      try expectClose(outputs[1], outputs[0])
    }
    // By itself: no scale while training, 1 − rate at inference.
    let training = try output(Dropout(rate, form: .classic), input)
    for (value, original) in zip(training, input.elements(as: Float.self)) {
      #expect(value == 0 || value == original)
    }
    let inference = try output(Dropout(rate, form: .classic), input, mode: .inference)
    for (value, original) in zip(inference, input.elements(as: Float.self)) {
      #expect(abs(value - original * 0.6) < 1e-6)
    }
  }

  @Test func activityRegularizationAddsItsPenaltyPerSample() throws {
    let input = try HostTensor([1, -2, 3, 0, 2, -2] as [Float], shape: [2, 3])
    let penalties = try evaluate(at: [input]) { x in
      _ = ActivityRegularization(l1: 0.1, l2: 0.5)(x[0])
      return try #require(x[0].trace).penalties.map(\.value)
    }
    // (0.1 · 10 + 0.5 · 22) / 2
    let sum = penalties.reduce(Float(0)) { $0 + $1.elements(as: Float.self)[0] }
    #expect(abs(sum - 6) < 1e-6)
    let trace = LayerHarness(ActivityRegularization(), [2, 3]).trace(batchSize: 2).trace
    #expect(trace.penalties.isEmpty)
  }

  @Test func ratesOutsideOfTheRangeAreErrors() {
    let layers: [any Layer] = [
      SpatialDropout1D(1), AlphaDropout(-0.1), GaussianDropout(1), GaussianNoise(-1),
      ActivityRegularization(l1: -1),
    ]
    for layer in layers {
      let trace = LayerHarness(layer, [2, 3, 4]).trace(batchSize: 2).trace
      #expect(trace.errors.count == 1)
    }
  }
}
