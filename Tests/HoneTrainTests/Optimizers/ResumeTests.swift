import Hone
import Testing

/// Saving in the middle, loading and training on gives the bits of training through.
@Suite struct ResumeTests {
  /// Saves after an epoch.
  private struct Saver: Callback {
    let epoch: Int
    let folder: String

    func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {
      if epoch == self.epoch { try trainer.save(to: folder) }
    }
  }

  /// Each optimizer as it is, and with all options that have state.
  private static let cases = Registry.standard.schemas(.optimizer).flatMap { schema in
    [
      "{\"\(schema.name)\": {\"learningRate\": 0.01}}",
      """
      {"\(schema.name)": {"learningRate": {"cosineDecay": {"initial": 0.02, "steps": 50}}, \
      "globalClipNorm": 1, "weightDecay": 0.01, "gradientAccumulationSteps": 3, "useEma": true, \
      "emaOverwriteFrequency": 2}}
      """,
    ]
  }

  @Test(arguments: cases, backendNames)
  func trainingOnGivesTheSameBits(_ text: String, _ name: String) async throws {
    let folder = try TemporaryFolder()
    let optimizer = try #require(
      try Registry.standard.make(
        .optimizer, from: ConfigurationValue(parsingJSON: text, file: "optimizer"), at: "")
        as? any Optimizer)
    let data = try Samples.dataset(27)
    let through = try Samples.trainer(optimizer: optimizer, on: backend(name))
    try await through.fit(
      data, epochs: 4, batchSize: 8, verbose: 0,
      callbacks: [Saver(epoch: 1, folder: folder.path)])
    let second = try SavedModel(folder.path).trainer(backend: backend(name))
    #expect(second.stepCount == 8)
    try await second.fit(data, epochs: 4, batchSize: 8, initialEpoch: 2, verbose: 0)
    #expect(try second.weights.values() == through.weights.values())
    #expect(try SavedModel(folder.path).optimizer.configuration == optimizer.configuration)
    let weight = StateSlot(
      path: "dense_1/kernel", type: TensorType(.float32, [6, 8]), role: .parameter,
      isTrainable: true)
    for slot in optimizer.slots(for: weight) {
      #expect(
        try second.optimizerSlot(slot.name, of: weight.path)
          == through.optimizerSlot(slot.name, of: weight.path))
    }
  }
}
