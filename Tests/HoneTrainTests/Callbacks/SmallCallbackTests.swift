import Foundation
import Hone
import HoneTestSupport
import Synchronization
import Testing

@testable import HoneTrain

@Suite struct SmallCallbackTests {
  private func fit(
    _ callbacks: [any Callback], epochs: Int = 3,
    optimizer: any Optimizer = .sgd(learningRate: 0.1),
    data: ArrayDataset? = nil
  ) async throws -> (Trainer, History) {
    let trainer = try Samples.trainer(optimizer: optimizer, metrics: [.accuracy], on: reference)
    let history = try await trainer.fit(
      try data ?? Samples.dataset(24), epochs: epochs, batchSize: 8,
      validation: try Samples.dataset(9, seed: 2), verbose: 0, callbacks: callbacks,
      preflight: false)
    return (trainer, history)
  }

  // MARK: LearningRateScheduler

  @Test func theRateIsSetBeforeEachEpoch() async throws {
    let (_, history) = try await fit([
      LearningRateScheduler { epoch, rate in epoch < 1 ? rate : rate * 0.5 }
    ])
    #expect(history["learning_rate"] == [0.1, 0.05, 0.025])
  }

  @Test func aWrongRateOrAScheduleBesideItIsAnError() async throws {
    await expectError(.usage, saying: "LearningRateScheduler", "epoch 2", "-1") {
      _ = try await fit([LearningRateScheduler { epoch, _ in epoch == 0 ? 1 : -1 }])
    }
    await expectError(.usage, saying: "LearningRateScheduler", "schedule") {
      _ = try await fit(
        [LearningRateScheduler { _, rate in rate }],
        optimizer: .sgd(learningRate: .cosineDecay(0.1, steps: 9)))
    }
  }

  // MARK: TerminateOnNaN

  /// A rate that no weight survives.
  private static let wild: any Optimizer = .sgd(learningRate: 1e38)

  @Test func aLostTrainingEndsWithoutAnError() async throws {
    let (_, history) = try await fit([TerminateOnNaN()], optimizer: Self.wild)
    #expect(history.stopReason?.contains("TerminateOnNaN: the loss is") == true)
    #expect(history.epochs.count == 1)
    for callbacks in [[], [TerminateOnNaN(raiseError: true)]] as [[any Callback]] {
      await expectError(.diverged, saying: "epoch 1") {
        _ = try await fit(callbacks, optimizer: Self.wild)
      }
    }
  }

  // MARK: LambdaCallback

  @Test func closuresHearTheirEvents() async throws {
    let events = Mutex<[String]>([])
    @Sendable func note(_ event: String) { events.withLock { $0.append(event) } }
    _ = try await fit(
      [
        LambdaCallback(
          onTrainBegin: { _ in note("begin") }, onTrainEnd: { _ in note("end") },
          onEpochBegin: { epoch, _ in note("epoch \(epoch)") },
          onEpochEnd: { epoch, logs, _ in note("after \(epoch), \(logs.entries.count) logs") },
          onTrainBatchBegin: { batch, _ in note("batch \(batch)") },
          onTrainBatchEnd: { batch, trainer in note("batch \(batch) is \(trainer.stepCount)") })
      ], epochs: 1)
    #expect(
      events.withLock { $0 } == [
        "begin", "epoch 0", "batch 0", "batch 0 is 1", "batch 1", "batch 1 is 2", "batch 2",
        "batch 2 is 3", "after 0, 5 logs", "end",
      ])
  }

  // MARK: TimeBudget

  @Test func trainingEndsAtAStepWhenTheTimeIsUsed() async throws {
    let (trainer, history) = try await fit([TimeBudget(seconds: 1e-9)])
    #expect(trainer.stepCount == 1)
    #expect(history.stopReason?.contains("TimeBudget") == true)
    #expect(history.epochs == [0] && history["val_loss"].count == 1)
    let (other, all) = try await fit([TimeBudget(minutes: 60)])
    #expect(other.stepCount == 9 && all.stopReason == nil)
    await expectError(.usage, saying: "TimeBudget", "0") { _ = try await fit([TimeBudget()]) }
  }

  /// A resumed training has what was left.
  @Test func theTimeThatWasUsedIsRemembered() throws {
    let trainer = try Samples.trainer(on: reference)
    var budget = TimeBudget(seconds: 100)
    try budget.trainBegin(trainer)
    #expect(budget.state.used < 50)
    budget.state = TimeBudget.State(used: 70)
    #expect(budget.state.used >= 70 && budget.state.used < 90)
  }

  // MARK: SwapEMAWeights

  private static let averaging: any Optimizer = SGD(learningRate: 0.5)
    .averaged(.exponential(momentum: 0.5))

  @Test func validationSeesTheAverages() async throws {
    let kernels = Mutex<[[Float]]>([])
    struct Watch: Callback {
      let note: @Sendable (Trainer) throws -> Void
      func validationBegin(_ epoch: Int, _ trainer: Trainer) throws { try note(trainer) }
      func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {
        try note(trainer)
      }
      func stepBegin(epoch: Int, step: Int, _ trainer: Trainer) throws {
        if step == 0, epoch == 1 { try note(trainer) }
      }
    }
    let watch = Watch { trainer in
      let kernel = try trainer.weights["dense_1/kernel"].floats
      kernels.withLock { $0.append(kernel) }
    }
    for swapOnEpoch in [false, true] {
      kernels.withLock { $0 = [] }
      let (trainer, _) = try await fit(
        [SwapEMAWeights(swapOnEpoch: swapOnEpoch), watch], epochs: 2, optimizer: Self.averaging)
      let seen = kernels.withLock { $0 }
      #expect(seen.count == 5)
      // At validation, after the epoch, and before the next: averages, then the weights again.
      #expect(seen[0] != seen[2])
      #expect(seen[1] == (swapOnEpoch ? seen[0] : seen[2]))
      #expect(try trainer.weights["dense_1/kernel"].floats == seen[3])
    }
  }

  /// The weights that stand aside between epochs are part of checkpoints.
  @Test(arguments: [false, true])
  func aResumedTrainingHasTheSameAveragesAndWeights(_ swapOnEpoch: Bool) async throws {
    let folder = try TemporaryFolder()
    func run(_ checkpoints: Checkpoints, resuming: Bool) async throws -> (Trainer, History) {
      let trainer = try Samples.trainer(
        optimizer: Self.averaging, metrics: [.accuracy], on: reference)
      if resuming { try trainer.resume(from: checkpoints.folder) }
      let history = try await trainer.fit(
        try Samples.dataset(24), epochs: 3, batchSize: 8,
        validation: try Samples.dataset(9, seed: 2), verbose: 0,
        callbacks: [SwapEMAWeights(swapOnEpoch: swapOnEpoch), TimeBudget(minutes: 60)],
        preflight: false, checkpoints: checkpoints)
      return (trainer, history)
    }
    let all = folder.path + "/all"
    let (trainer, history) = try await run(
      Checkpoints(all, every: .steps(1), keep: 100), resuming: false)
    let files = try FileManager.default.contentsOfDirectory(atPath: all)
      .filter { $0.hasPrefix("step-") }
    #expect(files.count == 10)
    for file in files {
      let one = folder.path + "/" + file
      try FileManager.default.createDirectory(atPath: one, withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: all + "/" + file, toPath: one + "/" + file)
      let (again, same) = try await run(Checkpoints(one, every: .steps(1)), resuming: true)
      #expect(same.values == history.values, "\(file)")
      #expect(try again.weights.values() == trainer.weights.values(), "\(file)")
    }
  }

  /// The averages are those that `useAverages` sets, and training isn't changed by looking at them.
  @Test func aTestThatFailsLeavesTheWeightsToo() async throws {
    let trainer = try Samples.trainer(
      optimizer: Self.averaging, on: reference)
    try await trainer.fit(
      Samples.dataset(16), batchSize: 4, verbose: 0,
      callbacks: [LambdaCallback(onEpochEnd: { _, _, trainer in trainer.interruptTraining() })],
      preflight: false)
    let before = try trainer.weights.values()
    // Behind the rows that are looked at first there is a class that the model hasn't.
    let x = try Samples.normal([200, 6])
    let labels = (0..<200).map { Int32($0 == 190 ? 9 : $0 % 3) }
    let data = try ArrayDataset(x: x, y: HostTensor(labels))
    await expectError(.data, saying: "9") {
      _ = try await trainer.evaluate(data, batchSize: 10, callbacks: [SwapEMAWeights()])
    }
    #expect(try trainer.weights.values() == before)
  }

  @Test func testsSeeTheAveragesAndLeaveTheWeights() async throws {
    let data = try Samples.dataset(9, seed: 2)
    let (plain, _) = try await fit([], optimizer: Self.averaging)
    let (swapped, _) = try await fit([SwapEMAWeights()], optimizer: Self.averaging)
    #expect(try plain.weights.values() == swapped.weights.values())
    let averages = try plain.weights.values()
    try plain.weights.set("dense_1/kernel", to: HostTensor(zeros: [6, 8]))
    let zeroed = try await plain.evaluate(data)
    let swappedIn = try await plain.evaluate(data, callbacks: [SwapEMAWeights()])
    #expect(swappedIn != zeroed)
    #expect(try await swapped.evaluate(data) == swappedIn)
    #expect(try plain.weights["dense_1/kernel"].floats.allSatisfy { $0 == 0 })
    #expect(averages["dense_1/kernel"]?.floats.contains { $0 != 0 } == true)
    await expectError(.usage, saying: "SwapEMAWeights", "no averages") {
      _ = try await fit([SwapEMAWeights()])
    }
  }
}
