import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// What holds for every layer of the registry, by one table: shapes, weights, configuration,
/// sharing, gradients, modes.
@Suite struct EveryLayerTests {
  private static let cases = LayerCase.standard

  @Test func everyLayerOfTheRegistryHasARow() {
    let names = Set(Registry.standard.schemas(.layer).map(\.name))
    let missing = names.subtracting(Self.cases.map(\.name)).sorted()
    #expect(missing.isEmpty, "layers without a row in LayerCase.standard")
  }

  @Test(arguments: cases)
  func shapesWeightsConfigurationSharingAndGradients(_ row: LayerCase) throws {
    try row.harness.verify(
      output: row.output, weights: row.weights, statistics: row.statistics,
      gradients: row.hasComparableGradients)
  }

  @Test(arguments: cases)
  func inferenceDrawsNothingAndChangesNothing(_ row: LayerCase) throws {
    let training = try row.harness.run(step: 1)
    let first = try row.harness.run(mode: .inference, step: 1)
    let second = try row.harness.run(mode: .inference, step: 2)
    #expect(first.outputs[0].shape == row.output)
    #expect(first.outputs == second.outputs)
    for (name, _) in row.statistics {
      #expect(first.weights[name] == second.weights[name])
      #expect(training.weights[name] != first.weights[name])
    }
    // What is neither random nor gathers statistics is the same function in both modes.
    if !row.isRandom && row.statistics.isEmpty { #expect(training.outputs == first.outputs) }
    if row.isRandom { #expect(try row.harness.run(step: 2).outputs != training.outputs) }
  }

  /// One sample gets the same result as among others, except while batch statistics count (T51).
  @Test(arguments: cases)
  func aSampleAloneGetsWhatItGetsInABatch(_ row: LayerCase) throws {
    let inputs = row.harness.values(dtype: .float32)
    let all = try row.harness.run(inputs: inputs, mode: .inference).outputs[0]
    let single = try row.harness.run(inputs: inputs.map(firstSample), mode: .inference).outputs[0]
    try expectClose(single, firstSample(all))
  }

  private func firstSample(_ tensor: HostTensor) -> HostTensor {
    let shape = Shape([1] + tensor.shape.dimensions.dropFirst())
    let values = tensor.elements(as: Float.self).prefix(shape.count)
    return HostTensor(unchecked: Array(values), shape: shape)
  }
}
