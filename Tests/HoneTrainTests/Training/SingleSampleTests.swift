import Hone
import HoneTestSupport
import Testing

/// T51: a network with batch normalization predicts a sample alone as it does among others.
@Suite struct SingleSampleTests {
  @Test(arguments: backendNames)
  func anImageIsPredictedAloneAsAmongOthersAndAsByKeras(_ name: String) async throws {
    let golden = try GoldenTraining("training/cnn-bn-sgd")
    let trainer = try golden.trainer(on: backend(name))
    for step in 0..<golden.steps {
      let batch = try golden.batch(step)
      _ = try await trainer.trainOnBatch(x: batch.x, y: batch.y)
    }
    let images = try golden.batch(golden.steps - 1).x
    let wanted = try golden.run.tensor("inference")
    let together = try await trainer.predict(x: images)
    #expect(relativeError(together, wanted) < golden.weightLimit)
    for row in 0..<images.shape[0] {
      let alone = try await trainer.predict(x: images.rows(row..<row + 1))
      #expect(relativeError(alone, try together.rows(row..<row + 1)) < 1e-5)
    }
  }
}
