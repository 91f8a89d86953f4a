#if CommandLineTool
  internal import Hone

  /// Writes a row for each epoch into `metrics.csv` and `metrics.jsonl`, and a line into the log.
  struct MetricsFiles: Callback {
    let folder: RunFolder
    let start: ContinuousClock.Instant

    func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {
      let elapsed = ContinuousClock.now - start
      let seconds =
        Double(elapsed.components.seconds)
        + Double(elapsed.components.attoseconds / 1_000_000_000_000_000) / 1000
      var row: [(String, ConfigurationValue)] = [
        ("epoch", ConfigurationValue(epoch + 1)), ("step", ConfigurationValue(trainer.stepCount)),
        ("seconds", ConfigurationValue(seconds)),
      ]
      row += logs.entries.map { ($0.name, ConfigurationValue($0.value)) }
      if !FileSystem.exists(folder.csvFile) {
        try AppendedFile.append(row.map(\.0).joined(separator: ",") + "\n", to: folder.csvFile)
      }
      let cells = row.map { $0.1.json(indent: nil) }
      try AppendedFile.append(cells.joined(separator: ",") + "\n", to: folder.csvFile)
      try AppendedFile.append(
        ConfigurationValue.object(row).json(indent: nil) + "\n", to: folder.rowsFile)
      let texts = logs.entries.map { "\($0.name) \(Number.short($0.value))" }
      folder.log("epoch \(epoch + 1): " + texts.joined(separator: "  "))
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
