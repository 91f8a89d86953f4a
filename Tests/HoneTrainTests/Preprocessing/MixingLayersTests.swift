import Hone
import Testing

/// MixUp and CutMix as first layers: shares of classes in training, classes everywhere else.
struct MixingLayersTests {
  /// 40 pictures of 4×4, dark of class 0, grey of class 1, bright of class 2.
  private let data: ArrayDataset

  init() throws {
    let labels = (0..<40).map { Int32($0 % 3) }
    data = try ArrayDataset(
      x: HostTensor(
        labels.flatMap { [Float](repeating: Float($0) - 1, count: 16) }, shape: [40, 4, 4, 1]),
      y: HostTensor(labels))
  }

  private func trainer(
    _ mixing: any Transform, loss: any Loss = .categoricalCrossentropy(fromLogits: true),
    outputs: Int = 3
  ) throws -> Trainer {
    try Sequential {
      mixing
      Flatten()
      Dense(outputs)
    }.compile(
      optimizer: .sgd(learningRate: 0.1), loss: loss, metrics: [.accuracy], seed: 3,
      backend: reference)
  }

  @Test(arguments: [
    [Mixing.mixUp(alpha: 0.4)], [.cutMix(alpha: 1)], [.mixUp(alpha: 0.2), .cutMix(alpha: 1)],
  ])
  func trainsWithTheBitsOfAMixedDataSet(_ mixings: [Mixing]) async throws {
    let layers: [any Transform] = mixings.map {
      switch $0 {
      case .mixUp(let alpha): MixUp(alpha: alpha)
      case .cutMix(let alpha): CutMix(factor: alpha)
      }
    }
    let inModel = try trainer(layers.count == 1 ? layers[0] : RandomChoice(layers))
    let history = try await inModel.fit(
      data, epochs: 3, batchSize: 8, validation: data, verbose: .silent)
    let inData = try Sequential {
      Flatten()
      Dense(3)
    }.compile(
      optimizer: .sgd(learningRate: 0.1), loss: .categoricalCrossentropy(fromLogits: true),
      seed: 3, backend: reference)
    try await inData.fit(
      MixedDataset(data, mixings, classes: 3), epochs: 3, batchSize: 8, verbose: .silent)
    let (a, b) = (try inModel.weights.values(), try inData.weights.values())
    #expect(a.count == b.count)
    for (path, values) in a {
      #expect(values == b[path] ?? b[path.replacing("flatten_1", with: "flatten")])
    }
    #expect(history["val_accuracy"].count == 3)
    // Evaluation takes the same class numbers, unmixed.
    let result = try await inModel.evaluate(data, batchSize: 8)
    #expect(result["loss"] == history["val_loss"].last)
  }

  @Test func probabilityOfRandomApplyIsThatOfMixing() async throws {
    let never = try trainer(RandomApply([MixUp(alpha: 1)], probability: 0))
    let plain = try trainer(RandomApply([MixUp(alpha: 1)], probability: 1))
    try await never.fit(data, epochs: 1, verbose: .silent)
    try await plain.fit(data, epochs: 1, verbose: .silent)
    let (a, b) = (try never.weights.values(), try plain.weights.values())
    #expect(a != b)
    let unmixed = try trainer(RandomInvert(0))
    let shares = try HostTensor(
      (0..<40).flatMap { row in (0..<3).map { Float($0 == row % 3 ? 1 : 0) } }, shape: [40, 3])
    try await unmixed.fit(x: data.tensors[0], y: shares, epochs: 1, verbose: .silent)
    let c = try unmixed.weights.values()
    #expect(a == c)
  }

  @Test func aLossOfClassNumbersIsAnErrorThatNamesTheOther() throws {
    let error = #expect(throws: HoneError.self) {
      try trainer(MixUp(), loss: .sparseCategoricalCrossentropy(fromLogits: true))
    }
    #expect(error?.path == "MixUp")
    #expect(error?.received == "sparseCategoricalCrossentropy, which takes class numbers")
    #expect(error?.help?.contains("categoricalCrossentropy") == true)
  }

  @Test func oneOutputCanNotHoldSharesOfTwoClasses() async throws {
    let trainer = try trainer(MixUp(), loss: .binaryCrossentropy(fromLogits: true), outputs: 1)
    let error = await #expect(throws: HoneError.self) {
      try await trainer.fit(data, epochs: 1, verbose: .silent)
    }
    #expect(error?.help?.contains("Dense(2)") == true)
  }

  @Test func aLabelBeyondTheOutputsIsAnErrorThatNamesTheSample() async throws {
    let trainer = try trainer(MixUp(), outputs: 2)
    let error = await #expect(throws: HoneError.self) {
      try await trainer.fit(data, epochs: 1, verbose: .silent)
    }
    #expect(error?.description.contains("a label from 0 to 1") == true)
    #expect(error?.path?.hasPrefix("sample ") == true)
  }

  @Test func mixingAmongTransformsOfSamplesIsAnError() throws {
    for wrong in [
      Pipeline([RandomFlip(), MixUp()]) as any Transform,
      RandomChoice([RandomInvert(), CutMix()]),
      RandomChoice([MixUp(), CutMix()], weights: [1, 2]),
    ] {
      let error = #expect(throws: HoneError.self) {
        _ = try data.map(wrong).dataset()
      }
      #expect(error?.description.contains("mix") == true)
    }
  }

  @Test func isSavedAndReadWithTheModel() async throws {
    let folder = try TemporaryFolder()
    let trainer = try trainer(RandomChoice([MixUp(alpha: 0.3), CutMix()]))
    try await trainer.fit(data, epochs: 1, verbose: .silent)
    let expected = try await trainer.evaluate(data)
    try trainer.save(to: folder.path)
    let saved = try SavedModel(folder.path).trainer(backend: reference)
    #expect(try await saved.evaluate(data) == expected)
    let summary = try saved.summary().description
    #expect(summary.contains("RandomChoice (training only)"))
  }
}
