import Hone
import Testing

/// What layers add to the loss is told apart from it.
@Suite struct PenaltyTests {
  private func model(_ regularizer: (any Regularizer)?) -> Sequential {
    Sequential {
      Dense(4, kernelRegularizer: regularizer)
      Dense(3)
    }
  }

  private func trainer(_ regularizer: (any Regularizer)?, on backend: any Backend) throws -> Trainer
  {
    try model(regularizer).compile(
      optimizer: .sgd(learningRate: 0.1), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      metrics: [.accuracy], backend: backend)
  }

  /// T86, and T84: 0.1 · Σ w² without a half.
  @Test(arguments: backendNames)
  func theLossIsThatOfTheDataAndThePenalty(_ name: String) async throws {
    let data = try Samples.classes(20)
    let trainer = try trainer(.l2(0.1), on: backend(name))
    let logs = try await trainer.evaluate(x: data.x, y: data.y, batchSize: 7)
    let plain = try self.trainer(nil, on: backend(name))
    let without = try await plain.evaluate(x: data.x, y: data.y, batchSize: 7)
    let kernel = try trainer.weights["dense_1/kernel"].elements(as: Double.self)
    let wanted = 0.1 * kernel.reduce(0) { $0 + $1 * $1 }
    #expect(abs(try #require(logs["penalty"]) - wanted) < 1e-6)
    let sum = try #require(without["loss"]) + wanted
    #expect(abs(try #require(logs["loss"]) - sum) < 1e-6)
    #expect(without["penalty"] == nil)
  }

  @Test func historyHasThePenaltyBesideTheLoss() async throws {
    let data = try Samples.classes(20)
    let history = try await trainer(.l1(0.01), on: reference).fit(
      x: data.x, y: data.y, epochs: 2, batchSize: 8, validation: (data.x, data.y), verbose: 0)
    #expect(
      history.names == [
        "loss", "penalty", "accuracy", "val_loss", "val_penalty", "val_accuracy",
        "learning_rate",
      ])
    #expect(history["penalty"][0] > 0)
  }

  @Test func noMetricMayHaveItsName() async {
    await expectError(.usage, saying: "\"penalty\" twice") {
      _ = try Samples.trainer(metrics: [Accuracy(name: "penalty")], on: reference)
    }
  }
}
