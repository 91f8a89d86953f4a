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
    func stepBegin(epoch: Int, step: Int, _ trainer: Trainer) throws {
      try note("to \(epoch).\(step)")
    }
    func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
      try note("step \(epoch).\(step) of \(trainer.stepCount)")
    }
    func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {
      try note("end \(epoch) \(logs.entries.map(\.name).joined(separator: " "))")
    }
    func validationBegin(_ epoch: Int, _ trainer: Trainer) throws { try note("validate \(epoch)") }
    func validationEnd(_ epoch: Int, _ logs: Logs, _ trainer: Trainer) throws {
      try note("validated \(epoch) \(logs.entries.map(\.name).joined(separator: " "))")
    }
    func testBegin(_ trainer: Trainer) throws { try note("test") }
    func testEnd(_ logs: Logs, _ trainer: Trainer) throws {
      try note("tested \(logs.entries.map(\.name).joined(separator: " "))")
    }
    func predictBegin(_ trainer: Trainer) throws { try note("predict") }
    func predictEnd(_ trainer: Trainer) throws { try note("predicted") }
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
        "begin",
        "epoch 0", "to 0.0", "step 0.0 of 1", "to 0.1", "step 0.1 of 2",
        "validate 0", "validated 0 val_loss", "end 0 loss val_loss learning_rate",
        "epoch 1", "to 1.0", "step 1.0 of 3", "to 1.1", "step 1.1 of 4",
        "validate 1", "validated 1 val_loss", "end 1 loss val_loss learning_rate",
        "done",
      ])
    let other = Recorder()
    try await trainer.evaluate(data, callbacks: [other])
    _ = try await trainer.predict(data, callbacks: [other])
    #expect(other.events == ["test", "tested loss", "predict", "predicted"])
  }

  /// Adds a log, or reads one.
  private struct Relay: Callback {
    var reads: [String] = []
    var writes: [String] = []
    var readsAllLogs = false
    var body: @Sendable (inout Logs) -> Void = { _ in }
    func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) { body(&logs) }
  }

  @Test func aLogIsWrittenBeforeItIsRead() async throws {
    let seen = Mutex<[String: Double?]>([:])
    let logger = Relay(readsAllLogs: true) { logs in
      let logs = logs
      seen.withLock { $0["logger"] = logs["half"] }
    }
    let reader = Relay(reads: ["half"], writes: ["quarter"]) { logs in
      logs["quarter"] = (logs["half"] ?? .nan) / 2
    }
    let writer = Relay(writes: ["half"]) { logs in logs["half"] = (logs["loss"] ?? .nan) / 2 }
    let trainer = try Samples.trainer(on: reference)
    let history = try await trainer.fit(
      try Samples.dataset(6), verbose: 0, callbacks: [logger, reader, writer])
    let loss = try #require(history["loss"].first)
    #expect(history["half"] == [loss / 2])
    #expect(history["quarter"] == [loss / 4])
    #expect(seen.withLock { $0 } == ["logger": loss / 2])
  }

  @Test func aCircleOfLogsIsAnError() async throws {
    let trainer = try Samples.trainer(on: reference)
    await expectError(.usage, saying: "each of which reads what another writes") {
      try await trainer.fit(
        try Samples.dataset(6), verbose: 0,
        callbacks: [
          Relay(reads: ["a"], writes: ["b"]), Relay(reads: ["b"], writes: ["a"]),
        ])
    }
  }

  @Test(arguments: ["begin", "epoch 0", "step 0.1 of 2", "end 0 loss learning_rate"])
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
    #""terminateOnNaN""#, #""swapEMAWeights""#, #""tensorBoard""#, #""epochTimer""#,
    #"{"csvLogger":{"filename":"log.csv","separator":";","append":true}}"#,
    #"{"jsonLinesLogger":{"filename":"log.jsonl"}}"#, #"{"timeBudget":{"seconds":2.5}}"#,
    #"{"tensorBoard":{"logDir":"a","histogramFreq":2,"updateFreq":"batch"}}"#,
    #"{"tensorBoard":{"writeImages":true,"updateFreq":5}}"#,
  ])
  func configurationsSurviveARoundTrip(_ json: String) throws {
    let value = try ConfigurationValue(parsingJSON: json, file: "value.json")
    let made = try Registry.training.make(.callback, from: value, at: "")
    #expect(try made.configuration.json() == value.json())
    let again = try Registry.training.make(.callback, from: made.configuration, at: "")
    #expect(again.configuration == made.configuration)
  }
}
