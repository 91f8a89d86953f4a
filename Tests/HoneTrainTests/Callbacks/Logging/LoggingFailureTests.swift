import Foundation
import Hone
import HoneTestSupport
import Testing

@testable import HoneTrain

/// Training goes on whatever becomes of its logs.
@Suite struct LoggingFailureTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func fit(_ callbacks: [any Callback], epochs: Int = 3) async throws -> History {
    let trainer = try Samples.trainer(metrics: [.accuracy], on: reference)
    return try await trainer.fit(
      try Samples.dataset(16), epochs: epochs, batchSize: 8,
      validation: try Samples.dataset(9, seed: 2), verbose: 0, callbacks: callbacks)
  }

  @Test func whatCannotBeWrittenEndsNothing() async throws {
    // A file where a folder would have to be.
    try AtomicFile.write("", to: folder.path + "/plain")
    let history = try await fit([
      CSVLogger(folder.path + "/plain/log.csv"), JSONLinesLogger(folder.path + "/plain/log.jsonl"),
      TensorBoard(logDir: folder.path + "/plain", histogramFreq: 1, updateFreq: .batch),
    ])
    #expect(history.epochs.count == 3)
  }

  @Test(.enabled(if: FileSystem.exists("/dev/full")))
  func aFullDeviceEndsNothing() async throws {
    let history = try await fit([CSVLogger("/dev/full"), JSONLinesLogger("/dev/full")])
    #expect(history.epochs.count == 3)
  }

  /// Rows that couldn't be written wait until they can.
  @Test func rowsThatWaitedAreWritten() async throws {
    let logs = folder.path + "/logs"
    try AtomicFile.write("", to: logs)
    let cleaning = LambdaCallback(onEpochEnd: { epoch, _, _ in
      if epoch == 1 { FileSystem.remove(logs) }
    })
    _ = try await fit([CSVLogger(logs + "/log.csv"), cleaning])
    #expect(try LoggedEpochs(logs + "/log.csv").rows.map(\.epoch) == [0, 1, 2])
  }

  /// A machine that lost power may have kept less than was written.
  @Test func aTornLineGoes() throws {
    let path = folder.path + "/log.csv"
    try AtomicFile.write("epoch,loss\n0,0.5\n1,0.", to: path)
    var log = LogFile(path, of: "test", keeping: 0)
    log.resume(at: 26)
    log.append("1,0.25\n")
    log.end()
    #expect(try folder.text("log.csv") == "epoch,loss\n0,0.5\n1,0.25\n")
  }

  @Test func modelsThatCannotBeSavedEndNothing() async throws {
    let models = folder.path + "/models"
    try AtomicFile.write("", to: models)
    let cleaning = LambdaCallback(onEpochEnd: { epoch, _, _ in
      if epoch == 1 { FileSystem.remove(models) }
    })
    let history = try await fit([
      ModelCheckpoint(models + "/{epoch}.safetensors", saveWeightsOnly: true),
      ModelCheckpoint(
        models + "/best.safetensors", monitor: "learning_rate", saveBestOnly: true,
        saveWeightsOnly: true, mode: .min),
      cleaning,
    ])
    #expect(history.epochs.count == 3)
    // The rate never improves, but what couldn't be saved isn't to be beaten.
    let names = try FileManager.default.contentsOfDirectory(atPath: models).sorted()
    #expect(names == ["3.safetensors", "best.safetensors"])
  }

  /// The count that a user is told.
  @Test func lostRecordsAreCounted() {
    var log = LogFile(folder.path, of: "test", keeping: 0)
    log.append("one\n")
    log.append(String(repeating: "-", count: 1 << 20))
    #expect(log.isEmpty == false && log.byteCount == 0)
    #expect(log.end() == 2, "one that waited, and one too long to wait beside it")
    #expect(log.isEmpty && log.end() == 0)
  }
}
