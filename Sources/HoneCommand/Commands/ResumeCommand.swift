#if CommandLineTool
  internal import ArgumentParser
  internal import Hone

  /// `hone resume RUN`.
  struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resume",
      abstract: "Goes on with a run that was interrupted, killed, or is through.",
      discussion: """
        Training goes on from the newest whole checkpoint, in the middle of an epoch if need be: \
        weights, optimizer, schedules, callbacks, data order and random draws are those of a run \
        that was never interrupted, to the last bit. Rows of metrics after the checkpoint are \
        written again. A run that is through goes on if it is given more epochs.

        EXAMPLES:
          hone resume runs/fashion-…
          hone resume runs/fashion-… --epochs 20      ten more, after the first ten
        """)

    @Argument(help: ArgumentHelp("The run folder.", valueName: "run"))
    var path: String

    @Option(help: ArgumentHelp("The epochs in all.", valueName: "n"))
    var epochs: String?

    @Flag(
      help: ArgumentHelp(
        "Go on also where the results have other bits: on another machine, or with another engine.")
    )
    var allowDifferentBits = false

    func run() async throws {
      let folder = try RunFolder(existing: path)
      let overrides = try epochs.map { (epochs) throws(HoneError) in
        [try Override(option: "--epochs", key: "epochs", value: epochs)]
      }
      let configuration = try folder.configuration(overrides: overrides ?? [])
      guard !folder.hasCheckpoints else {
        let session = try TrainingSession(
          configuration, from: nil,
          beginning: .checkpoint(folder, allowDifferentBits: allowDifferentBits), preflight: false)
        return try await session.run()
      }
      guard !FileSystem.exists(folder.path + "/model.json") else {
        throw HoneError(
          .usage, path: path, operation: "resume",
          message: "the run has no checkpoints, only its trained model.",
          help: "train on from its weights: `hone train \(folder.configurationFile) --from \(path)`"
        )
      }
      Console.error("hone: the run ended before its first checkpoint: it begins anew")
      let session = try TrainingSession(
        configuration, from: folder.source?.path, beginning: .again(folder))
      try await session.run()
    }
  }
#endif
