import Hone
import Testing

@Suite struct DropoutTests {
  /// One dropout over ones; the loss is their mean, so it shows how many were kept.
  private func trainer(_ name: String, rate: Double = 0.5) throws -> Trainer {
    try Sequential { Dropout(rate) }.compile(
      optimizer: .sgd(), loss: .custom("mean") { prediction, _ in prediction }, seed: 4,
      backend: backend(name))
  }

  @Test(arguments: backendNames)
  func eachStepDrawsAFreshMaskWithInvertedScaling(_ name: String) async throws {
    let trainer = try trainer(name)
    let ones = HostTensor(filling: [4, 500], with: 1)
    var losses: [Double] = []
    for _ in 0..<4 {
      losses.append(try #require(try await trainer.trainOnBatch(x: ones, y: ones)["loss"]))
    }
    #expect(Set(losses).count == 4)
    // 2000 draws of 0 or 2: the mean's deviation is 0.0224, and five of them 0.112.
    #expect(losses.allSatisfy { ($0 - 1).magnitude < 0.112 })
  }

  @Test(arguments: backendNames)
  func evaluationAndPredictionKeepEverything(_ name: String) async throws {
    let trainer = try trainer(name)
    let x = try Samples.normal([3, 50])
    #expect(try await trainer.predict(x: x) == x)
    _ = try await trainer.trainOnBatch(x: x, y: x)
    #expect(try await trainer.predict(x: x) == x)
    let ones = HostTensor(filling: [3, 50], with: 1)
    #expect(try await trainer.evaluate(x: ones, y: ones)["loss"] == 1)
  }

  @Test(arguments: backendNames)
  func twoDropoutsDrawTheirOwnMasks(_ name: String) async throws {
    let x = Input(400)
    let model = Model(inputs: x, outputs: [Dropout(0.5)(x), Dropout(0.5)(x)])
    let same: CustomLoss = .custom("product") { $0 * $1 }
    let trainer = try model.compile(
      optimizer: .sgd(), losses: [same, same], backend: backend(name))
    let ones = HostTensor(filling: [2, 400], with: 1)
    let data = try ArrayDataset(inputs: ["x": ones], targets: ["a": ones, "b": ones])
    let history = try await trainer.fit(data, batchSize: .all, verbose: 0)
    #expect(history["output_1_loss"] != history["output_2_loss"])
  }
}
