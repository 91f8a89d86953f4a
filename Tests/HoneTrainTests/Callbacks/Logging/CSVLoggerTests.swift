import Foundation
import Hone
import HoneTestSupport
import Testing

@testable import HoneTrain

@Suite struct CSVLoggerTests {
  private let folder: TemporaryFolder
  private let path: String
  init() throws {
    folder = try TemporaryFolder()
    path = folder.path + "/logs/log.csv"
  }

  private func write(
    _ logger: CSVLogger, _ epochs: [[(String, Double)]], from first: Int = 0
  ) throws {
    let trainer = try Samples.trainer(on: reference)
    var logger = logger
    try logger.trainBegin(trainer)
    for (offset, entries) in epochs.enumerated() {
      var logs = Logs()
      for (name, value) in entries { logs[name] = value }
      try logger.epochEnd(first + offset, &logs, trainer)
    }
    try logger.trainEnd(trainer)
  }

  /// What Keras 3.15 wrote for the same logs.
  @Test func filesAreKerass() throws {
    try write(
      CSVLogger(path),
      [
        [("loss", 0.699999988079071), ("accuracy", 0.5), ("val_loss", 1e-05)],
        [("loss", .nan), ("accuracy", 1), ("val_loss", .infinity)],
      ])
    #expect(
      try folder.text("logs/log.csv")
        == "epoch,accuracy,loss,val_loss\r\n0,0.5,0.699999988079071,1e-05\r\n1,1.0,nan,inf\r\n")
    try write(CSVLogger(path, separator: ";"), [[("loss", 1.5)], [("loss", 1e16), ("new", 3)]])
    #expect(
      try folder.text("logs/log.csv") == "epoch;loss;val_loss\r\n0;1.5;NA\r\n1;1e+16;NA\r\n")
  }

  @Test func rowsAreAddedToATableThatIsThere() throws {
    try write(CSVLogger(path), [[("loss", 1), ("val_loss", 2)]])
    try write(CSVLogger(path, append: true), [[("loss", 3), ("val_loss", 4)]], from: 1)
    #expect(try folder.text("logs/log.csv") == "epoch,loss,val_loss\r\n0,1.0,2.0\r\n1,3.0,4.0\r\n")
    // Another order and another log: values stay under their names.
    try AtomicFile.write("val_loss,epoch\n", to: path)
    try write(CSVLogger(path, append: true), [[("loss", 3), ("val_loss", 4)]], from: 1)
    #expect(try folder.text("logs/log.csv") == "val_loss,epoch\n4.0,1\r\n")
    try write(CSVLogger(path), [[("loss", 1), ("val_loss", 2)]])
    #expect(try folder.text("logs/log.csv") == "epoch,loss,val_loss\r\n0,1.0,2.0\r\n")
  }

  @Test func namesWithMarksAreReadBack() throws {
    try write(CSVLogger(path), [[("f1,\"macro\"", 1), ("val_loss", 2)]])
    let log = try LoggedEpochs(path)
    #expect(log.names == ["f1,\"macro\"", "val_loss"])
  }

  @Test(arguments: ["", ",,", "\"", "\n"])
  func aSeparatorIsOneCharacter(_ separator: String) async {
    await expectError(.usage, saying: "CSVLogger", "one character") {
      try write(CSVLogger(path, separator: separator), [])
    }
  }

  @Test func aTrainingIsLoggedAsItsHistoryTells() async throws {
    let trainer = try Samples.trainer(metrics: [.accuracy], on: reference)
    let lines = folder.path + "/log.jsonl"
    let history = try await trainer.fit(
      try Samples.dataset(24), epochs: 3, batchSize: 8,
      validation: try Samples.dataset(9, seed: 2), verbose: 0,
      callbacks: [CSVLogger(path), JSONLinesLogger(lines), EpochTimer()])
    for file in [path, lines] {
      let log = try LoggedEpochs(file)
      #expect(log.rows.map(\.label) == ["0", "1", "2"])
      #expect(Set(log.names).subtracting(["step"]) == Set(history.names))
      for name in history.names {
        #expect(try log.rows.map { try log.value(name, in: $0) } == history[name])
      }
    }
    #expect(history["epoch_seconds"].allSatisfy { $0 > 0 } && history["epoch_seconds"].count == 3)
  }
}
