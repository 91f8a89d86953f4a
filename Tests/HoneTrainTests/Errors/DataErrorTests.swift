import Hone
import Testing

/// Data that doesn't fit: one error that names the data set, the sample and the help.
@Suite struct DataErrorTests {
  private func trainer(_ metrics: [any Metric] = []) throws -> Trainer {
    try Samples.trainer(metrics: metrics, on: reference)
  }

  @Test func samplesOfAnotherShapeThanBeforeAreRefused() async throws {
    let trainer = try trainer()
    try await trainer.fit(try Samples.dataset(4), verbose: 0)
    let (x, y) = (try Samples.normal([4, 5]), HostTensor([Int32](repeating: 0, count: 4)))
    await expectError(
      .data, saying: "x: data expects samples of shape [6]. Received: [5]", "help: reshape the data"
    ) { try await trainer.fit(x: x, y: y, verbose: 0) }
    await expectError(.data, saying: "[6]", "[5]") { _ = try await trainer.predict(x: x) }
    await expectError(.data, saying: "[6]", "[5]") { _ = try await trainer.evaluate(x: x, y: y) }
    await expectError(.data, saying: "[6]", "[5]") {
      _ = try await trainer.trainOnBatch(x: x, y: y)
    }
  }

  @Test func samplesOfAnotherShapeThanTheInputAreRefused() async throws {
    let model = Sequential {
      Input(8, 8, 1)
      Flatten()
      Dense(2)
    }
    let trainer = try model.compile(
      optimizer: .sgd(), loss: .sparseCategoricalCrossentropy(fromLogits: true), backend: reference)
    await expectError(
      .data, saying: "x: data expects samples of shape [8, 8, 1]. Received: [8, 8]", "help:"
    ) {
      try await trainer.fit(
        x: HostTensor(zeros: [3, 8, 8]), y: HostTensor(zeros: [3], dtype: .int32), verbose: 0)
    }
  }

  @Test func aLabelOutOfRangeNamesItsSample() async throws {
    let x = try Samples.normal([4, 6])
    for (label, help) in [
      (Int32(3), "subtract 1"), (-1, "mend the labels"), (9, "mend the labels"),
    ] {
      let y = HostTensor([0, 1, label, 2] as [Int32])
      await expectError(
        .data, saying: "training data: sample 2 expects a label from 0 to 2",
        "Received: \(label)", help
      ) { try await trainer().fit(x: x, y: y, verbose: 0) }
    }
    let good = HostTensor([0, 1, 2, 0] as [Int32])
    let bad = HostTensor([0, 1, 2, 5] as [Int32])
    await expectError(.data, saying: "validation data: sample 3", "Received: 5") {
      try await trainer().fit(x: x, y: good, validation: (x, bad), verbose: 0)
    }
    await expectError(.data, saying: "test data: sample 3") {
      _ = try await trainer().evaluate(x: x, y: bad)
    }
  }

  @Test func labelsOfEveryOutputAreChecked() async throws {
    let x = Input(6)
    let model = Model(inputs: x, outputs: [Dense(3)(x), Dense(2)(x)])
    let loss = SparseCategoricalCrossentropy(fromLogits: true)
    let trainer = try model.compile(
      optimizer: .sgd(), losses: [loss, loss], backend: reference)
    let data = try ArrayDataset(
      inputs: ["x": try Samples.normal([3, 6])],
      targets: [
        "kind": HostTensor([0, 1, 2] as [Int32]), "side": HostTensor([0, 1, 2] as [Int32]),
      ])
    await expectError(.data, saying: "sample 2", "from 0 to 1", "2 outputs", "Received: 2") {
      try await trainer.fit(data, verbose: 0)
    }
  }

  @Test func labelsOfTheWrongRankSayWhichLossTheySuit() async throws {
    let x = try Samples.normal([4, 6])
    let oneHot = HostTensor(zeros: [4, 3])
    await expectError(
      .data, saying: "training data: target \"y\" expects one whole number per sample",
      "float32 of shape [3]", "help: one-hot labels go with categoricalCrossentropy"
    ) { try await trainer().fit(x: x, y: oneHot, verbose: 0) }
    await expectError(.data, saying: "float32 of shape []", "help: convert the labels to int32") {
      try await trainer().fit(x: x, y: HostTensor(zeros: [4]), verbose: 0)
    }
    let categorical = try Samples.perceptron().compile(
      optimizer: .sgd(), loss: .categoricalCrossentropy(fromLogits: true), backend: reference)
    await expectError(
      .model, saying: "target \"y\" expects targets of shape [1, 3]", "Received: [1]",
      "help: class indices go with sparseCategoricalCrossentropy"
    ) { try await categorical.fit(x: x, y: HostTensor(zeros: [4], dtype: .int32), verbose: 0) }
    let regression = try Samples.perceptron().compile(
      optimizer: .sgd(), loss: .meanSquaredError, backend: reference)
    await expectError(.model, saying: "targets of shape [1, 3]", "Received: [1, 4]") {
      try await regression.fit(x: x, y: HostTensor(zeros: [4, 4]), verbose: 0)
    }
  }

  @Test func aLabelForEachPositionIsTakenAndAnotherShapeIsNot() async throws {
    let loss = SparseCategoricalCrossentropy(fromLogits: true)
    let model = Sequential { Dense(3) }
    let x = try Samples.normal([2, 5, 4])
    let trainer = try model.compile(optimizer: .sgd(), loss: loss, backend: reference)
    try await trainer.fit(x: x, y: HostTensor(zeros: [2, 5], dtype: .int32), verbose: 0)
    try await trainer.fit(x: x, y: HostTensor(zeros: [2, 5, 1], dtype: .uint8), verbose: 0)
    await expectError(
      .data, saying: "training data: target \"y\"", "whole numbers of shape [5]",
      "int32 of shape [4]", "help:"
    ) { try await trainer.fit(x: x, y: HostTensor(zeros: [2, 4], dtype: .int32), verbose: 0) }
    await expectError(.data, saying: "sample 1", "from 0 to 2", "Received: 3") {
      var labels = [Int32](repeating: 0, count: 10)
      labels[7] = 3
      try await trainer.fit(x: x, y: HostTensor(labels, shape: [2, 5]), verbose: 0)
    }
  }

  @Test func anEmptyDataSetIsRefused() async throws {
    let none = try Samples.dataset(0)
    let some = try Samples.dataset(4)
    await expectError(.data, saying: "training data: there are no samples", "help: check") {
      try await trainer().fit(none, verbose: 0)
    }
    await expectError(.data, saying: "validation data: there are no samples") {
      try await trainer().fit(some, validation: none, verbose: 0)
    }
    await expectError(.data, saying: "test data: there are no samples") {
      _ = try await trainer().evaluate(none)
    }
    await expectError(.data, saying: "data: there are no samples") {
      _ = try await trainer().predict(none)
    }
  }

  @Test func numbersThatAreNotFiniteAreFoundBeforeTheFirstStep() async throws {
    var values = try Samples.normal([4, 6]).floats
    values[16] = .nan
    let (x, y) = (try HostTensor(values, shape: [4, 6]), HostTensor([0, 1, 2, 0] as [Int32]))
    let trainer = try trainer()
    await expectError(
      .data, saying: "training data: sample 2 expects finite numbers in input \"x\"",
      "NaN or infinity at element 4", "help: replace or drop"
    ) { try await trainer.fit(x: x, y: y, verbose: 0) }
    #expect(trainer.stepCount == 0)
    await expectError(.data, saying: "data: sample 2") { _ = try await trainer.predict(x: x) }
    let regression = try Sequential { Dense(1) }.compile(
      optimizer: .sgd(), loss: .meanSquaredError, backend: reference)
    await expectError(.data, saying: "sample 1", "target \"y\"") {
      try await regression.fit(
        x: try Samples.normal([3, 2]), y: HostTensor([0, .infinity, 1] as [Float]), verbose: 0)
    }
  }

  @Test func targetsThatAreMissingAreAskedFor() async throws {
    let data = try ArrayDataset(x: try Samples.normal([4, 6]))
    await expectError(.data, saying: "1 targets", "Received: 0", "help: pass y") {
      try await trainer().fit(data, verbose: 0)
    }
    await expectError(.data, saying: "help: pass y") { _ = try await trainer().evaluate(data) }
  }

  @Test func rowsThatDoNotPairUpAreRefused() async throws {
    await expectError(.data, saying: "y", "as many rows as x has, 4", "Received: 3", "help:") {
      try await trainer().fit(
        x: try Samples.normal([4, 6]), y: HostTensor(zeros: [3], dtype: .int32), verbose: 0)
    }
  }

  @Test(arguments: backendNames)
  func aDivergedLossStopsAtItsStepAndSaysWhatToDo(_ name: String) async throws {
    let model = Sequential {
      Dense(4)
      Dense(1)
    }
    let trainer = try model.compile(
      optimizer: .sgd(learningRate: 1e30), loss: .meanSquaredError, backend: backend(name))
    await expectError(
      .diverged, saying: "training", "at step 2 of 3 in epoch 1: training diverged",
      "help: lower the learning rate"
    ) {
      try await trainer.fit(
        x: try Samples.normal([12, 3]), y: try Samples.normal([12, 1]), epochs: 3, batchSize: 4,
        verbose: 0)
    }
    // The trainer lives on, with the weights before the step that was lost.
    #expect(trainer.stepCount == 1)
    _ = try await trainer.predict(x: try Samples.normal([1, 3]))
  }

  @Test func numbersThatMakeNoSenseAreUsageErrors() async throws {
    let data = try Samples.dataset(4)
    await expectError(.usage, saying: "batchSize", "1 or more", "Received: 0", "help:") {
      try await trainer().fit(data, batchSize: 0, verbose: 0)
    }
    await expectError(.usage, saying: "epochs", "Received: -1") {
      try await trainer().fit(data, epochs: -1, verbose: 0)
    }
  }
}
