import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

@Suite struct DropoutTests {
  private static let ones = HostTensor(filling: [100, 100], with: 1)

  private func output(
    _ layer: any Layer, mode: Mode = .training, seed: Int = 1, step: Int = 1
  ) throws -> [Float] {
    try LayerHarness(layer).run(inputs: [Self.ones], mode: mode, seed: seed, step: step)
      .outputs[0].elements()
  }

  /// T93: a rate of 0.5 drops half. T89: what is kept is scaled by 1 / (1 − rate).
  @Test(arguments: [0.1, 0.25, 0.5, 0.8])
  func keepsTheStatedShareScaled(_ rate: Double) throws {
    let values = try output(Dropout(rate))
    let kept = values.filter { $0 != 0 }
    // 10 000 draws: four standard deviations.
    let bound = 4 * (rate * (1 - rate) / 10_000).squareRoot()
    #expect(abs(Double(kept.count) / 10_000 - (1 - rate)) < bound)
    #expect(kept.allSatisfy { abs(Double($0) - 1 / (1 - rate)) < 1e-6 })
  }

  /// T91.
  @Test func drawsAFreshMaskEachStepAndTheSameForTheSameSeedAndStep() throws {
    let layer = Dropout(0.5)
    let first = try output(layer)
    #expect(try output(layer) == first)
    for other in [try output(layer, step: 2), try output(layer, seed: 2)] {
      let same = zip(first, other).count { $0 == $1 }
      #expect(abs(Double(same) / 10_000 - 0.5) < 0.02)  // Independent masks agree by half.
    }
  }

  @Test func twoLayersAndTwoCallsOfOneDrawDifferentMasks() throws {
    let one = Dropout(0.5)
    let pairs: [(any Layer, any Layer)] = [(Dropout(0.5), Dropout(0.5)), (one, one)]
    for (a, b) in pairs {
      let outputs = try LayerHarness(Pair(a: a, b: b)).run(inputs: [Self.ones]).outputs
      let same = zip(outputs[0].elements(as: Float.self), outputs[1].elements(as: Float.self))
        .count { $0 == $1 }
      #expect(abs(Double(same) / 10_000 - 0.5) < 0.02)
    }
  }

  /// T89: without dropout at inference.
  @Test func isTheIdentityAtInferenceAndForRateZero() throws {
    #expect(try output(Dropout(0.5), mode: .inference) == Self.ones.elements())
    #expect(try output(Dropout(0)) == Self.ones.elements())
    let trace = LayerHarness(Dropout(0), [2, 3]).trace(batchSize: 2).trace
    #expect(trace.graph.scalars.isEmpty)
  }

  @Test func theGradientIsTheMaskTimesTheScale() throws {
    let step = try LayerHarness(Dropout(0.5)).run(inputs: [Self.ones])
    #expect(step.inputGradients[0] == step.outputs[0])
  }

  @Test func droppedInfinitiesAreZero() throws {
    let input = HostTensor([Float](repeating: .infinity, count: 64))
    let output = try LayerHarness(Dropout(0.5)).run(inputs: [input]).outputs[0]
    #expect(Set(output.elements(as: Float.self)) == [0, .infinity])
  }

  @Test(arguments: [-0.1, 1.0, 1.5, Double.nan])
  func aRateOutsideOfZeroToOneIsAnError(_ rate: Double) throws {
    let (trace, outputs) = LayerHarness(Dropout(rate), [2, 3]).trace(batchSize: 2)
    #expect(outputs[0].isPoisoned)
    #expect(trace.errors.count == 1)
    #expect(trace.errors[0].description.contains("dropout_1: Dropout expects a rate from 0"))
    #expect(trace.errors[0].received?.contains("rate \(rate)") == true)
  }
}

/// Two layers side by side.
private struct Pair: Layer {
  let a: any Layer
  let b: any Layer
  func forward(_ inputs: [Tensor]) -> [Tensor] { [a(inputs[0]), b(inputs[0])] }
}
