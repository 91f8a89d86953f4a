import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

@Suite struct AccuracyTests {
  private func kind(_ loss: any Loss, _ shape: Shape) -> String {
    let metric = Accuracy(name: "acc").resolved(for: loss, predictionShape: shape)
    #expect(metric.name == "acc")
    return String(describing: type(of: metric))
  }

  @Test func accuracyBecomesTheKindThatSuitsLossAndShapes() {
    #expect(kind(.sparseCategoricalCrossentropy(), [8, 10]) == "SparseCategoricalAccuracy")
    #expect(kind(.sparseCategoricalCrossentropy(), [8, 5, 10]) == "SparseCategoricalAccuracy")
    #expect(kind(.categoricalCrossentropy(), [8, 10]) == "CategoricalAccuracy")
    #expect(kind(.mse, [8, 10]) == "CategoricalAccuracy")
    #expect(kind(.mse, [8, 1]) == "BinaryAccuracy")
    #expect(kind(.mse, [8]) == "BinaryAccuracy")
    #expect(kind(.binaryCrossentropy(), [8, 3]) == "BinaryAccuracy")
    #expect(kind(.binaryCrossentropy(), [Shape.unknown, 1]) == "BinaryAccuracy")
  }

  private func result(_ metric: any Metric, _ prediction: HostTensor, _ target: HostTensor)
    throws -> Double
  {
    let sums = try evaluate(at: [prediction, target]) { metric.sums($0[0], $0[1]) }
    return metric.result(sums.map { $0.elements(as: Double.self) })
  }

  @Test func theThresholdIsExclusiveAndOneHalfUnlessGiven() throws {
    let prediction = HostTensor([-1, 0, 0.2, 0.5, 0.7] as [Float])
    let target = HostTensor([0, 0, 1, 1, 1] as [Float])
    #expect(try result(.binaryAccuracy, prediction, target) == 0.6)
    #expect(try result(.binaryAccuracy(threshold: 0), prediction, target) == 1)
    #expect(try result(.binaryAccuracy(threshold: 0.7), prediction, target) == 0.4)
  }

  @Test func equalLargestPredictionsCountTheFirst() throws {
    let prediction = try HostTensor([1, 1, 0, 1] as [Float], shape: [2, 2])
    #expect(
      try result(.sparseCategoricalAccuracy, prediction, HostTensor([0, 0] as [Int32])) == 0.5)
  }

  @Test func squaredErrorsAreAveragedOverAllValues() throws {
    let prediction = try HostTensor([1, 2, 3, 4] as [Float], shape: [2, 2])
    #expect(try result(.mse, prediction, HostTensor(zeros: [2, 2])) == 7.5)
    #expect(MeanSquaredErrorMetric().name == "mean_squared_error")
    let closure: any Metric = .custom("largest") { x, _ in x.max(axes: [1]) }
    #expect(try result(closure, prediction, HostTensor(zeros: [2, 2])) == 3)
  }

  @Test func nothingSeenIsNotANumber() {
    #expect(Accuracy().result([[0], [0]]).isNaN)
  }

  @Test func labelsOfTheWrongRankAreAnError() {
    let trace = Trace(mode: .inference, batchSize: 2)
    let prediction = trace.input(name: "p", type: TensorType(.float32, [2, 3]))
    let target = trace.input(name: "t", type: TensorType(.int32, [2, 3]))
    #expect(SparseCategoricalAccuracy().values(prediction, target).isPoisoned)
    #expect(trace.errors.count == 1)
    #expect(trace.errors[0].help?.contains("categoricalAccuracy") == true)
  }
}
