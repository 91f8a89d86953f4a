#if CommandLineTool
  internal import ArgumentParser
  internal import Foundation
  internal import Hone
  internal import HoneCore
  internal import HoneTrain

  /// `hone runs list|show|compare|tail`.
  struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "runs",
      abstract: "Lists, shows and compares training runs.",
      discussion: """
        EXAMPLES:
          hone runs                                all runs in runs/, the newest first
          hone runs show runs/fashion-…            how a run went
          hone runs compare runs/a-… runs/b-…      what differs, and what came of it
          hone runs tail runs/fashion-… --follow   the log, as it grows
        """,
      subcommands: [
        ListRuns.self, ShowRun.self, CompareRuns.self, TailRun.self,
      ],
      defaultSubcommand: ListRuns.self)
  }

  /// `hone runs list`.
  struct ListRuns: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists the runs of a folder, the newest first.")

    @Argument(help: "The folder in which run folders are.")
    var folder = "runs"

    func run() throws {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      var states: [RunState] = []
      for name in names where FileSystem.exists("\(folder)/\(name)/config.yaml") {
        do throws(HoneError) {
          states.append(try RunState(try RunFolder(existing: "\(folder)/\(name)")))
        } catch {
          Console.error("hone: left out: \(error)")
        }
      }
      guard !states.isEmpty else {
        throw HoneError(
          .file, path: folder, operation: "runs", wanted: "a folder with runs", received: "none",
          help: "`hone train` makes them; for another folder: hone runs FOLDER")
      }
      var table: [[String]] = [["run", "state", "epochs", "last", "started"]]
      for state in states.sorted(by: { ($0.started, $0.folder.path) > ($1.started, $1.folder.path) }
      ) {
        let logs = state.names.filter { $0.hasPrefix("val_") }
        let shown = (logs.isEmpty ? state.names : logs).prefix(2).compactMap { name in
          state.last(name).map { "\(name) \(Number.short($0))" }
        }
        table.append([
          state.folder.path, state.phase.rawValue, "\(state.rows.count)/\(state.epochs)",
          shown.joined(separator: "  "), String(state.started.prefix(16)),
        ])
      }
      Console.print(Console.table(table))
    }
  }

  /// `hone runs show RUN`.
  struct ShowRun: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Shows how a run went: its best, its last, its time.")

    @Argument(help: ArgumentHelp("The run folder.", valueName: "run"))
    var path: String

    func run() throws {
      let state = try RunState(try RunFolder(existing: path))
      Console.print(
        "\(state.folder.path): \(state.phase.rawValue), \(state.rows.count) of \(state.epochs) "
          + "epochs, started \(state.started)")
      var table: [[String]] = [["log", "first", "best", "in epoch", "last"]]
      for name in state.names {
        let first = state.rows.first.flatMap { try? $0[name]?.double() }
        let best = state.summary(name)?.best
        table.append(
          [name, first.map { Number.short($0) } ?? "", best.map { Number.short($0.value) } ?? "–"]
            + [best.map { "\($0.epoch + 1)" } ?? "–"]
            + [state.last(name).map { Number.short($0) } ?? ""])
      }
      Console.print(Console.table(table))
      if let weights = state.savedWeights { Console.print("saved: \(weights)") }
      if let timing = state.timing { Console.print("time: \(timing.text)") }
      for entry in ControlFolder(state.folder.path).journal() {
        Console.print("after step \(entry.step): \(entry.request.joined(separator: " "))")
      }
      if state.phase == .killed || state.phase == .interrupted {
        Console.print("go on:  hone resume \(path)")
      }
    }

  }

  /// `hone runs compare RUN RUN …`.
  struct CompareRuns: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "compare", abstract: "Compares runs: what differs, and what came of it.")

    @Argument(help: "The run folders.")
    var runs: [String]

    func validate() throws {
      if runs.count < 2 { throw ValidationError("name two or more runs") }
    }

    func run() throws {
      let states = try runs.map { (run) throws(HoneError) in
        try RunState(try RunFolder(existing: run))
      }
      let settings = try states.map { (state) throws(HoneError) in
        Self.leaves(try YAMLReader.read(file: state.folder.configurationFile))
      }
      var table: [[String]] = [[""] + states.map(\.folder.path)]
      for key in Set(settings.flatMap(\.keys)).sorted() where key != "name" {
        let values = settings.map { $0[key] ?? "–" }
        if Set(values).count > 1 { table.append([key] + values.map(Self.shortened)) }
      }
      table.append(["epochs had"] + states.map { "\($0.rows.count)" })
      var names: [String] = []
      for name in states.flatMap(\.names) where !names.contains(name) { names.append(name) }
      for name in names {
        table.append(
          ["best \(name)"]
            + states.map { $0.summary(name)?.best.map { Number.short($0.value) } ?? "–" })
        table.append(
          ["last \(name)"] + states.map { $0.last(name).map { Number.short($0) } ?? "–" })
      }
      table.append(["seconds"] + states.map { $0.last("seconds").map { Number.short($0) } ?? "–" })
      Console.print(Console.table(table))
    }

    /// The values of a configuration by their paths.
    private static func leaves(
      _ value: ConfigurationValue, at path: String = ""
    ) -> [String: String] {
      var leaves: [String: String] = [:]
      switch value.kind {
      case .object(let members):
        for member in members {
          let key = path.isEmpty ? member.key : path + "." + member.key
          leaves.merge(Self.leaves(member.value, at: key)) { $1 }
        }
      case .array(let elements) where !elements.isPlain:
        for (index, element) in elements.enumerated() {
          leaves.merge(Self.leaves(element, at: "\(path)[\(index)]")) { $1 }
        }
      default: leaves[path] = value.json(indent: nil)
      }
      return leaves
    }

    /// The beginning of a value: vocabularies are long.
    private static func shortened(_ value: String) -> String {
      value.count > 40 ? value.prefix(39) + "…" : value
    }
  }

  extension [ConfigurationValue] {
    /// Whether it is a list of numbers and texts, such as a vocabulary.
    fileprivate var isPlain: Bool { allSatisfy { $0.members.isEmpty && $0.elements.isEmpty } }
  }

  /// `hone runs tail RUN`.
  struct TailRun: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "tail", abstract: "Shows the end of a run's log.")

    @Argument(help: ArgumentHelp("The run folder.", valueName: "run"))
    var path: String

    @Option(name: [.customShort("n"), .long], help: "How many lines.")
    var lines = 10

    @Flag(name: .shortAndLong, help: "Go on as the log grows, until the run ends.")
    var follow = false

    func run() throws {
      let folder = try RunFolder(existing: path)
      try folder.requireConfiguration()
      var shown = RunState.lines(of: folder.logFile)
      for line in shown.suffix(max(lines, 0)) { Console.print(line) }
      while follow {
        let isRunning = FolderLock.isHeld(folder.path)
        let all = RunState.lines(of: folder.logFile)
        for line in all.dropFirst(shown.count) { Console.print(line) }
        shown = all
        if !isRunning { return }
        usleep(200_000)
      }
    }
  }
#endif
