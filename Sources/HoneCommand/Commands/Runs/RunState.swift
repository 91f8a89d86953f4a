#if CommandLineTool
  internal import Hone
  internal import HoneCore
  internal import HoneTrain

  /// What became of a run, as its folder tells.
  struct RunState {
    enum Phase: String {
      case running, paused, done, interrupted, failed
      /// No process works on it, and none said why.
      case killed
    }

    let folder: RunFolder
    let phase: Phase
    /// The rows of its metrics; each has names and numbers.
    let rows: [ConfigurationValue]
    /// The epochs that were asked for.
    let epochs: Int
    /// When it began, as its environment says.
    let started: String

    init(_ folder: RunFolder) throws(HoneError) {
      self.folder = folder
      try folder.requireConfiguration()
      let configuration = try YAMLReader.read(file: folder.configurationFile)
      epochs = (try? configuration["epochs"]?.int()) ?? 0
      started = Self.started(folder)
      rows = Self.lines(of: folder.rowsFile).compactMap {
        try? ConfigurationValue(parsingJSON: $0, file: folder.rowsFile)
      }
      phase = Self.phase(folder)
    }

    /// The last row's value of a name.
    func last(_ name: String) -> Double? { rows.last.flatMap { try? $0[name]?.double() } }

    /// The best and the last value of a name; nil if it was never logged.
    func summary(_ name: String) -> LogSummary? {
      let values = rows.enumerated().compactMap { index, row in
        (try? row[name]?.double()).map { value in
          (epoch: ((try? row["epoch"]?.int()) ?? index + 1) - 1, value: value)
        }
      }
      return LogSummary(name, values, LogReplay.direction(ofLog: name))
    }

    /// Where the time of the run went; nil if that isn't known.
    var timing: RunTiming? {
      RunTiming(Self.lines(of: folder.timingsFile))
    }

    /// Which weights are saved, as the log says.
    var savedWeights: String? {
      let head = "saved: "
      return Self.lines(of: folder.logFile).map(Self.withoutTime).last { $0.hasPrefix(head) }
        .map { String($0.dropFirst(head.count)) }
    }

    /// The names of metrics in their order.
    var names: [String] {
      (rows.last?.members ?? []).map(\.key)
        .filter { !["epoch", "step", "seconds", "learning_rate"].contains($0) }
    }

    private static func phase(_ folder: RunFolder) -> Phase {
      if FolderLock.isHeld(folder.path) {
        return ControlFolder(folder.path).isPaused ? .paused : .running
      }
      // The last line that says how the run ended, or that it began again.
      for line in lines(of: folder.logFile).reversed() {
        let text = withoutTime(line)
        if text.hasPrefix("done;") { return .done }
        if text.hasPrefix("interrupted;") { return .interrupted }
        if text.hasPrefix("failed:") { return .failed }
        if text.hasPrefix("start:") || text.hasPrefix("going on") { return .killed }
      }
      return .killed
    }

    private static func withoutTime(_ line: String) -> Substring {
      line.drop { $0 != " " }.drop { $0 == " " }
    }

    private static func started(_ folder: RunFolder) -> String {
      let text = text(of: folder.environmentFile)
      let value = try? ConfigurationValue(parsingJSON: text, file: folder.environmentFile)
      return (try? value?["started"]?.string()) ?? ""
    }

    static func lines(of path: String) -> [String] {
      text(of: path).split(separator: "\n").map(String.init)
    }

    private static func text(of path: String) -> String {
      guard let reader = try? FileReader(path), let bytes = try? reader.bytes(0..<reader.byteCount)
      else { return "" }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
#endif
