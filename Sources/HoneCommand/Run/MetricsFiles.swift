#if CommandLineTool
  internal import Hone
  internal import HoneCore
  internal import HoneTrain

  /// Writes a row for each epoch into `metrics.csv` and `metrics.jsonl`, where its time went into
  /// `timings.csv`, and a line into the log.
  ///
  /// Training goes on if a row can't be written. A training that is resumed cuts what was written
  /// after its checkpoint, so that no row is there twice.
  struct MetricsFiles: StatefulCallback {
    /// What the files held when the checkpoint was made, and how long training had run.
    struct State: Codable {
      var byteCounts: [Int]
      var seconds: Double
    }

    let folder: RunFolder
    private var table: LogFile
    private var rows: LogFile
    private var timings: LogFile
    private var start = ContinuousClock.now
    private var secondsBefore = 0.0

    init(folder: RunFolder) {
      self.folder = folder
      (table, rows, timings) = Self.files(folder, keeping: [])
    }

    var readsAllLogs: Bool { true }

    var state: State {
      get {
        State(byteCounts: [table.byteCount, rows.byteCount, timings.byteCount], seconds: seconds)
      }
      set {
        (table, rows, timings) = Self.files(folder, keeping: newValue.byteCounts)
        secondsBefore = newValue.seconds
        start = .now
      }
    }

    private static func files(
      _ folder: RunFolder, keeping byteCounts: [Int]
    ) -> (LogFile, LogFile, LogFile) {
      let files = [folder.csvFile, folder.rowsFile, folder.timingsFile].enumerated().map {
        let kept = byteCounts.indices.contains($0.offset) ? byteCounts[$0.offset] : 0
        return LogFile($0.element, of: "hone", keeping: kept)
      }
      return (files[0], files[1], files[2])
    }

    /// How long the run has trained, in all its processes, to a thousandth.
    private var seconds: Double {
      ((secondsBefore + (ContinuousClock.now - start).seconds) * 1000).rounded() / 1000
    }

    mutating func trainBegin(_ trainer: Trainer) {
      let paths = [folder.csvFile, folder.rowsFile, folder.timingsFile]
      (table, rows, timings) = Self.files(
        folder, keeping: paths.map { FileSystem.byteCount(of: $0) ?? 0 })
      start = .now
    }

    mutating func trainResume(_ trainer: Trainer) {
      table.resume(at: table.byteCount)
      rows.resume(at: rows.byteCount)
      timings.resume(at: timings.byteCount)
    }

    mutating func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) {
      var row: [(String, ConfigurationValue)] = [
        ("epoch", ConfigurationValue(epoch + 1)), ("step", ConfigurationValue(trainer.stepCount)),
        ("seconds", ConfigurationValue(seconds)),
      ]
      row += logs.entries.map { ($0.name, ConfigurationValue($0.value)) }
      Self.append(row.map { ($0.0, $0.1.json(indent: nil)) }, to: &table)
      rows.append(ConfigurationValue.object(row).json(indent: nil) + "\n")
      // What the epoch took up to its callbacks.
      let timing = trainer.epochTiming
      Self.append(
        [("epoch", "\(epoch + 1)")]
          + timing.parts.map { ($0.name, Number.timing($0.seconds)) }
          + [("samples", "\(timing.samples)")], to: &timings)
      // A checkpoint says how many bytes they have: those must outlive the machine as it does.
      table.flushToDevice()
      rows.flushToDevice()
      let texts = logs.entries.map { "\($0.name) \(Number.short($0.value))" }
      folder.log("epoch \(epoch + 1): " + texts.joined(separator: "  "))
    }

    /// Appends a row, and before the first the names of its columns.
    private static func append(_ row: [(name: String, cell: String)], to file: inout LogFile) {
      let heading = file.isEmpty ? row.map(\.name).joined(separator: ",") + "\n" : ""
      file.append(heading + row.map(\.cell).joined(separator: ",") + "\n")
    }

    mutating func trainEnd(_ trainer: Trainer) {
      table.end()
      rows.end()
      timings.end()
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
