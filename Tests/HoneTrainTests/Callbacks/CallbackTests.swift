import Hone
import Synchronization
import Testing

@Suite struct CallbackTests {
  /// Writes down what happens.
  private final class Recorder: Callback {
    private let lines = Mutex<[String]>([])
    let failure: String?
    var events: [String] { lines.withLock { $0 } }

    init(failingAt failure: String? = nil) { self.failure = failure }

    private func note(_ event: String) throws {
      lines.withLock { $0.append(event) }
      if event == failure { throw HoneError(.usage, message: "the callback failed on purpose") }
    }

    func trainBegin(_ trainer: Trainer) throws { try note("begin") }
    func epochBegin(_ epoch: Int, _ trainer: Trainer) throws { try note("epoch \(epoch)") }
    func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
      try note("step \(epoch).\(step) of \(trainer.stepCount)")
    }
    func epochEnd(_ epoch: Int, _ logs: Logs, _ trainer: Trainer) throws {
      try note("end \(epoch) \(logs.entries.map(\.name))")
    }
    func trainEnd(_ trainer: Trainer) { lines.withLock { $0.append("done") } }
  }

  @Test func eventsComeInOrder() async throws {
    let recorder = Recorder()
    let trainer = try Samples.trainer(on: reference)
    let data = try Samples.dataset(6)
    try await trainer.fit(
      data, epochs: 2, batchSize: 4, validation: data, verbose: 0, callbacks: [recorder])
    #expect(
      recorder.events == [
        "begin", "epoch 0", "step 0.0 of 1", "step 0.1 of 2", "end 0 [\"loss\", \"val_loss\"]",
        "epoch 1", "step 1.0 of 3", "step 1.1 of 4", "end 1 [\"loss\", \"val_loss\"]", "done",
      ])
  }

  @Test(arguments: ["begin", "epoch 0", "step 0.1 of 2", "end 0 [\"loss\"]"])
  func theEndIsToldAfterAnErrorOfACallback(_ event: String) async throws {
    let recorder = Recorder(failingAt: event)
    let other = Recorder()
    let trainer = try Samples.trainer(on: reference)
    await expectError(.usage, saying: "failed on purpose") {
      try await trainer.fit(
        try Samples.dataset(6), epochs: 2, batchSize: 4, verbose: 0, callbacks: [other, recorder])
    }
    #expect(recorder.events.suffix(2) == [event, "done"])
    #expect(other.events.last == "done")
    // The trainer is free for the next call.
    try await trainer.fit(try Samples.dataset(6), verbose: 0)
  }

  @Test func noEventIsToldWhenTheDataIsRefused() async throws {
    let recorder = Recorder()
    let trainer = try Samples.trainer(on: reference)
    await expectError(.data, saying: "no samples") {
      try await trainer.fit(try Samples.dataset(0), verbose: 0, callbacks: [recorder])
    }
    #expect(recorder.events.isEmpty)
  }

  @Test func aClosureHearsEachEpoch() async throws {
    let losses = Mutex<[Double]>([])
    let trainer = try Samples.trainer(on: reference)
    let callback = EpochEndCallback { _, logs in
      losses.withLock { $0.append(logs["loss"] ?? .nan) }
    }
    let history = try await trainer.fit(
      try Samples.dataset(9), epochs: 3, verbose: 0, callbacks: [callback])
    #expect(losses.withLock { $0 } == history["loss"])
  }

  /// What a file says and what the type holds are the same.
  @Test(arguments: [
    #""earlyStopping""#, #""reduceLROnPlateau""#, #"{"modelCheckpoint":{"filepath":"best"}}"#,
    #"{"earlyStopping":{"monitor":"acc","patience":3,"mode":"max","baseline":0.5}}"#,
    #"{"reduceLROnPlateau":{"factor":0.5,"cooldown":2,"minLR":0.01}}"#,
    #"{"modelCheckpoint":{"filepath":"best","saveBestOnly":true,"saveFrequency":7}}"#,
  ])
  func configurationsSurviveARoundTrip(_ json: String) throws {
    let value = try ConfigurationValue(parsingJSON: json, file: "value.json")
    let made = try Registry.training.make(.callback, from: value, at: "")
    #expect(try made.configuration.json() == value.json())
    let again = try Registry.training.make(.callback, from: made.configuration, at: "")
    #expect(again.configuration == made.configuration)
  }
}
