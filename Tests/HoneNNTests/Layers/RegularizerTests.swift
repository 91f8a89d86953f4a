import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

@Suite struct RegularizerTests {
  private static let weight = HostTensor([1, -2, 3] as [Float])

  private func penalty(_ regularizer: any Regularizer) throws -> Float {
    try evaluate(at: [Self.weight]) { [regularizer.penalty($0[0])] }[0].elements(as: Float.self)[0]
  }

  @Test func penaltiesAreKerassSums() throws {
    let cases: [(any Regularizer, Float)] = [
      (.l1(), 0.06), (.l2(), 0.14), (.l1l2(l1: 1, l2: 0.5), 13),
    ]
    for (regularizer, wanted) in cases {
      let received = try penalty(regularizer)
      #expect(abs(received - wanted) < 1e-6 * max(wanted, 1))
    }
  }

  private func penalties(_ layer: any Layer) -> Int {
    LayerHarness(layer, [2, 4, 4, 1]).trace(batchSize: 2).trace.penalties.count
  }

  @Test func layersAddTheirPenaltiesUnlessFrozen() {
    func layer(trainable: Bool) -> any Layer {
      Conv2D(
        2, kernelSize: 3, kernelRegularizer: .l2(), biasRegularizer: .l1(), trainable: trainable)
    }
    #expect(penalties(layer(trainable: true)) == 2)
    #expect(penalties(layer(trainable: false)) == 0)
    #expect(penalties(Sequential([layer(trainable: true)], trainable: false)) == 0)
    #expect(penalties(Conv2D(2, kernelSize: 3)) == 0)
  }
}
