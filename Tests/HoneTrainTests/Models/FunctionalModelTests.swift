import Hone
import Testing

/// Models as graphs: several inputs and outputs, shared layers, models within models.
@Suite struct FunctionalModelTests {
  @Test(arguments: backendNames)
  func severalInputsAndOutputsTrainWithALossEach(_ name: String) async throws {
    let left = Input(6, name: "left")
    let right = Input(2, name: "right")
    let body = Dense(8, activation: .relu)(Concatenate()([left, right]))
    let model = Model(
      inputs: [left, right],
      outputs: [Dense(3, name: "kind")(body), Dense(1, name: "size")(body)])
    let trainer = try model.compile(
      optimizer: .adam(learningRate: 0.02),
      losses: [SparseCategoricalCrossentropy(fromLogits: true), MeanSquaredError()],
      lossWeights: [1, 0.25], metrics: [[.accuracy], []], outputNames: ["kind", "size"],
      backend: backend(name))
    let samples = try Samples.classes(60)
    let data = try ArrayDataset(
      inputs: ["left": samples.x, "right": try Samples.normal([60, 2])],
      targets: ["kind": samples.y, "size": try Samples.normal([60, 1], seed: 9)])
    let history = try await trainer.fit(
      data, epochs: 5, batchSize: 16, validation: data.prefix(13), verbose: 0)
    #expect(
      history.names == [
        "loss", "kind_loss", "kind_accuracy", "size_loss", "val_loss", "val_kind_loss",
        "val_kind_accuracy", "val_size_loss", "learning_rate",
      ])
    for epoch in 0..<5 {
      let parts = history["kind_loss"][epoch] + 0.25 * history["size_loss"][epoch]
      #expect((history["loss"][epoch] - parts).magnitude < 1e-5)
    }
    #expect(history["loss"][4] < history["loss"][0])
    let outputs = try await trainer.predict(data, batchSize: 32)
    #expect(outputs.map(\.shape) == [[60, 3], [60, 1]])
    await expectError(.data, saying: "2 inputs", "Received: 1") {
      _ = try await trainer.predict(x: samples.x)
    }
  }

  @Test(arguments: backendNames)
  func dataIsMatchedByNameWhereItsNamesAreTheModels(_ name: String) async throws {
    let (a, b) = (Input(2, name: "a"), Input(2, name: "b"))
    let model = Model(inputs: [a, b], outputs: [a.tensor - b.tensor, b.tensor * 2])
    let trainer = try model.compile(
      optimizer: .sgd(), losses: [.mse, .mse] as [MeanSquaredError],
      outputNames: ["gap", "twice"], backend: backend(name))
    let (x, y) = (HostTensor(filling: [1, 2], with: 5), HostTensor(filling: [1, 2], with: 3))
    let (gap, twice) = (
      HostTensor(filling: [1, 2], with: 2), HostTensor(filling: [1, 2], with: 6)
    )
    let straight = try ArrayDataset(
      inputs: ["a": x, "b": y], targets: ["gap": gap, "twice": twice])
    let turned = try ArrayDataset(
      inputs: ["b": y, "a": x], targets: ["twice": twice, "gap": gap])
    let named = try ArrayDataset(
      inputs: ["first": x, "second": y], targets: ["third": gap, "fourth": twice])
    for data in [straight, turned, named] {
      #expect(try await trainer.predict(data) == [gap, twice])
      #expect(
        try await trainer.evaluate(data) == ["loss": 0, "gap_loss": 0, "twice_loss": 0])
    }
  }

  @Test(arguments: backendNames)
  func aSharedLayerHasOneSetOfWeightsAndTheSumOfItsGradients(_ name: String) async throws {
    // y = w·(w·x): dy/dw = 2wx, so at w = 3, x = 1 a step of rate 0.01 for loss y makes 2.94.
    let x = Input(1)
    let shared = Dense(1, useBias: false, kernelInitializer: .constant(3))
    let model = Model(inputs: x, outputs: shared(shared(x)))
    let trainer = try model.compile(
      optimizer: .sgd(learningRate: 0.01), loss: .custom("itself") { prediction, _ in prediction },
      backend: backend(name))
    #expect(try trainer.weights.names == ["dense_1/kernel"])
    let one = HostTensor(filling: [1, 1], with: 1)
    #expect(try await trainer.predict(x: one).floats == [9])
    _ = try await trainer.trainOnBatch(x: one, y: one)
    #expect((try trainer.weights["dense_1/kernel"].floats[0] - 2.94).magnitude < 1e-6)
    let rows = try trainer.summary().rows.filter { $0.typeName == "Dense" }
    #expect(rows.map(\.isShared) == [false, true])
    #expect(rows.map(\.parameterCount) == [1, 0])
  }

  @Test(arguments: backendNames)
  func aModelWithinAModelSharesItsWeightsAndTheMode(_ name: String) async throws {
    let inner = Input(6)
    let encoder = Model(
      inputs: inner, outputs: Dropout(0.5)(Dense(4, activation: .tanh)(inner)), name: "encoder")
    let (a, b) = (Input(6, name: "a"), Input(6, name: "b"))
    let gap = Subtract()([encoder(a), encoder(b)])
    let trainer = try Model(inputs: [a, b], outputs: Dense(2, name: "head")(gap)).compile(
      optimizer: .sgd(learningRate: 0.1), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      backend: backend(name))
    #expect(
      try trainer.weights.names == [
        "encoder/dense_1/kernel", "encoder/dense_1/bias", "head/kernel", "head/bias",
      ])
    // Equal inputs leave the head's bias alone, were dropout not off at inference.
    let x = try Samples.normal([5, 6])
    let data = try ArrayDataset(
      inputs: ["a": x, "b": x], targets: ["y": HostTensor([0, 1, 0, 1, 1] as [Int32])])
    try trainer.weights.set("head/bias", to: HostTensor([0.5, -2] as [Float]))
    let logits = try await trainer.predict(data)[0]
    #expect(logits.floats == [Float](repeating: 0, count: 5).flatMap { _ in [Float(0.5), -2] })
    let kernel = try trainer.weights["encoder/dense_1/kernel"]
    try await trainer.fit(data, batchSize: 5, verbose: 0)
    #expect(try trainer.weights["encoder/dense_1/kernel"] != kernel)
  }

  @Test(arguments: backendNames)
  func aModelStandsWithinAStackAndAStackWithinAModel(_ name: String) async throws {
    let x = Input(4)
    let stack = Sequential(name: "stack") {
      Dense(3, activation: .relu)
      Dense(4)
    }
    let residual = Model(inputs: x, outputs: stack(x) + x.tensor, name: "residual")
    let model = Sequential {
      Input(4)
      residual
      residual
      Dense(2)
    }
    let trainer = try model.compile(
      optimizer: .adam(learningRate: 0.05), loss: .mse, backend: backend(name))
    #expect(
      try trainer.weights.names == [
        "residual/stack/dense_1/kernel", "residual/stack/dense_1/bias",
        "residual/stack/dense_2/kernel", "residual/stack/dense_2/bias", "dense_1/kernel",
        "dense_1/bias",
      ])
    let inputs = try Samples.normal([24, 4])
    let targets = try Samples.normal([24, 2], seed: 3)
    let history = try await trainer.fit(
      x: inputs, y: targets, epochs: 6, batchSize: 8, verbose: 0)
    #expect(history["loss"][5] < history["loss"][0])
  }
}
