import Hone
import HoneTestSupport
import Testing

/// Training from stored weights on stored batches, against Keras and PyTorch: error
/// ‖a − b‖₂ / ‖b‖₂, for SGD's weights and all losses at most 1e-4, for Adam's weights 1e-3.
@Suite struct GoldenTrainingTests {
  // Swift 6.3's optimizer crashes on this function.
  @Test(arguments: backendNames, try GoldenTraining.names)
  @_optimize(none)
  func twentySteps(_ backendName: String, _ name: String) async throws {
    let golden = try GoldenTraining(name)
    let trainer = try golden.trainer(on: backend(backendName))
    #expect(try Set(trainer.weights.names) == Set(golden.weightNames))
    var losses: [Float] = []
    for step in 0..<golden.steps {
      let batch = try golden.batch(step)
      let logs = try await trainer.trainOnBatch(x: batch.x, y: batch.y)
      losses.append(Float(try #require(logs["loss"])))
      guard [1, 5, 20].contains(step + 1) else { continue }
      for weight in golden.weightNames {
        try golden.run.expect(
          trainer.weights[weight], toBe: "params/\(step + 1)/\(weight)", within: golden.weightLimit)
      }
    }
    #expect(trainer.stepCount == 20)
    try golden.run.expect(HostTensor(losses), toBe: "losses", within: 1e-4)
    let last = try golden.batch(golden.steps - 1).x
    try golden.run.expect(
      try await trainer.predict(x: last), toBe: "inference", within: golden.weightLimit)
  }

  /// With rate 1 an SGD step subtracts exactly the gradient, but for float32's rounding.
  @Test(arguments: backendNames, try GoldenTraining.names.filter { $0.hasSuffix("-sgd") })
  func gradientsOfTheFirstStep(_ backendName: String, _ name: String) async throws {
    let golden = try GoldenTraining(name)
    let trainer = try golden.trainer(
      optimizer: .sgd(learningRate: 1), on: backend(backendName))
    let before = try trainer.weights.values()
    let batch = try golden.batch(0)
    _ = try await trainer.trainOnBatch(x: batch.x, y: batch.y)
    let gradients = golden.run.tensors(under: "grad/1")
    #expect(gradients.count >= 6)
    for weight in gradients.keys.sorted() {
      let (old, new) = (try #require(before[weight]), try trainer.weights[weight])
      let difference = try HostTensor(zip(old.floats, new.floats).map { $0 - $1 }, shape: old.shape)
      try golden.run.expect(difference, toBe: "grad/1/\(weight)", within: 1e-4)
    }
  }

  @Test(arguments: backendNames)
  func fitDoesWhatItsStepsDo(_ backendName: String) async throws {
    let golden = try GoldenTraining("training/cnn-bn-adam")
    let stepped = try golden.trainer(on: backend(backendName))
    for step in 0..<golden.steps {
      let batch = try golden.batch(step)
      _ = try await stepped.trainOnBatch(x: batch.x, y: batch.y)
    }
    let fitted = try golden.trainer(on: backend(backendName))
    try await fitted.fit(golden.samples(), batchSize: 8, shuffle: false, verbose: 0)
    #expect(try fitted.weights.values() == stepped.weights.values())
  }
}
