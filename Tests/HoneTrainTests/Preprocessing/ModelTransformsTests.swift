import Hone
import Testing

/// Transforms as a model's first layers: done while batches are read, with the bits of a pipeline.
struct ModelTransformsTests {
  private let data = SmallPictures.dataset(count: 24)

  private func weights(_ model: any Layer, _ data: any Dataset) async throws -> [String: HostTensor]
  {
    let trainer = try model.compile(
      optimizer: .sgd(learningRate: 0.01), loss: .meanSquaredError, seed: 5, backend: reference)
    try await trainer.fit(data, epochs: 2, batchSize: 5, verbose: .silent)
    return try trainer.weights.values()
  }

  @Test func aModelAndAPipelineGiveTheSameBits() async throws {
    let inModel = try await weights(
      Sequential {
        AddNoise()
        Halve()
        Flatten()
        Dense(1)
      }, data)
    let inPipeline = try await weights(
      Sequential {
        Flatten()
        Dense(1)
      }, data.map(AddNoise(), Halve()).dataset())
    #expect(inModel == inPipeline)
    let without = try await weights(
      Sequential {
        Halve()
        Flatten()
        Dense(1)
      }, data)
    #expect(without != inModel, "the noise was added")
  }

  @Test func nestedStacksAndFunctionalModelsAreThoseOfTheNotes() async throws {
    let augmentation = Sequential {
      AddNoise()
      Halve()
    }
    let flat = try await weights(
      Sequential {
        Input(2, 2, 1)
        AddNoise()
        Halve()
        Flatten()
        Dense(1)
      }, data)
    let nested = try await weights(
      Sequential {
        Input(2, 2, 1)
        augmentation
        Flatten()
        Dense(1)
      }, data)
    let image = Input(2, 2, 1)
    let functional = try await weights(
      Model(inputs: image, outputs: Dense(1)(Flatten()(Halve()(AddNoise()(image))))), data)
    #expect(nested == flat)
    #expect(functional == flat)
  }

  @Test func augmentationActsInTrainingOnlyAndPreprocessingAlways() async throws {
    let trainer = try Sequential {
      Input(2, 2, 1)
      AddNoise()
      Halve()
      Flatten()
    }.compile(optimizer: .sgd(), loss: .meanSquaredError, backend: reference)
    let output = try await trainer.predict(SmallPictures.dataset(count: 3, targets: false))[0]
    #expect(output.elements(as: Float.self) == [0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1])
    #expect(trainer.preprocessing.transforms.count == 2)
    #expect(trainer.preprocessing.inference.count == 1)
  }

  @Test func aTransformBehindAnotherLayerIsAnError() throws {
    let error = #expect(throws: HoneError.self) {
      try Sequential {
        Input(2, 2, 1)
        Conv2D(1, kernelSize: 1)
        AddNoise()
        Flatten()
        Dense(1)
      }.compile(optimizer: .sgd(), loss: .meanSquaredError, backend: reference)
    }
    #expect(
      error?.description == """
        AddNoise: preprocessing expects a place in front of every other layer. Received: one \
        behind another layer, or an Input that something else reads too
          help: samples are changed while batches are read: move it to the start of the model, or \
        into the data: data.map(…)
        """)
  }

  @Test func severalInputsHaveTransformsOfTheirOwn() async throws {
    let (a, b) = (Input(2, 2, 1, name: "a"), Input(2, 2, 1, name: "b"))
    let trainer = try Model(
      inputs: [a, b], outputs: Concatenate()([Flatten()(Halve()(a)), Flatten()(b)])
    ).compile(optimizer: .sgd(), loss: .meanSquaredError, backend: reference)
    let ones = HostTensor(filling: [1, 2, 2, 1], with: 1)
    let output = try await trainer.predict(ArrayDataset(inputs: ["a": ones, "b": ones]))[0]
    #expect(output.elements(as: Float.self) == [0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1])
  }

  @Test func aSavedModelTakesRawSamplesAgain() async throws {
    let folder = try TemporaryFolder()
    let model = Sequential {
      Input(2, 2, 1)
      AddNoise()
      Halve()
      Flatten()
      Dense(1)
    }
    let trainer = try model.compile(
      optimizer: .sgd(learningRate: 0.01), loss: .meanSquaredError, backend: reference)
    try await trainer.fit(data, epochs: 1, batchSize: 6, verbose: .silent)
    try trainer.save(to: folder.path + "/model")
    let registry = Registry.training.adding(AddNoise.self).adding(Halve.self)
    let again = try SavedModel(folder.path + "/model", registry: registry)
      .trainer(backend: reference)
    #expect(try again.model.encoded() == model.encoded())
    let raw = SmallPictures.dataset(count: 4, targets: false)
    #expect(try await again.predict(raw) == trainer.predict(raw))
    // Going on gives the same bits too: what is drawn depends on the seed and the epoch.
    try await trainer.fit(data, epochs: 2, batchSize: 6, initialEpoch: 1, verbose: .silent)
    try await again.fit(data, epochs: 2, batchSize: 6, initialEpoch: 1, verbose: .silent)
    #expect(try again.weights.values() == trainer.weights.values())
  }

  @Test func sourcesOfRawSamplesAreTrainedOnAndEvaluated() async throws {
    let trainer = try Sequential {
      AddNoise()
      Flatten()
      Dense(1)
    }.compile(optimizer: .sgd(learningRate: 0.001), loss: .meanSquaredError, backend: reference)
    let source = data.source
    let history = try await trainer.fit(
      source, epochs: 3, batchSize: 4, validationSplit: 0.25, verbose: .silent, workers: 2)
    #expect(history["val_loss"].count == 3)
    let loss = try await trainer.evaluate(source)["loss"]
    #expect(loss == (try await trainer.evaluate(data)["loss"]))
  }

  @Test func theNumberOfWorkersDoesNotChangeTraining() async throws {
    func train(_ workers: Int) async throws -> [String: HostTensor] {
      let trainer = try Sequential {
        AddNoise()
        Flatten()
        Dense(1)
      }.compile(optimizer: .adam(), loss: .meanSquaredError, backend: reference)
      try await trainer.fit(data, epochs: 3, batchSize: 5, verbose: .silent, workers: workers)
      return try trainer.weights.values()
    }
    #expect(try await train(1) == train(4))
  }

  @Test func labelsOfCostlyDataAreCheckedAsTheyAreRead() async throws {
    let pictures = SmallPictures.dataset(count: 60).tensors[0]
    var labels = [Int32](repeating: 0, count: 60)
    labels[50] = 3
    let data = try ArrayDataset(x: pictures, y: HostTensor(labels))
    let trainer = try Sequential {
      AddNoise()
      Flatten()
      Dense(3)
    }.compile(
      optimizer: .sgd(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      backend: reference)
    let error = await #expect(throws: HoneError.self) {
      try await trainer.fit(data, batchSize: 8, shuffle: false, verbose: .silent)
    }
    #expect(
      error?.description.hasPrefix("training data: sample 50 expects a label from 0 to 2") == true)
    #expect(trainer.stepCount <= 6)
  }
}

/// Adds up to a tenth to each pixel, in training only.
private struct AddNoise: Transform {
  static let schema = Schema(.transform, "AddNoise", summary: "adds noise")
  init() {}
  init(_ fields: Fields) throws(HoneError) {}
  var fields: [String: ConfigurationValue] { [:] }
  var isTrainingOnly: Bool { true }
  func features(from features: [FeatureSpec]) -> [FeatureSpec] { features }
  func apply(to sample: inout Sample, context: inout TransformContext) throws(HoneError) {
    let key = context.key
    try sample.withImage(0) { image in
      image.withPixels { pixels in
        for place in pixels.indices { pixels[place] += 0.1 * key.uniform(at: UInt64(place)) }
      }
    }
  }
}

/// Halves each pixel.
private struct Halve: Transform {
  static let schema = Schema(.transform, "Halve", summary: "halves")
  init() {}
  init(_ fields: Fields) throws(HoneError) {}
  var fields: [String: ConfigurationValue] { [:] }
  func features(from features: [FeatureSpec]) -> [FeatureSpec] { features }
  func apply(to sample: inout Sample, context: inout TransformContext) throws(HoneError) {
    try sample.withImage(0) { image in
      image.withPixels { for place in $0.indices { $0[place] /= 2 } }
    }
  }
}

/// Pictures of 2×2 pixels that hold their number; the target is the number too.
private enum SmallPictures {
  static func dataset(count: Int, targets: Bool = true) -> ArrayDataset {
    let numbers = (0..<count).flatMap { [Float](repeating: Float($0), count: 4) }
    guard let x = try? HostTensor(numbers, shape: [count, 2, 2, 1]),
      let y = try? HostTensor((0..<count).map { Float($0) }, shape: [count, 1]),
      let data = try? ArrayDataset(x: x, y: targets ? y : nil)
    else { fatalError("the shapes are those of the elements") }
    return data
  }
}
