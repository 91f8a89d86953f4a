import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

@Suite struct LossTests {
  /// The loss and its gradient for a prediction.
  private func value(
    _ loss: any Loss, _ prediction: HostTensor, _ target: HostTensor
  ) throws -> (value: Double, gradient: [Float]) {
    let results = try evaluate(at: [prediction, target]) { x in
      let value = loss(x[0], x[1])
      return [value] + gradient(of: value, withRespectTo: [x[0]])
    }
    return (results[0].elements(as: Double.self)[0], results[1].elements())
  }

  private func tensor(_ values: [Float], _ shape: Shape) throws -> HostTensor {
    try HostTensor(values, shape: shape)
  }

  @Test func zeroLogitsHaveTheGradientOfHalfMinusTarget() throws {
    let result = try value(
      .binaryCrossentropy(fromLogits: true), tensor([0, 0], [2, 1]), tensor([0, 1], [2, 1]))
    #expect(abs(result.value - 0.693_147_18) < 1e-6)
    #expect(result.gradient == [0.25, -0.25])
  }

  @Test func hugeLogitsGiveFiniteLossesAndGradients() throws {
    let logits = try tensor([1000, -1000, 0, 1000], [2, 2])
    let sparse = try value(
      .sparseCategoricalCrossentropy(fromLogits: true), logits, HostTensor([1, 1] as [Int32]))
    #expect(sparse.value == 1000)
    #expect(sparse.gradient == [0.5, -0.5, 0, 0])
    let binary = try value(
      .binaryCrossentropy(fromLogits: true), logits, tensor([0, 0, 1, 1], [2, 2]))
    #expect(abs(binary.value - (1000 + 0.693_147) / 4) < 1e-3)
    #expect(binary.gradient.allSatisfy { $0.isFinite })
  }

  @Test func gradientsAgreeWithFiniteDifferences() throws {
    let logits = HostTensor([0.3, -1.2, 2.1, 0.8, -0.4, 0.9]).converted(to: .float64)
    let prediction = try logits.reshaped(to: [2, 3])
    let soft = HostTensor([0.2, 0.3, 0.5, 0.1, 0.8, 0.1]).converted(to: .float64)
    let target = Tensor(try soft.reshaped(to: [2, 3]))
    let labels = Tensor(HostTensor([2, 0] as [Int32]))
    let check = GradientCheck()
    for fromLogits in [true, false] {
      func prepared(_ x: Tensor) -> Tensor { fromLogits ? x : softmax(x) }
      try check.verify(at: [prediction]) {
        [SparseCategoricalCrossentropy(fromLogits: fromLogits)(prepared($0[0]), labels)]
      }
      try check.verify(at: [prediction]) {
        [CategoricalCrossentropy(fromLogits: fromLogits)(prepared($0[0]), target)]
      }
      try check.verify(at: [prediction]) {
        [BinaryCrossentropy(fromLogits: fromLogits)(prepared($0[0]), target)]
      }
    }
    try check.verify(at: [prediction]) { [MeanSquaredError()($0[0], target)] }
  }

  private static let smooth: [any Loss] = [
    .huber(delta: 0.5), .logCosh, .poisson, .klDivergence, .cosineSimilarity(),
    .meanSquaredLogarithmicError, .meanAbsolutePercentageError, .quantile(0.3), .hinge,
    .squaredHinge, .categoricalHinge, .dice(), .tversky(alpha: 0.7, beta: 0.3), .contrastive(),
    .binaryFocalCrossentropy(applyClassBalancing: true, labelSmoothing: 0.1),
    .categoricalFocalCrossentropy(gamma: 1.5, labelSmoothing: 0.1),
    .binaryCrossentropy(labelSmoothing: 0.2), .categoricalCrossentropy(labelSmoothing: 0.2),
  ]

  @Test(arguments: smooth.indices)
  func gradientsOfMoreLossesAgreeWithFiniteDifferences(_ index: Int) throws {
    let loss = Self.smooth[index]
    let logits = HostTensor([0.3, -1.2, 2.1, 0.8, -0.4, 0.9]).converted(to: .float64)
    let soft = HostTensor([0.2, 0.3, 0.5, 0.1, 0.8, 0.1]).converted(to: .float64)
    let target = Tensor(try soft.reshaped(to: [2, 3]))
    try GradientCheck().verify(at: [try logits.reshaped(to: [2, 3])]) {
      [loss(sigmoid($0[0]), target)]
    }
  }

  @Test func closuresAreLosses() throws {
    let loss: any Loss = .custom("absolute") { abs($0 - $1) }
    let result = try value(loss, tensor([1, 2, 3, 4], [2, 2]), tensor([0, 0, 0, 0], [2, 2]))
    #expect(result.value == 2.5)
    #expect(throws: HoneError.self) {
      _ = try Registry.standard.adding(CustomLoss.self).make(.loss, from: "custom", at: "loss")
    }
  }

  @Test func aMissingLastAxisOfTargetsIsMended() throws {
    let prediction = try tensor([1, 3], [2, 1])
    #expect(try value(.mse, prediction, HostTensor([0, 0] as [Float])).value == 5)
    let labels = HostTensor([0, 1] as [UInt8])
    #expect(try value(.mse, prediction, labels).value == 2.5)
  }

  private static let misfits: [(String, Shape, String)] = [
    ("sparseCategoricalCrossentropy", [4, 3], "categoricalCrossentropy"),
    ("sparseCategoricalCrossentropy", [5], "one index for each prediction"),
    ("categoricalCrossentropy", [4], "sparseCategoricalCrossentropy"),
    ("categoricalCrossentropy", [4, 2], ""),
    ("binaryCrossentropy", [4, 3, 1, 1], ""),
    ("meanSquaredError", [3], ""),
  ]

  @Test(arguments: misfits)
  func targetsOfAnotherShapeAreOneErrorWithHelp(
    _ name: String, _ shape: Shape, _ help: String
  ) throws {
    let loss = try #require(
      try Registry.standard.make(.loss, from: ConfigurationValue(name), at: "loss")
        as? any Loss)
    let trace = Trace(mode: .training, batchSize: 4)
    let prediction = trace.input(name: "prediction", type: TensorType(.float32, [4, 3]))
    let dtype: DType = loss.targets == .classIndices ? .int32 : .float32
    let target = trace.input(name: "target", type: TensorType(dtype, shape))
    #expect(loss(prediction, target).isPoisoned)
    #expect(trace.errors.count == 1)
    #expect(trace.errors[0].operation == name)
    #expect(trace.errors[0].received == "\(shape)")
    #expect((trace.errors[0].help ?? "").contains(help))
  }

  @Test func lossesSayWhatTheyWant() {
    #expect(SparseCategoricalCrossentropy(fromLogits: true).targets == .classIndices)
    #expect(SparseCategoricalCrossentropy(fromLogits: true).predictions == .logits)
    #expect(CategoricalCrossentropy().predictions == .probabilities)
    #expect(BinaryCrossentropy().isBinary)
    #expect(MeanSquaredError().predictions == .values)
  }
}
