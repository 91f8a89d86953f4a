import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Layers that draw at random, with a seed of their own.
@Suite struct SeedTests {
  private static let shape: Shape = [8, 4, 4, 4, 8]

  private static let seeded: [(any Layer, any Layer)] = [
    (Dropout(0.5, seed: 7), Dropout(0.5, seed: 8)),
    (SpatialDropout3D(0.5, seed: 7), SpatialDropout3D(0.5, seed: 8)),
    (AlphaDropout(0.5, seed: 7), AlphaDropout(0.5, seed: 8)),
    (GaussianDropout(0.5, seed: 7), GaussianDropout(0.5, seed: 8)),
    (GaussianNoise(1, seed: 7), GaussianNoise(1, seed: 8)),
  ]

  private func output(_ layer: any Layer, seed: Int = 1, step: Int = 1) throws -> HostTensor {
    try LayerHarness(layer, Self.shape).run(seed: seed, step: step).outputs[0]
  }

  @Test(arguments: seeded.indices)
  func drawsDependOnTheSeedAndTheStepAlone(_ index: Int) throws {
    let (layer, other) = Self.seeded[index]
    let first = try output(layer)
    #expect(try output(layer, seed: 2) == first)
    #expect(try output(Sequential([layer])) == first)
    #expect(try output(layer, step: 2) != first)
    #expect(try output(other) != first)
  }

  @Test func sequencesTakeSeedsToo() throws {
    let layers: [(Int?) -> any Layer] = [
      { LSTM(3, dropout: 0.4, recurrentDropout: 0.4, seed: $0) },
      { GRU(3, dropout: 0.4, seed: $0) }, { SimpleRNN(3, recurrentDropout: 0.4, seed: $0) },
      { MultiHeadAttention(numHeads: 2, keyDim: 3, dropout: 0.4, seed: $0) },
      { TwoInputs(layer: Attention(dropout: 0.4, seed: $0)) },
      { TwoInputs(layer: AdditiveAttention(dropout: 0.4, seed: $0)) },
    ]
    for make in layers {
      func output(_ seed: Int?, run: Int) throws -> HostTensor {
        try LayerHarness(make(seed), [4, 5, 3]).run(seed: run).outputs[0]
      }
      #expect(try output(7, run: 1) == output(7, run: 2))
      #expect(try output(nil, run: 1) != output(nil, run: 2))
    }
  }

  @Test func twoLayersOfOneSeedDropAlike() throws {
    let both = try output(
      Sequential {
        Dropout(0.5, seed: 7)
        Dropout(0.5, seed: 7)
      }
    ).elements(as: Float.self)
    let one = try output(Dropout(0.5, seed: 7)).elements(as: Float.self)
    for (a, b) in zip(both, one) { #expect(a == 2 * b) }
  }

  @Test func theSeedIsWritten() throws {
    for (layer, _) in Self.seeded {
      let text = try layer.encoded().json()
      #expect(text.contains("\"seed\": 7") || text.contains("\"seed\":7"))
    }
  }

  @Test func alphaDropoutTakesAShapeOfDraws() throws {
    let layer = AlphaDropout(0.5, noiseShape: [-1, 1])
    let values = try LayerHarness(layer, [64, 3])
      .run(inputs: [HostTensor(filling: [64, 3], with: 1)]).outputs[0].elements(as: Float.self)
    for row in 0..<64 { #expect(Set(values[3 * row..<3 * row + 3]).count == 1) }
    #expect(Set(values).count == 2)
  }
}

/// A layer of two inputs on one.
private struct TwoInputs: Layer {
  let layer: any Layer
  func forward(_ x: Tensor) -> Tensor { layer([x, x]) }
}
