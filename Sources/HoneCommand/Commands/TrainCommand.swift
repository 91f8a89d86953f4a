#if CommandLineTool
  internal import ArgumentParser
  internal import Hone

  /// `hone train CONFIG.yaml [key=value …]`.
  struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "train",
      abstract: "Trains a model that a configuration describes.",
      discussion: """
        The results go to a folder runs/NAME-DATE-TIME: the complete configuration, the model and \
        its weights, a row of metrics for each epoch, the environment, a log, and checkpoints. \
        Ctrl-C stops after the step and saves; a second Ctrl-C stops at once. However a run ends, \
        `hone resume` goes on with it.

        EXAMPLES:
          hone train fashion.yaml
          hone train fashion.yaml --epochs 3 --learning-rate 0.01
          hone train fashion.yaml "model[0].filters=64" data.limit=1000
          hone train runs/fashion-…/config.yaml --from runs/fashion-…     go on
          hone train fashion.yaml --profile --epochs 1     where the time goes
        """)

    @Argument(help: "The configuration; `hone init` writes one to start from.")
    var config: String

    @Argument(
      help: ArgumentHelp(
        "Changes for this run, such as epochs=3 or optimizer.learningRate=0.01.",
        valueName: "key=value"))
    var changes: [String] = []

    @OptionGroup var common: CommonHyperparameters

    @Option(
      help: ArgumentHelp(
        "Go on from the weights of a run, after the epochs that it has had.", valueName: "run"))
    var from: String?

    @Option(help: ArgumentHelp("The run folder, instead of a new one.", valueName: "folder"))
    var into: String?

    @Flag(
      help: ArgumentHelp(
        "Measure ten steps call by call: prints time per layer and operation, and writes "
          + "profile.txt and trace.json (for chrome://tracing or ui.perfetto.dev)."))
    var profile = false

    @Option(
      help: ArgumentHelp(
        "Grant what `hone ctl` asked of another run at the same steps.", valueName: "journal"))
    var replay: String?

    @Flag(
      inversion: .prefixedNo,
      help: ArgumentHelp(
        "Look first for what is known to go wrong: classes that are missing, numbers out of scale, "
          + "samples that are in both parts."))
    var preflight = true

    func run() async throws {
      let overrides = try common.overrides(with: changes)
      let configuration = try RunConfiguration(file: config, overrides: overrides)
      let session = try TrainingSession(
        configuration, from: from, beginning: .new(into: into), profiles: profile,
        preflight: preflight, replay: replay)
      try await session.run()
    }
  }

  /// Options for what everyone changes, the same as overrides.
  struct CommonHyperparameters: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Same as batchSize=….", valueName: "n"))
    var batchSize: String?

    @Option(name: .long, help: ArgumentHelp("Same as optimizer.learningRate=….", valueName: "x"))
    var learningRate: String?

    @Option(name: .long, help: ArgumentHelp("Same as epochs=….", valueName: "n"))
    var epochs: String?

    @Option(name: .long, help: ArgumentHelp("Same as optimizer=….", valueName: "name"))
    var optimizer: String?

    @Option(
      name: .long,
      help: ArgumentHelp(
        "Same as memoryLimit=…: what training may take, such as 200MB.", valueName: "size"))
    var memoryLimit: String?

    /// Changes and what the options stand for. What names a whole goes before what names a part of
    /// it, so that `optimizer=sgd --learning-rate 0.01` has both.
    func overrides(with changes: [String]) throws(HoneError) -> [Override] {
      var overrides: [Override] = []
      if let optimizer {
        overrides = [try Override(option: "--optimizer", key: "optimizer", value: optimizer)]
      }
      for change in changes { overrides.append(try Override(change)) }
      let options = [
        ("--batch-size", "batchSize", batchSize), ("--epochs", "epochs", epochs),
        ("--memory-limit", "memoryLimit", memoryLimit),
        ("--learning-rate", "optimizer.learningRate", learningRate),
      ]
      for (option, key, value) in options {
        guard let value else { continue }
        overrides.append(try Override(option: option, key: key, value: value))
      }
      return overrides
    }
  }
#endif
