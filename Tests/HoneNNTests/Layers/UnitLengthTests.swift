import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

@Suite struct UnitLengthTests {
  @Test func zerosStayZerosWithoutHarm() throws {
    let input = try HostTensor([0, 0, 3, 4] as [Float], shape: [2, 2])
    let step = try LayerHarness(UnitNormalization()).run(inputs: [input])
    try expectClose(
      step.outputs[0], HostTensor([0, 0, 0.6, 0.8] as [Float], shape: [2, 2]))
    #expect(step.inputGradients[0].elements(as: Float.self).allSatisfy { $0.isFinite })
  }

  @Test func groupsAreThoseOfTheirNames() throws {
    // One group of everything is a layer normalization; a channel each, one over the places.
    let input = LayerHarness(IdentityLayer(), [2, 5, 6]).values(dtype: .float32)
    let pairs: [(any Layer, any Layer)] = [
      (
        GroupNormalization(groups: 1),
        LayerNormalization(axis: [1, 2], center: false, scale: false)
      ),
      (GroupNormalization(groups: -1), LayerNormalization(axis: 1, center: false, scale: false)),
    ]
    for (group, layer) in pairs {
      let wanted = try LayerHarness(layer).run(inputs: input).outputs[0]
      try expectClose(try LayerHarness(group).run(inputs: input).outputs[0], wanted)
    }
  }
}
