import Hone
import HoneGraph
import HoneTestSupport
import Testing

/// Layers that draw at random against Keras's and PyTorch's values: what an element becomes by its
/// draw, and its gradient.
@Suite struct GoldenNoiseTests {
  @Test(arguments: try Golden.names(of: "noise"), backendNames)
  func elementsBecomeWhatTheirDrawsSay(_ name: String, _ backendName: String) throws {
    let golden = try Golden(name)
    let engine = try backend(backendName)
    if golden.tensors["penalty"] != nil { return try expectPenalty(golden, on: engine) }
    let input = try golden.tensor("input")
    let step = try LayerHarness(golden.layer()).run(
      inputs: [input], upstream: try golden.tensor("upstream"), backend: engine)
    for (received, prefix) in [(step.outputs[0], ""), (step.inputGradients[0], "grad/")] {
      let wanted: HostTensor
      if golden.tensors["kept"] != nil {
        wanted = try chosen(golden, prefix, by: step.outputs[0])
      } else {
        wanted = try drawn(golden, prefix, by: try draws(golden, input.shape, on: engine))
      }
      try golden.expect(received, toBe: wanted, called: prefix + "output")
    }
    let inference = try LayerHarness(golden.layer()).run(
      inputs: [input], mode: .inference, backend: engine)
    try golden.expect(inference.outputs[0], toBe: "inference")
  }

  /// Of both values of each element the one whose output is nearer.
  private func chosen(
    _ golden: Golden, _ prefix: String, by output: HostTensor
  ) throws -> HostTensor {
    let kept = try golden.tensor("kept").floats
    let dropped = try golden.tensor("dropped").floats
    let isKept = zip(output.floats, zip(kept, dropped)).map { abs($0 - $1.0) < abs($0 - $1.1) }
    #expect(isKept.contains(true) && isKept.contains(false))
    let values = zip(
      try golden.tensor(prefix + "kept").floats, try golden.tensor(prefix + "dropped").floats)
    return try HostTensor(
      zip(isKept, values).map { $0 ? $1.0 : $1.1 }, shape: output.shape)
  }

  /// The standard normal numbers that a Gaussian layer draws: of noise 1 on zeros; of dropout ½,
  /// whose deviation is 1, on ones.
  private func draws(_ golden: Golden, _ shape: Shape, on engine: any Backend) throws -> [Float] {
    let isNoise = golden.name.contains("noise/gaussian-noise")
    let layer: any Layer = isNoise ? GaussianNoise(1) : GaussianDropout(0.5)
    let input = HostTensor(filling: shape, with: isNoise ? 0 : 1)
    let values = try LayerHarness(layer).run(inputs: [input], backend: engine).outputs[0].floats
    return isNoise ? values : values.map { $0 - 1 }
  }

  /// Outputs are linear in the draws.
  private func drawn(_ golden: Golden, _ prefix: String, by z: [Float]) throws -> HostTensor {
    let (zero, one) = (try golden.tensor(prefix + "at/0"), try golden.tensor(prefix + "at/1"))
    let values = zip(z, zip(zero.floats, one.floats)).map { z, ends in
      ends.0 + z * (ends.1 - ends.0)
    }
    return try HostTensor(values, shape: zero.shape)
  }

  private func expectPenalty(_ golden: Golden, on engine: any Backend) throws {
    let layer = try golden.layer()
    let results = try evaluate(at: [try golden.tensor("input")], on: engine) { x in
      _ = layer.outputs(of: x)
      let penalties = try #require(x[0].trace).penalties.map(\.value)
      let sum = try #require(penalties.first)
      let penalty = penalties.dropFirst().reduce(sum) { $0 + $1 }
      return [penalty] + gradient(of: penalty, withRespectTo: [x[0]])
    }
    try golden.expect(results[0], toBe: "penalty")
    try golden.expect(results[1], toBe: "grad/input")
  }
}
