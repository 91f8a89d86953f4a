import Hone
import Testing

/// Each rule has data that triggers it and data that doesn't.
struct PreflightDataTests {
  /// Trains a step of a model that begins with `first`, and gives what was found before.
  private func findings(
    _ training: any Dataset, _ validation: (any Dataset)? = nil, shuffle: Bool = true,
    first: any Layer = Dense(4, activation: .relu, kernelInitializer: .heNormal)
  ) async throws -> [Finding] {
    let trainer = try Sequential {
      Flatten()
      first
      Dense(3)
    }.compile(
      optimizer: .sgd(learningRate: 1e-6), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      backend: reference)
    return try await trainer.fit(
      training, epochs: 1, batchSize: .all, validation: validation, shuffle: shuffle,
      verbose: .silent
    ).findings
  }

  private func data(
    _ labels: [Int32], scale: Float = 1, seed: UInt64 = 1, names: [String]? = nil
  ) throws -> ArrayDataset {
    let key = RandomKey(seed: seed)
    let pixels = (0..<UInt64(labels.count * 36)).map { key.uniform(at: $0) * scale }
    return try ArrayDataset(
      x: HostTensor(pixels, shape: [labels.count, 6, 6, 1]), y: HostTensor(labels),
      classNames: names)
  }

  private let mixed = (0..<60).map { Int32($0 * 7 % 3) }

  @Test func healthyDataHasNoFindings() async throws {
    #expect(try await findings(data(mixed), data(mixed, seed: 2)) == [])
  }

  @Test func aClassWithoutValidationSamplesIsNamed() async throws {
    let found = try await findings(
      data(mixed, names: ["cat", "dog", "owl"]),
      data([0, 2, 0, 2], seed: 2, names: ["cat", "dog", "owl"]))
    #expect(found.map(\.rule) == ["missing-class"])
    #expect(found[0].message == "no sample of \"dog\": its numbers say nothing of it")
    #expect(
      found[0].description == """
        warning: validation data: no sample of "dog": its numbers say nothing of it [missing-class]
          help: use validationSplit, which takes a share of each class, or add samples
        """)
  }

  @Test func aClassThatTrainingNeverSeesIsNamed() async throws {
    let found = try await findings(data([0, 1, 0, 1, 0, 1]), data([0, 1, 2, 2], seed: 2))
    #expect(found.map(\.rule) == ["unknown-class"])
    #expect(found[0].message == "2 samples of class 2, which training never sees")
  }

  @Test func anotherSetOfLabelsIsAnError() async throws {
    let error = await #expect(throws: HoneError.self) {
      try await findings(
        data(mixed, names: ["cat", "dog", "owl"]),
        data(mixed, seed: 2, names: ["cat", "owl", "dog"]))
    }
    #expect(
      error?.description == """
        validation data: the labels mean other classes: label 1 is "dog" in training, "owl" in it
          help: give both the same class names in the same order
        """)
  }

  @Test func bytesInAModelThatDoesNotScaleThemAreFound() async throws {
    let bytes = try data(mixed, scale: 255)
    let found = try await findings(bytes)
    #expect(found.map(\.rule) == ["input-range"])
    #expect(
      found[0].message.hasSuffix("bytes of images, but the first layer expects numbers around 1"))
    #expect(try await findings(bytes, first: BatchNormalization()) == [])
    #expect(try await findings(bytes.map(Rescaling(1 / 255)).dataset()) == [])
  }

  @Test func samplesOfBothPartsAreFound() async throws {
    let training = try data(mixed)
    let found = try await findings(training, Subset(of: training, at: Array(10..<40)))
    #expect(found.map(\.rule) == ["duplicates"])
    #expect(
      found[0].message.hasPrefix(
        "30 of 30 samples (100.0 %) are in the training data too, the first being sample 10"))
    let augmented = try training.map(RandomFlip()).dataset()
    #expect(
      try await findings(augmented, Subset(of: training, at: [3])).map(\.rule).contains(
        "duplicates"), "before augmentation they are equal")
  }

  @Test func sortedDataThatIsNotShuffledIsFound() async throws {
    let sorted = try data(mixed.sorted())
    #expect(try await findings(sorted, shuffle: false).map(\.rule) == ["sorted-data"])
    #expect(try await findings(sorted) == [])
    #expect(try await findings(data(mixed), shuffle: false) == [])
  }

  @Test func itCanBeLeftOut() async throws {
    let trainer = try Sequential {
      Flatten()
      Dense(3)
    }.compile(
      optimizer: .sgd(learningRate: 1e-6), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      backend: reference)
    let history = try await trainer.fit(
      data(mixed, scale: 255), verbose: .silent, preflight: false)
    #expect(history.findings == [])
  }

  @Test func textsThatAVocabularyLosesAreFound() async throws {
    let texts = TextSamples(["a good film", "a bad film", "quite another story of old"])
    let known = try TextVectorization(outputMode: .int, outputSequenceLength: 8).adapt(to: texts)
    let lost = try TextVectorization(outputMode: .int, outputSequenceLength: 2)
      .adapt(to: texts.take(2))
    func rules(_ vectorization: TextVectorization) async throws -> [String] {
      let trainer = try Sequential {
        vectorization
        Embedding(50, 4)
        GlobalAveragePooling1D()
        Dense(2)
      }.compile(
        optimizer: .sgd(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
        backend: reference)
      return try await trainer.fit(texts, verbose: .silent).findings.map(\.rule)
    }
    #expect(try await rules(known) == [])
    #expect(try await rules(lost) == ["lost-text", "lost-text"])
  }
}

/// Texts with labels 0 and 1 in turn.
private struct TextSamples: SampleSource {
  let texts: [String]
  init(_ texts: [String]) { self.texts = texts }
  var count: Int { texts.count }
  let features = [
    FeatureSpec(.input, name: "x", kind: .text),
    FeatureSpec(.target, name: "y", kind: .tensor([], .int32)),
  ]
  func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    sample.values = [.text(texts[index]), .tensor(HostTensor(scalar: Int32(index % 2)))]
  }
}
