#if CommandLineTool
  internal import Hone

  /// Writes a row for each epoch into `metrics.csv` and `metrics.jsonl`, where its time went into
  /// `timings.csv`, and a line into the log.
  ///
  /// Training goes on if a row can't be written. A training that is resumed cuts what was written
  /// after its checkpoint, so that no row is there twice.
  struct MetricsFiles: StatefulCallback {
    /// What the files held when the checkpoint was made, and how long training had run.
    struct State: Codable {
      var csvByteCount = 0
      var rowsByteCount = 0
      var timingsByteCount = 0
      var seconds = 0.0
    }

    let folder: RunFolder
    private var memory = State()
    private var start = ContinuousClock.now
    private var secondsBefore = 0.0
    private var failures = 0

    init(folder: RunFolder) { self.folder = folder }

    var readsAllLogs: Bool { true }

    var state: State {
      get {
        var state = memory
        state.seconds = seconds
        return state
      }
      set {
        memory = newValue
        secondsBefore = newValue.seconds
        start = .now
      }
    }

    /// How long the run has trained, in all its processes.
    private var seconds: Double {
      let elapsed = (ContinuousClock.now - start).components
      let milliseconds = elapsed.attoseconds / 1_000_000_000_000_000
      return secondsBefore + Double(elapsed.seconds) + Double(milliseconds) / 1000
    }

    mutating func trainBegin(_ trainer: Trainer) {
      memory = State(
        csvByteCount: FileSystem.byteCount(of: folder.csvFile) ?? 0,
        rowsByteCount: FileSystem.byteCount(of: folder.rowsFile) ?? 0,
        timingsByteCount: FileSystem.byteCount(of: folder.timingsFile) ?? 0)
      start = .now
    }

    mutating func trainResume(_ trainer: Trainer) throws {
      let wanted = (memory.csvByteCount, memory.rowsByteCount, memory.timingsByteCount)
      memory.csvByteCount = try AppendedFile.cut(folder.csvFile, to: wanted.0)
      memory.rowsByteCount = try AppendedFile.cut(folder.rowsFile, to: wanted.1)
      memory.timingsByteCount = try AppendedFile.cut(folder.timingsFile, to: wanted.2)
      if (memory.csvByteCount, memory.rowsByteCount, memory.timingsByteCount) != wanted {
        Console.error("hone: rows of metrics that were written are missing in \(folder.path)")
      }
    }

    mutating func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) {
      do {
        try writeRow(epoch, logs, trainer)
      } catch {
        failures += 1
        if failures == 1 {
          Console.error("hone: metrics aren't written; training goes on. \(error)")
        }
      }
      let texts = logs.entries.map { "\($0.name) \(Number.short($0.value))" }
      folder.log("epoch \(epoch + 1): " + texts.joined(separator: "  "))
    }

    private mutating func writeRow(
      _ epoch: Int, _ logs: Logs, _ trainer: Trainer
    ) throws(HoneError) {
      var row: [(String, ConfigurationValue)] = [
        ("epoch", ConfigurationValue(epoch + 1)), ("step", ConfigurationValue(trainer.stepCount)),
        ("seconds", ConfigurationValue(seconds)),
      ]
      row += logs.entries.map { ($0.name, ConfigurationValue($0.value)) }
      var lines = row.map { $0.1.json(indent: nil) }.joined(separator: ",") + "\n"
      if memory.csvByteCount == 0 { lines = row.map(\.0).joined(separator: ",") + "\n" + lines }
      let object = ConfigurationValue.object(row).json(indent: nil) + "\n"
      try AppendedFile.append(lines, to: folder.csvFile)
      memory.csvByteCount += lines.utf8.count
      try AppendedFile.append(object, to: folder.rowsFile)
      memory.rowsByteCount += object.utf8.count
      try writeTiming(epoch, trainer.epochTiming)
    }

    /// What the epoch took up to its callbacks.
    private mutating func writeTiming(_ epoch: Int, _ timing: EpochTiming) throws(HoneError) {
      let cells = timing.parts.map { Number.timing($0.seconds) }
      var line = (["\(epoch + 1)"] + cells + ["\(timing.samples)"]).joined(separator: ",") + "\n"
      if memory.timingsByteCount == 0 {
        let names = ["epoch"] + timing.parts.map(\.name) + ["samples"]
        line = names.joined(separator: ",") + "\n" + line
      }
      try AppendedFile.append(line, to: folder.timingsFile)
      memory.timingsByteCount += line.utf8.count
    }

    func trainEnd(_ trainer: Trainer) {
      if failures > 1 { Console.error("hone: \(failures) rows of metrics weren't written") }
    }
  }

  extension RunFolder {
    /// The epochs that the run has had, by its last row.
    ///
    /// - Throws: `.file` if the rows can't be read, `.usage` if the last isn't one.
    func finishedEpochs() throws(HoneError) -> Int {
      guard FileSystem.exists(rowsFile) else { return 0 }
      guard let last = try Self.text(of: rowsFile).split(separator: "\n").last else { return 0 }
      let row = try ConfigurationValue(parsingJSON: String(last), file: rowsFile)
      return try row.member("epoch").int(in: 0...)
    }

    /// Takes over the rows of a run that this one continues.
    ///
    /// - Throws: `.file` if a file can't be read or written.
    func continueRows(of other: RunFolder) throws(HoneError) {
      for (source, target) in [(other.csvFile, csvFile), (other.rowsFile, rowsFile)]
      where FileSystem.exists(source) {
        try AtomicFile.write(try Self.text(of: source), to: target)
      }
    }

    private static func text(of path: String) throws(HoneError) -> String {
      let reader = try FileReader(path)
      return String(decoding: try reader.bytes(0..<reader.byteCount), as: UTF8.self)
    }
  }
#endif
