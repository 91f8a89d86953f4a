#if CommandLineTool
  internal import Foundation
  internal import Hone
  internal import HoneCore
  internal import HoneTrain

  /// The folder of a training run.
  ///
  /// `config.yaml` (complete), `model.json`, `weights.safetensors`, `optimizer.safetensors`,
  /// `metrics.csv` and `metrics.jsonl` (a row for each epoch), `timings.csv` (where the time of each
  /// epoch went), `environment.json`, `log.txt`, and
  /// `checkpoints`, from which a run goes on that was ended; where samples are rows of a table, also
  /// `table.json`, its columns.
  struct RunFolder {
    let path: String

    var configurationFile: String { path + "/config.yaml" }
    var environmentFile: String { path + "/environment.json" }
    var csvFile: String { path + "/metrics.csv" }
    var rowsFile: String { path + "/metrics.jsonl" }
    var timingsFile: String { path + "/timings.csv" }
    var logFile: String { path + "/log.txt" }
    var checkpointFolder: String { path + "/checkpoints" }

    /// A folder that is there.
    ///
    /// - Throws: `.file` if there is none.
    init(existing path: String) throws(HoneError) {
      let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
      guard FileSystem.isFolder(trimmed) else {
        throw HoneError(
          .file, path: path, wanted: "a run folder, or one with a saved model",
          received: FileSystem.exists(trimmed) ? "a file" : "nothing of that name",
          help: "`hone train` prints the folder that it makes")
      }
      self.path = trimmed
    }

    /// A folder to be made, named after the run and the time, or of the given name.
    ///
    /// - Throws: `.usage` if `folder` holds a run already.
    init(for configuration: RunConfiguration, at folder: String?, now: Date = Date())
      throws(HoneError)
    {
      if let folder {
        guard !FileSystem.exists(folder + "/config.yaml") else {
          throw HoneError(
            .usage, path: folder, operation: "--into", message: "the folder holds a run already",
            help: "name another folder")
        }
        path = folder
      } else {
        let stem = "\(configuration.runs)/\(configuration.name)-\(Self.stamp(now))"
        var candidate = stem
        var number = 1
        while FileSystem.exists(candidate) {
          number += 1
          candidate = "\(stem)-\(number)"
        }
        path = candidate
      }
    }

    var hasConfiguration: Bool { FileSystem.exists(configurationFile) }

    /// Requires that a run of this tool is here.
    ///
    /// - Throws: `.file` if there is none.
    func requireConfiguration() throws(HoneError) {
      guard hasConfiguration else {
        throw HoneError(
          .file, path: path, operation: "a run", wanted: "a run folder with config.yaml",
          received: "a folder without it",
          help: "`hone train` makes such folders; `hone runs` lists them")
      }
    }

    /// The run's configuration.
    ///
    /// - Throws: `.file` if it isn't there.
    func configuration(overrides: [Override] = []) throws(HoneError) -> RunConfiguration {
      try requireConfiguration()
      return try RunConfiguration(file: configurationFile, overrides: overrides)
    }

    /// The data that arguments name, for a folder without a configuration.
    ///
    /// - Throws: `.usage` if they name none, or something else.
    func namedData(_ overrides: [Override]) throws(HoneError) -> any DataSource {
      let help = "name it, such as data=fashion-mnist; `hone data list` shows what there is"
      if let other = overrides.first(where: { $0.section != "data" }) {
        throw HoneError(
          .usage, path: other.text,
          message: "\(path) has no config.yaml, so only its data can be given", help: help)
      }
      var value = ConfigurationValue.emptyObject
      for override in overrides { try override.apply(to: &value) }
      guard let data = value["data"] else {
        throw HoneError(
          .usage, path: path, operation: "evaluate",
          message:
            "a Swift program saved this model, so that nothing says on which data to measure",
          help: help)
      }
      let registry = Registry.command
      if let error = HoneError.combining(registry.validate(data, as: .dataset, at: "data")) {
        throw error
      }
      let complete = registry.completing(data, as: .dataset)
      guard let source = try registry.make(.dataset, from: complete, at: "data") as? any DataSource
      else { throw data.mismatch("data", at: "data") }
      return source
    }

    /// Takes the right to write here, which one process has at a time; makes the folder if there is
    /// none.
    ///
    /// - Throws: `.usage` if another has it, `.file` if the folder can't be made.
    func locked() throws(HoneError) -> FolderLock { try FolderLock(path, purpose: "train") }

    /// The run that this one began with, if its environment names one.
    var source: RunFolder? {
      guard let file = try? FileReader(environmentFile),
        let bytes = try? file.bytes(0..<file.byteCount),
        let value = try? ConfigurationValue(
          parsingJSON: String(decoding: bytes, as: UTF8.self), file: environmentFile),
        let from = try? value["from"]?.string()
      else { return nil }
      return try? RunFolder(existing: from)
    }

    /// Whether training in it came to a point from which it can go on.
    var hasCheckpoints: Bool { !CheckpointFolder(path: checkpointFolder).files.isEmpty }

    /// Writes what is known before the first step.
    ///
    /// - Throws: `.file` if the folder can't be written.
    func writeHead(
      _ configuration: RunConfiguration, backend: any Backend, from: String?
    ) throws(HoneError) {
      try writeConfiguration(configuration)
      let machine = MachineDescription.current
      let variables = ProcessInfo.processInfo.environment
        .filter { $0.key.hasPrefix("HONE_") || $0.key.hasPrefix("OMP_") }
        .sorted { $0.key < $1.key }
      var members: [(String, ConfigurationValue)] = [
        ("hone", ConfigurationValue(Version.text)),
        ("started", ConfigurationValue(Self.time(Date()))),
        ("command", .array(CommandLine.arguments.map { ConfigurationValue($0) })),
        ("backend", ConfigurationValue(backend.name)),
        ("engine", ConfigurationValue(backend.capabilities.description)),
        ("system", ConfigurationValue(machine.system)),
        ("processor", ConfigurationValue(machine.processor)),
        ("processors", ConfigurationValue(machine.processorCount)),
        ("memory", ConfigurationValue(machine.memory)),
        ("variables", .object(variables.map { ($0.key, ConfigurationValue($0.value)) })),
      ]
      if let from { members.append(("from", ConfigurationValue(from))) }
      try AtomicFile.write(
        ConfigurationValue.object(members).json(indent: 2) + "\n", to: environmentFile)
    }

    /// Writes the complete configuration.
    ///
    /// - Throws: `.file` if the folder can't be written.
    func writeConfiguration(_ configuration: RunConfiguration) throws(HoneError) {
      let comment = "# The complete configuration of this run, defaults included.\n"
      try AtomicFile.write(comment + configuration.resolved.yaml(), to: configurationFile)
    }

    /// Takes over the journal of another run.
    ///
    /// - Throws: `.file` if it can't be read or written.
    func takeJournal(_ path: String) throws(HoneError) {
      let reader = try FileReader(path)
      try AtomicFile.write(
        try reader.bytes(0..<reader.byteCount), to: ControlFolder(self.path).journalFile)
    }

    /// Appends a line to the log.
    func log(_ line: String) {
      try? AppendedFile.append(
        "\(Self.time(Date()))  \(line)\n", to: logFile, isFlushed: false)
    }

    private static func stamp(_ date: Date) -> String { format(date, "yyyyMMdd-HHmmss") }

    static func time(_ date: Date) -> String { format(date, "yyyy-MM-dd'T'HH:mm:ssZ") }

    private static func format(_ date: Date, _ pattern: String) -> String {
      let formatter = DateFormatter()
      formatter.locale = Locale(identifier: "en_US_POSIX")
      formatter.dateFormat = pattern
      return formatter.string(from: date)
    }
  }
#endif
