import Foundation
import Hone

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What looking after a training costs: short trainings of `cnn` by `fit`, in turn without anything,
/// with every logger, with checkpoints, and with preflight.
struct Overhead {
  /// Steps of one training.
  private static let steps = 16
  private let trainer: Trainer
  private let data: any Dataset
  private let folder: String
  private let clock = ContinuousClock()

  /// Seconds of each round's trainings.
  private var plain: [Double] = []
  /// What logging took of the time of a step. The steps' own time varies by more than that between
  /// two trainings, so that it is measured within one: all but computing and waiting for batches.
  private var logging: [Double] = []
  private var checkpointing: [Double] = []
  private var checkpoints: [CheckpointReport] = []
  private var preflight: [Double] = []
  private var last: History?

  init(_ options: Options) throws {
    let workload = try Workload.named("cnn")
    trainer = try workload.model.compile(
      optimizer: workload.optimizer, loss: .sparseCategoricalCrossentropy(fromLogits: true),
      metrics: [.accuracy], seed: 1)
    let all = try Workload.named("cnn", Workload.Size(batch: 128 * Self.steps)).batch(0)
    data = try ArrayDataset(x: all[0], y: all[1])
    folder = NSTemporaryDirectory() + "/hone-bench-overhead-\(getpid())"
  }

  /// The rounds, and what they say.
  static func run(_ options: Options) async throws -> [(String, ConfigurationValue)] {
    var overhead = try Overhead(options)
    defer { try? FileManager.default.removeItem(atPath: overhead.folder) }
    _ = try await overhead.seconds()  // Builds the programs, and warms up.
    for round in 0..<options.rounds { try await overhead.takeTurns(round) }
    return overhead.result
  }

  private mutating func takeTurns(_ round: Int) async throws {
    let place = "\(folder)/\(round)"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    plain.append(try await seconds())
    _ = try await seconds(
      verbose: .bar,
      callbacks: [
        CSVLogger("\(place)/log.csv"), JSONLinesLogger("\(place)/log.jsonl"),
        TensorBoard(logDir: "\(place)/events", updateFreq: .batch),
      ])
    if let timing = last?.timings.first {
      logging.append((timing.total - timing.compute - timing.waiting) / timing.compute)
    }
    checkpointing.append(
      try await seconds(checkpoints: Checkpoints("\(place)/checkpoints", every: .steps(4))))
    preflight.append(try await seconds(preflight: true))
  }

  /// Trains once with its output thrown away.
  private mutating func seconds(
    verbose: Verbosity = .silent, callbacks: [any Callback] = [], checkpoints: Checkpoints? = nil,
    preflight: Bool = false
  ) async throws -> Double {
    fflush(nil)
    let output = dup(1)
    let nowhere = open("/dev/null", O_WRONLY)
    dup2(nowhere, 1)
    defer {
      fflush(nil)
      dup2(output, 1)
      close(output)
      close(nowhere)
    }
    let start = clock.now
    let history = try await trainer.fit(
      data, batchSize: 128, verbose: verbose, callbacks: callbacks, preflight: preflight,
      checkpoints: checkpoints)
    let seconds = (clock.now - start).milliseconds / 1e3
    last = history
    if let report = history.checkpoints { self.checkpoints.append(report) }
    return seconds
  }

  private var result: [(String, ConfigurationValue)] {
    let written = checkpoints.map { Double($0.written) }
    let each = zip(zip(checkpointing, plain), written).map { ($0.0 - $0.1) / $1 * 1e3 }
    return [
      ("step_ms", numbers(plain.map { $0 / Double(Self.steps) * 1e3 })),
      ("logging", numbers(logging)),
      ("checkpoint_ms", numbers(each)),
      ("pause_ms", numbers(zip(checkpoints, written).map { $0.pause.milliseconds / $1 })),
      ("checkpoint_mb", numbers(checkpoints.map { Double($0.byteCount) / 1e6 })),
      ("preflight_ms", numbers(zip(preflight, plain).map { ($0 - $1) * 1e3 })),
    ]
  }

  private func numbers(_ values: [Double]) -> ConfigurationValue {
    .array(values.map { ConfigurationValue($0) })
  }
}
