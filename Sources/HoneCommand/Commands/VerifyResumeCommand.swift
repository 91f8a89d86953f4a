#if CommandLineTool
  internal import ArgumentParser
  internal import Foundation
  internal import Hone

  /// `hone verify-resume CONFIG.yaml`.
  struct VerifyResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify-resume",
      abstract: "Proves that killed runs of a configuration end as if nothing had happened.",
      discussion: """
        Trains once to the end. Then trains again, kills the process with SIGKILL at random moments, \
        resumes it after each, and compares the files of both runs byte by byte: configuration, \
        model, weights, the optimizer's memory, and the rows of metrics but for their seconds.

        EXAMPLES:
          hone verify-resume fashion.yaml epochs=2 data.limit=2000
          hone verify-resume fashion.yaml --kills 20 --keep
        """)

    @Argument(help: "The configuration.")
    var config: String

    @Argument(help: ArgumentHelp("Changes, such as epochs=3.", valueName: "key=value"))
    var changes: [String] = []

    @Option(help: "How often the run is killed.")
    var kills = 5

    @Option(help: "What the moments depend on.")
    var seed = 0

    @Flag(help: "Keep the folders of both runs.")
    var keep = false

    func validate() throws {
      if kills < 1 { throw ValidationError("--kills is 1 or more") }
    }

    func run() throws {
      let overrides = try changes.map { try Override($0) }
      let configuration = try RunConfiguration(file: config, overrides: overrides)
      guard configuration.checkpointEvery != nil else {
        throw HoneError(
          .usage, path: "checkpointEvery", operation: "verify-resume",
          message: "the configuration writes no checkpoints.", help: "pass checkpointEvery=1s")
      }
      let folder = FileManager.default.temporaryDirectory.path + "/hone-verify-\(UUID().uuidString)"
      try FileSystem.makeFolder(folder)
      defer { if !keep { try? FileManager.default.removeItem(atPath: folder) } }
      let key = RandomKey(seed: UInt64(bitPattern: Int64(seed))).folding("kills")
      func run(_ name: String) -> KilledRun {
        KilledRun(
          configuration: config, changes: changes, folder: folder + "/" + name, key: key)
      }
      // The first run also makes the engine's plan, which the others use.
      let seconds = try run("through").runThrough()
      Console.print("trained through in \(String(format: "%.1f", seconds)) s")
      var done = 0
      var runs = 0
      // A run may be through before a kill; so often it isn't.
      while done < kills, runs < 20 * kills {
        runs += 1
        let name = "killed-\(runs)"
        let count = try run(name).runKilled(kills - done, before: done + runs, seconds: seconds)
        done += count
        try compare(folder, name, kills: count)
      }
      guard done > 0 else {
        throw HoneError(
          .state, path: config, operation: "verify-resume",
          message: "each of \(runs) runs was through before it could be killed: nothing is proven.",
          help: "train longer, such as epochs=50")
      }
      if keep { Console.print("the runs are in \(folder)") }
      Console.print(
        "killed \(done) times and resumed: every file is the same to the last byte\n"
          + "(\(KilledRun.files.joined(separator: ", ")))")
    }

    private func compare(_ folder: String, _ name: String, kills: Int) throws(HoneError) {
      let differences = KilledRun.differences(folder + "/through", folder + "/" + name)
      guard !differences.isEmpty else { return }
      throw HoneError(
        .state, path: config, operation: "verify-resume",
        message: "after \(kills) kills these files differ: "
          + differences.joined(separator: ", "),
        help: keep ? "the runs are in \(folder)" : "pass --keep to look at them")
    }
  }
#endif
