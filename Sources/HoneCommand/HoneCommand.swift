#if CommandLineTool
  internal import ArgumentParser
  internal import Foundation
  internal import Hone

  /// The `hone` tool.
  @main
  struct HoneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "hone",
      abstract: "Trains, evaluates and uses neural networks.",
      usage: "hone <command> …",
      discussion: """
        EXAMPLES:
          hone init first.yaml            write a commented configuration that trains
          hone train first.yaml           train; the results go to a folder in runs/
          hone train first.yaml --epochs 3 optimizer.learningRate=0.01
          hone evaluate runs/first-…      measure the trained model on the test samples
          hone predict runs/first-… image.png

        TECHNIQUES in the order in which one turns to them (hone techniques):
        \(TechniquesTable().overview)

        \(ToolExit.table)
        """,
      version: Version.text,
      subcommands: [
        TrainCommand.self, ResumeCommand.self, ControlCommand.self, RunsCommand.self,
        VerifyResumeCommand.self, EvaluateCommand.self, PredictCommand.self, SummaryCommand.self,
        ScheduleCommand.self, ExplainStopCommand.self,
        FindLearningRateCommand.self, FindBatchSizeCommand.self,
        InitCommand.self, TechniquesCommand.self, DataCommand.self, AugmentCommand.self,
        InfoCommand.self,
      ])

    /// Runs the command that the arguments name and ends the process with a documented code.
    static func main() async {
      do {
        try requireKnownCommand()
        var command = try parseAsRoot()
        if var asynchronous = command as? any AsyncParsableCommand {
          try await asynchronous.run()
        } else {
          try command.run()
        }
      } catch let error as HoneError {
        Console.error("hone: \(error)")
        Foundation.exit(ToolExit(error).rawValue)
      } catch {
        let code = exitCode(for: error).rawValue
        guard code == ToolExit.usage.rawValue else { exit(withError: error) }
        Console.error(
          UsageMessage(fullMessage(for: error), arguments: CommandLine.arguments).text)
        Foundation.exit(code)
      }
    }

    /// A misspelt command is named, with the nearest that exists.
    private static func requireKnownCommand() throws(HoneError) {
      guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-") else { return }
      let known = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
      if known.contains(word) { return }
      throw HoneError(
        .usage, path: word, message: "there is no such command.",
        help: NearestKey.help(for: word, among: known) ?? "`hone --help` lists the commands")
    }
  }

  /// The version of the tool.
  enum Version {
    static let text = "0.1.0"
  }
#else
  /// Stands in for the tool where the package is built without the trait that brings what it needs.
  @main
  struct HoneCommand {
    static func main() {
      print(
        """
        This build of `hone` has no command line. Build it with

            swift build -c release --traits CommandLineTool

        or run `make build` in Hone's checkout.
        """)
    }
  }
#endif
