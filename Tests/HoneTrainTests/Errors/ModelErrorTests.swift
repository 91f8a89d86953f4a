import Hone
import Testing

/// Models that don't fit together: every first cause at once, with its layer, line and help.
@Suite struct ModelErrorTests {
  private let loss = SparseCategoricalCrossentropy(fromLogits: true)

  @Test func aLayerThatCannotFollowNamesItselfAndTheHelp() async {
    let model = Sequential {
      Input(8, 8, 1)
      Conv2D(4, kernelSize: 3)
      Flatten()
      Conv2D(4, kernelSize: 3)
      Dense(2)
    }
    await expectError(.model, saying: "conv2d_2: Conv2D expects", "Received: [?, 144]", "help:") {
      _ = try model.compile(optimizer: .sgd(), loss: loss, backend: reference)
    }
  }

  @Test func withoutAnInputTheErrorComesWithTheData() async throws {
    let model = Sequential {
      Dense(4)
      MaxPooling2D(2)
      Dense(2)
    }
    let trainer = try model.compile(optimizer: .sgd(), loss: loss, backend: reference)
    await expectError(.model, saying: "max_pooling2d_1: ", "Received: [?, 4]") {
      try await trainer.fit(try Samples.dataset(4, classes: 2), verbose: 0)
    }
  }

  @Test func severalErrorsComeTogetherWithTheirLines() async {
    let image = Input(4, 4, 1)
    let flat = Flatten()(image)
    let line = #line + 2
    let heads = [
      Conv2D(2, kernelSize: 3, name: "late")(flat), MaxPooling2D(9, name: "wide")(image),
    ]
    let model = Model(inputs: image, outputs: heads)
    await expectError(
      .model, saying: "2 errors", "late: Conv2D", "wide: ",
      "at HoneTrainTests/ModelErrorTests.swift:\(line)"
    ) { _ = try model.compile(optimizer: .sgd(), losses: [loss, loss], backend: reference) }
  }

  @Test func twoLayersOfOneNameAreRefused() async {
    let model = Sequential {
      Input(4)
      Dense(2, name: "same")
      Dense(2, name: "same")
    }
    await expectError(.model, saying: "two layers are named \"same\"", "help: give each its own") {
      _ = try model.compile(optimizer: .sgd(), loss: loss, backend: reference)
    }
  }

  @Test func lossesMustMatchOutputs() async throws {
    let x = Input(4)
    let model = Model(inputs: x, outputs: [Dense(2)(x), Dense(2)(x)])
    let trainer = try model.compile(optimizer: .sgd(), loss: loss, backend: reference)
    await expectError(
      .model, saying: "a loss for each of 2 outputs", "Received: 1", "help: pass losses"
    ) {
      try await trainer.fit(
        x: HostTensor(zeros: [2, 4]), y: HostTensor(zeros: [2], dtype: .int32), verbose: 0)
    }
    await expectError(.usage, saying: "2 losses, 1 weights") {
      _ = try model.compile(
        optimizer: .sgd(), losses: [loss, loss], lossWeights: [1], backend: reference)
    }
  }

  @Test func namesOfLogsMustDiffer() async {
    let same: [any Metric] = [
      .custom("gap") { $0 - $1 }, .custom("gap") { $0 * $1 },
    ]
    await expectError(.usage, saying: "\"gap\" twice", "help:") {
      _ = try Sequential { Dense(1) }.compile(
        optimizer: .sgd(), loss: .mse, metrics: same, backend: reference)
    }
    await expectError(.usage, saying: "\"loss\" twice") {
      _ = try Sequential { Dense(1) }.compile(
        optimizer: .sgd(), loss: .mse, metrics: [.custom("loss") { $0 - $1 }], backend: reference)
    }
  }

  /// Forgets the samples.
  private struct Total: Layer {
    let dense = Dense(2)
    func forward(_ x: Tensor) -> Tensor { dense(x).mean() }
  }

  @Test func anOutputWithoutARowForEachSampleIsRefused() async throws {
    let trainer = try Total().compile(optimizer: .sgd(), loss: .mse, backend: reference)
    await expectError(.model, saying: "one row for each sample", "Received: []", "help:") {
      _ = try await trainer.predict(x: HostTensor(zeros: [3, 4]))
    }
  }

  @Test func weightsBeforeTheyAreMadeAreAnErrorWithHelp() async throws {
    let trainer = try Samples.trainer(on: reference)
    await expectError(
      .state, saying: "weights: the weights aren't made yet", "help: put Input(…) first"
    ) { _ = try trainer.weights["dense_1/kernel"] }
    await expectError(.state, saying: "aren't made yet") { _ = try trainer.weights.names }
    await expectError(.state, saying: "aren't made yet") { _ = try trainer.summary() }
    await expectError(.state, saying: "aren't made yet") { try trainer.save(to: "nowhere") }
    await expectError(.state, saying: "aren't made yet") {
      try trainer.weights.set("dense_1/kernel", to: HostTensor(zeros: [6, 8]))
    }
    await expectError(.state, saying: "before its first update") {
      _ = try trainer.optimizerSlot("m", of: "dense_1/kernel")
    }
  }

  @Test func aWrongNameHasTheNearestOne() async throws {
    let trainer = try Samples.trainer(on: reference)
    try trainer.build(fields: try Samples.dataset(1).fields)
    await expectError(.usage, saying: "dense_1/kernal: weights: there is no such", "dense_1/kernel")
    { _ = try trainer.weights["dense_1/kernal"] }
    await expectError(.data, saying: "dense_1/bias", "float32[8]", "Received: float32[9]") {
      try trainer.weights.set("dense_1/bias", to: HostTensor(zeros: [9]))
    }
  }
}
