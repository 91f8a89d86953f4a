import Hone
import Testing

@testable import HoneTrain

/// What can't work at all is an error with preflight and without, of one text.
struct SkippedPreflightTests {
  struct Impossible: Sendable, CustomTestStringConvertible {
    let rule: String
    let callback: any Callback
    let optimizer: any Optimizer
    let texts: [String]

    init(
      _ rule: String, _ callback: any Callback, _ optimizer: any Optimizer = .sgd(),
      _ texts: String...
    ) {
      self.rule = rule
      self.callback = callback
      self.optimizer = optimizer
      self.texts = texts
    }

    var testDescription: String { "\(type(of: callback)): \(rule)" }
  }

  private static let scheduled: any Optimizer = .adam(learningRate: .cosineDecay(1e-3, steps: 4))

  static let cases = [
    Impossible("unknown-monitor", .earlyStopping(), .sgd(), "\"val_loss\" will never be logged"),
    Impossible(
      "unknown-monitor", .reduceLROnPlateau(monitor: "inference_loss"), .sgd(),
      "the training data isn't evaluated"),
    Impossible(
      "monitor-mode", .earlyStopping(monitor: "learning_rate"), .sgd(),
      "whether \"learning_rate\" shall fall or rise"),
    Impossible(
      "monitor-mode",
      .modelCheckpoint("m-{epoch}", monitor: "learning_rate", keepBest: 2), .sgd(),
      "whether \"learning_rate\" shall fall or rise"),
    Impossible(
      "plateau-and-schedule", .reduceLROnPlateau(monitor: "loss"), scheduled,
      "the optimizer has a schedule"),
    Impossible(
      "plateau-and-schedule", .learningRateScheduler { _, rate in rate }, scheduled,
      "the optimizer has a schedule"),
  ]

  @Test(arguments: cases, [true, false])
  func whatCannotWorkIsAnErrorInAnyCase(_ test: Impossible, _ preflight: Bool) async throws {
    let trainer = try Samples.trainer(optimizer: test.optimizer, on: reference)
    do {
      try await trainer.fit(
        Samples.dataset(24), epochs: 1, batchSize: 8, verbose: 0, callbacks: [test.callback],
        preflight: preflight)
      Issue.record("training began")
    } catch let error as HoneError {
      #expect(error.kind == .usage)
      #expect(error.path == "\(type(of: test.callback))")
      for text in test.texts { #expect("\(error)".contains(text), "\(error)") }
      #expect(error.help != nil)
    }
    #expect(trainer.stepCount == 0)
  }

  @Test(arguments: cases)
  func preflightFindsIt(_ test: Impossible) async throws {
    let trainer = try Samples.trainer(optimizer: test.optimizer, on: reference)
    let findings = try await trainer.preflight(
      Samples.dataset(24), epochs: 1, batchSize: 8, callbacks: [test.callback])
    let found = findings.filter { $0.severity == .error }
    #expect(found.map(\.rule) == [test.rule])
  }

  @Test func whatOnlyDisappointsCanBeSkipped() async throws {
    func fit(preflight: Bool) async throws {
      let trainer = try Sequential {
        Dense(3)
        Softmax()
      }.compile(
        optimizer: .sgd(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
        backend: reference)
      try await trainer.fit(
        Samples.dataset(24), batchSize: 8, verbose: 0, preflight: preflight)
    }
    await expectError(.usage, saying: "softmax") { try await fit(preflight: true) }
    try await fit(preflight: false)
  }
}
