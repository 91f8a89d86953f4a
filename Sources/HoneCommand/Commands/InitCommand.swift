#if CommandLineTool
  internal import ArgumentParser
  internal import Hone

  /// `hone init [FILE]`.
  struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "init",
      abstract: "Writes a commented configuration that trains.",
      discussion: """
        EXAMPLES:
          hone init
          hone init first.yaml && hone train first.yaml
        """)

    @Argument(help: "The file to write.")
    var file: String = "hone.yaml"

    @Flag(help: "Replace a file that is there.")
    var force = false

    func run() throws {
      if FileSystem.exists(file), !force {
        throw HoneError(
          .usage, path: file, message: "there is a file of this name already",
          help: "name another file, or replace it with --force")
      }
      try AtomicFile.write(
        StarterConfiguration.text.replacing("THIS_FILE", with: file), to: file)
      Console.print("wrote \(file); train it with `hone train \(file)`")
    }
  }
#endif
