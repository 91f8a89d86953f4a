import Foundation
import Hone
import HoneTestSupport
import Testing

@testable import HoneTrain

/// Logs of a training that was killed and resumed are those of one that never was.
@Suite struct ResumedLogTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func fit(
    _ trainer: Trainer, checkpoints: Checkpoints, into path: String
  ) async throws {
    try await trainer.fit(
      try Samples.dataset(24), epochs: 3, batchSize: 8,
      validation: try Samples.dataset(9, seed: 2), verbose: 0,
      callbacks: [
        CSVLogger(path + "/log.csv"), CSVLogger(path + "/appended.csv", append: true),
        JSONLinesLogger(path + "/log.jsonl"),
        TensorBoard(logDir: path + "/events", histogramFreq: 1, updateFreq: .batch),
      ], preflight: false, checkpoints: checkpoints)
  }

  /// Everything but times: the sizes of event files tell whether a record is there twice or not.
  private func contents(_ path: String) throws -> [String: Int] {
    var sizes: [String: Int] = [:]
    for part in ["", "/train", "/validation"] {
      let names = try FileManager.default.contentsOfDirectory(atPath: path + "/events" + part)
        .filter { $0.hasPrefix("events.") }
      #expect(names.count == 1, "\(names)")
      for name in names {
        sizes[part] = FileSystem.byteCount(of: path + "/events" + part + "/" + name)
      }
    }
    return sizes
  }

  private func text(_ path: String, _ name: String) throws -> String {
    try String(contentsOfFile: path + "/" + name, encoding: .utf8)
  }

  @Test func rowsAreNeitherLostNorDoubled() async throws {
    let through = folder.path + "/through"
    try FileSystem.makeFolder(through)
    let old = "epoch,loss\r\n0,9.0\r\n"
    try AtomicFile.write(old, to: through + "/appended.csv")
    let all = Checkpoints(folder.path + "/all", every: .steps(1), keep: 100)
    let trainer = try Samples.trainer(metrics: [.accuracy], on: reference)
    try await fit(trainer, checkpoints: all, into: through)
    let files = try FileManager.default.contentsOfDirectory(atPath: all.folder)
      .filter { $0.hasPrefix("step-") }.sorted()
    #expect(files.count == 10)
    let table = try text(through, "log.csv")
    let appended = try text(through, "appended.csv")
    #expect(table.split(separator: "\r\n").count == 4)
    #expect(appended.hasPrefix(old) && appended.split(separator: "\r\n").count == 5)
    let lines = try text(through, "log.jsonl")
    let sizes = try contents(through)
    for file in files {
      // The logs have everything up to the end, as a process that is killed late leaves them.
      let one = folder.path + "/one-" + file
      try FileManager.default.createDirectory(atPath: one, withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: all.folder + "/" + file, toPath: one + "/" + file)
      let again = try Samples.trainer(metrics: [.accuracy], on: reference)
      try again.resume(from: one)
      try await fit(again, checkpoints: Checkpoints(one, every: .steps(1)), into: through)
      #expect(try text(through, "log.csv") == table, "\(file)")
      #expect(try text(through, "appended.csv") == appended, "\(file)")
      #expect(try text(through, "log.jsonl") == lines, "\(file)")
      #expect(try contents(through) == sizes, "\(file)")
    }
  }
}
