import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// A sample of weight w counts as w samples, one of weight 0 not at all: for every metric that can
/// weigh samples.
@Suite struct WeightedMetricTests {
  private static let weights: [Float] = [2, 0, 1, 3]
  private static let rows = [0, 0, 2, 3, 3, 3]

  private static let binary: [any Metric] = [
    BinaryAccuracy(), MeanSquaredErrorMetric(), RootMeanSquaredError(), .meanAbsoluteError,
    LossMetric(BinaryCrossentropy()), .precision(), .recall(thresholds: [0.3, 0.7]),
    .truePositives(), .trueNegatives(), .falsePositives(), .falseNegatives(), AUC(),
    .sensitivityAtSpecificity(0.5), FBetaScore(threshold: 0.5), F1Score(threshold: 0.5),
  ]

  /// What a metric gives over all batches, here one.
  private func result(
    _ metric: any Metric, _ predictions: HostTensor, _ targets: HostTensor, _ weights: HostTensor?
  ) throws -> [[Double]] {
    let points = [predictions, targets] + (weights.map { [$0] } ?? [])
    return try evaluate(at: points) { x in
      WeightedMetric(metric).sums(x[0], x[1], mask: nil, weights: x.count > 2 ? x[2] : nil)
    }.map { $0.elements(as: Double.self) }
  }

  private func rows(_ values: [Float], _ width: Int, _ rows: [Int]) throws -> HostTensor {
    let picked = rows.flatMap { values[$0 * width..<($0 + 1) * width] }
    return try HostTensor(picked, shape: [rows.count, width])
  }

  @Test(arguments: binary.indices)
  func aWeightCountsAsSoManySamples(_ index: Int) throws {
    let metric = Self.binary[index]
    let predictions: [Float] = [0.9, 0.2, 0.4, 0.6, 0.1, 0.8, 0.75, 0.35]
    let targets: [Float] = [1, 0, 1, 1, 1, 0, 0, 1]
    let weighted = try result(
      metric, try rows(predictions, 2, Array(0..<4)), try rows(targets, 2, Array(0..<4)),
      HostTensor(Self.weights))
    let repeated = try result(
      metric, try rows(predictions, 2, Self.rows), try rows(targets, 2, Self.rows), nil)
    #expect(weighted.count == repeated.count)
    for (a, b) in zip(metric.result(weighted).asList, metric.result(repeated).asList) {
      #expect(abs(a - b) < 1e-6)
    }
  }

  @Test func classesOfSequencesAreWeighedBySample() throws {
    let predictions: [Float] = (0..<4 * 6).map { Float(($0 * 7) % 11) }
    let indices = [Int32]((0..<8).map { $0 % 3 == 0 ? 1 : 2 })
    func tensors(_ rows: [Int]) throws -> (HostTensor, HostTensor) {
      let picked = rows.flatMap { indices[$0 * 2..<$0 * 2 + 2] }
      return (
        try HostTensor(
          rows.flatMap { predictions[$0 * 6..<$0 * 6 + 6] }, shape: [rows.count, 2, 3]),
        try HostTensor(picked, shape: [rows.count, 2])
      )
    }
    let metric = SparseCategoricalAccuracy()
    let (all, wanted) = try tensors(Array(0..<4))
    let (more, same) = try tensors(Self.rows)
    let weighted = metric.result(try result(metric, all, wanted, HostTensor(Self.weights)))
    #expect(abs(weighted - metric.result(try result(metric, more, same, nil))) < 1e-6)
  }

  @Test func aMetricThatCannotWeighSamplesSaysSo() {
    let trace = Trace(mode: .training, batchSize: 4)
    let x = trace.input(name: "x", type: TensorType(.float32, [4, 1]))
    let weights = trace.input(name: "w", type: TensorType(.float32, [4]))
    let sums = WeightedMetric(R2Score()).sums(x, x, mask: nil, weights: weights)
    #expect(sums.allSatisfy { $0.isPoisoned })
    #expect(trace.errors.count == 1)
    #expect(trace.errors[0].description.contains("as metrics:"))
  }

  @Test func filesSpellIt() throws {
    let value: ConfigurationValue = ["weighted": ["metric": "precision", "name": "p"]]
    let made = try Registry.standard.make(.metric, from: value, at: "metrics")
    #expect((made as? WeightedMetric)?.metric is Precision)
    #expect(made.configuration == value)
  }
}

extension Double {
  fileprivate var asList: [Double] { [self] }
}
