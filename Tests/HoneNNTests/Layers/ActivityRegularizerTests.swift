import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Penalties on outputs. That they are Keras's, golden values show: cases that end in `-activity`.
@Suite struct ActivityRegularizerTests {
  private func penalties(_ layer: any Layer, _ shape: Shape, batchSize: Int? = 2) -> Int {
    LayerHarness(layer, shape).trace(batchSize: batchSize).trace.penalties.count
  }

  @Test func aFrozenLayersOutputIsPenalizedAllTheSame() {
    #expect(penalties(Dense(3, activityRegularizer: .l2()), [2, 4]) == 1)
    #expect(penalties(Dense(3, activityRegularizer: .l2(), trainable: false), [2, 4]) == 1)
    let frozen = Sequential([Dense(3, kernelRegularizer: .l2())], trainable: false)
    #expect(penalties(frozen, [2, 4]) == 0)
  }

  @Test func thePenaltyDoesNotGrowWithTheBatch() throws {
    let layer = Dense(3, kernelInitializer: .ones, activityRegularizer: .l1l2(l1: 0.1, l2: 0.5))
    func penalty(_ samples: Int) throws -> Double {
      let input = HostTensor(filling: [samples, 4], with: 0.5)
      return try LayerHarness(layer).run(inputs: [input]).penalty
    }
    // Three outputs of 2: 0.1 · 6 + 0.5 · 12
    #expect(abs(try penalty(1) - 6.6) < 1e-6)
    #expect(abs(try penalty(7) - 6.6) < 1e-6)
  }

  @Test func filesNameItAsKerasDoes() throws {
    let layer = try Registry.standard.makeLayer(
      from: ["Dense": ["units": 3, "activityRegularizer": ["l1": ["l1": 0.5]]]])
    #expect((layer as? Dense)?.activityRegularizer is L1)
    let text = try layer.encoded().json()
    #expect(text.contains("activityRegularizer"))
  }
}
