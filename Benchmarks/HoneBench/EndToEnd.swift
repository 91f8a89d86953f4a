import Hone

/// Trains the network of `make demo` on shifted and mirrored images of Fashion-MNIST and measures it after each epoch: what
/// `end-to-end` times from the start of the process to its end.
enum EndToEnd {
  static func run(_ options: Options) async throws -> (accuracy: Double, parameters: Int) {
    var training: any Dataset = try ImageCollection.fashionMNIST.load(.train)
    let test = try ImageCollection.fashionMNIST.load(.test)
    if let samples = options.samples { training = try Subset(of: training, at: Array(0..<samples)) }
    let stepsPerEpoch = (training.count + 127) / 128
    let augmented = try training.map(
      RandomCrop(height: 28, width: 28, padding: 2), RandomFlip(.horizontal)
    ).dataset()
    let trainer = try model.compile(
      optimizer: .adam(learningRate: .cosineDecay(2e-3, steps: options.epochs * stepsPerEpoch)),
      loss: .sparseCategoricalCrossentropy(fromLogits: true), metrics: [.accuracy], seed: 1)
    let history = try await trainer.fit(
      augmented, epochs: options.epochs, batchSize: 128, validation: test, verbose: .silent)
    return (history["val_accuracy"].last ?? .nan, try trainer.summary().trainableCount)
  }

  static let model = Sequential {
    for filters in [32, 64] {
      for _ in 0..<2 {
        Conv2D(
          filters, kernelSize: 3, padding: .same, useBias: false, kernelInitializer: .heNormal)
        BatchNormalization()
        ReLU()
      }
      MaxPooling2D(2)
    }
    Flatten()
    Dropout(0.4)
    Dense(10)
  }
}
