import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

@Suite struct WeightedLossTests {
  private let logits = HostTensor([1, -1, 0.5, 2, 0, -0.5] as [Float])
  private let labels = HostTensor([0, 1, 1] as [Int32])

  private func value(
    _ loss: any Loss, _ target: HostTensor, _ weights: [Float]? = nil
  ) throws -> Double {
    let points =
      [try logits.reshaped(to: [3, 2]), target] + (weights.map { [HostTensor($0)] } ?? [])
    return try evaluate(at: points) {
      [loss($0[0], $0[1], sampleWeights: $0.count > 2 ? $0[2] : nil)]
    }[0].elements(as: Double.self)[0]
  }

  @Test func weightsOfZeroEverywhereGiveALossOfZero() throws {
    let loss: any Loss = .sparseCategoricalCrossentropy(fromLogits: true)
    for reduction in LossReduction.allCases {
      #expect(try value(loss.weighted(reduction: reduction), labels, [0, 0, 0]) == 0)
    }
  }

  @Test func weightsOfOneChangeNothing() throws {
    let loss: any Loss = .sparseCategoricalCrossentropy(fromLogits: true)
    let plain = try value(loss, labels)
    for reduction in [LossReduction.sumOverBatchSize, .meanWithSampleWeight] {
      let weighted = loss.weighted(byClass: [1, 1], reduction: reduction)
      #expect(abs(try value(weighted, labels, [1, 1, 1]) - plain) < 1e-6)
    }
    #expect(abs(try value(loss.weighted(reduction: .sum), labels) - 3 * plain) < 1e-5)
  }

  @Test func aLossWithWeightsIsWrittenAndReadBack() throws {
    let loss = Huber(delta: 2).weighted(byClass: [1, 3], reduction: .meanWithSampleWeight)
    let again = try Registry.standard.make(.loss, from: loss.configuration, at: "loss")
    #expect(again.configuration == loss.configuration)
    #expect((again as? WeightedLoss)?.classWeights == [1, 3])
  }

  @Test(arguments: [
    (Shape([3]), [1.0, 2, 3]), (Shape([3, 2]), [1.0, 2, 3]),
  ])
  func weightsThatDoNotFitTheClassesAreOneError(_ shape: Shape, _ weights: [Double]) {
    let trace = Trace(mode: .training, batchSize: 3)
    let prediction = trace.input(name: "p", type: TensorType(.float32, [3, 2]))
    let isSparse = shape.rank == 1
    let target = trace.input(
      name: "t", type: TensorType(isSparse ? .int32 : .float32, shape))
    let base: any Loss =
      isSparse ? SparseCategoricalCrossentropy() : CategoricalCrossentropy()
    #expect(base.weighted(byClass: weights)(prediction, target).isPoisoned)
    #expect(trace.errors.count == 1)
    #expect(trace.errors[0].description.contains("a weight for each class"))
  }

  @Test func aNegativeWeightInAFileIsAnError() throws {
    let value = try ConfigurationValue(
      parsingJSON: "{\"weighted\": {\"loss\": \"mse\", \"classWeights\": [1, -1]}}", file: "a")
    let error = #expect(throws: HoneError.self) {
      try Registry.standard.make(.loss, from: value, at: "loss")
    }
    #expect(error?.description.contains("0.0 or more") == true)
  }
}
