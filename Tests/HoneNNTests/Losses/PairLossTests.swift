import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Losses of embeddings whose labels form pairs within a batch.
@Suite struct PairLossTests {
  private func value(_ loss: any Loss, _ embeddings: [Float], _ labels: [Int32]) throws -> Double {
    let points = [
      try HostTensor(embeddings, shape: [labels.count, embeddings.count / labels.count]),
      HostTensor(labels),
    ]
    return try evaluate(at: points) { [loss($0[0], $0[1])] }[0].elements(as: Double.self)[0]
  }

  @Test func aBatchWithoutPairsHasNoLoss() throws {
    #expect(try value(.tripletSemiHard(), [1, 0, 0, 1, -1, 0], [1, 2, 3]) == 0)
    #expect(try value(.circle(), [1, 0, 0, 1, -1, 0], [1, 2, 3]) == 0)
    // One label: no negatives.
    #expect(try value(.tripletSemiHard(), [1, 0, 0, 1], [4, 4]) == 0)
    #expect(try value(.circle(), [1, 0, 0, 1], [4, 4]) == 0)
  }

  @Test func theNegativeIsTheNearestOneThatIsFarther() throws {
    // Points 0 and 1 on a line are a pair at distance 1; negatives at 0.5 (too near) and 3.
    // d² from 0: pair 1, negative 9 → max(1 − 9 + 10, 0) = 2; from 1: pair 1, negative 4 → 7.
    let found = try value(.tripletSemiHard(margin: 10), [0, 1, 0.5, 3], [1, 1, 2, 3])
    #expect(abs(found - 4.5) < 1e-6)
  }

  @Test func gradientsAgreeWithFiniteDifferences() throws {
    let key = RandomKey(seed: 9)
    let points = try HostTensor((0..<21).map { key.normal(at: $0) }, shape: [7, 3])
    let labels = Tensor(HostTensor([0, 1, 0, 1, 2, 2, 5] as [Int32]))
    let check = GradientCheck()
    try check.verify(at: [points]) { [TripletSemiHard()($0[0], labels)] }
    try check.verify(at: [points]) {
      let length = sqrt(square($0[0]).sum(axes: [1], keepDimensions: true))
      return [Circle(gamma: 4)($0[0] / length, labels)]
    }
  }

  @Test func embeddingsWithoutALabelForEachAreOneError() {
    for loss in [TripletSemiHard(), Circle()] as [any Loss] {
      let trace = Trace(mode: .training, batchSize: 4)
      let points = trace.input(name: "p", type: TensorType(.float32, [4, 3]))
      let labels = trace.input(name: "t", type: TensorType(.int32, [4, 2]))
      #expect(loss(points, labels).isPoisoned)
      #expect(trace.errors.count == 1)
    }
    let trace = Trace(mode: .training, batchSize: 4)
    let points = trace.input(name: "p", type: TensorType(.float32, [4, 2, 3]))
    let labels = trace.input(name: "t", type: TensorType(.int32, [4]))
    #expect(TripletMargin()(points, labels).isPoisoned)
    #expect(trace.errors[0].description.contains("tripletSemiHard"))
  }
}
