#if CommandLineTool
  internal import ArgumentParser
  internal import Hone
  internal import HoneTrain

  /// `hone explain-stop LOG`.
  struct ExplainStopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "explain-stop",
      abstract: "Says epoch by epoch what early stopping did in a training, or would have done.",
      discussion: """
        LOG is a metrics.csv or .jsonl of any program, or a run folder, whose configuration then \
        says how it was watched; options change that. With --factor it is the learning rate that \
        is explained: reduceLROnPlateau.

        WHAT EARLY STOPPING DOES:
        \(StoppingRules.text)

        EXAMPLES:
          hone explain-stop runs/fashion-…
          hone explain-stop log.csv --monitor val_accuracy --mode max --patience 3
          hone explain-stop log.csv --factor 0.5 --patience 2
        """)

    @Argument(help: "A log, or a run folder.")
    var log: String

    @Option(help: "The column that is watched (val_loss).")
    var monitor: String?

    @Option(help: "Epochs without improvement until it acts; 0 acts like 1.")
    var patience: Int?

    @Option(help: "A change that isn't larger doesn't count.")
    var minDelta: Double?

    @Option(help: "Whether the number shall fall or rise: auto, min or max.")
    var mode: String?

    @Option(help: "What must be beaten for the wait to begin again.")
    var baseline: Double?

    @Option(help: "Epochs before it watches.")
    var startFromEpoch: Int?

    @Flag(help: "Say which weights restoreBestWeights brings back.")
    var restoreBestWeights = false

    @Option(help: "Explain reduceLROnPlateau, which multiplies the rate by this.")
    var factor: Double?

    @Option(help: "For --factor: epochs after a change that don't count.")
    var cooldown: Int?

    @Option(help: "For --factor: the rate is never set below.")
    var minLR: Double?

    @Option(help: "For --factor: the learning rate at the beginning.")
    var rate: Double?

    func run() async throws {
      let folder = FileSystem.isFolder(log) ? try RunFolder(existing: log) : nil
      let configuration = try folder.flatMap { (folder) throws(HoneError) in
        folder.hasConfiguration ? try folder.configuration() : nil
      }
      if let folder, !FileSystem.exists(folder.csvFile) {
        throw HoneError(
          .file, path: log, operation: "explain-stop", wanted: "a run with rows of metrics",
          received: "a folder without metrics.csv",
          help: "a run has a row when its first epoch is through")
      }
      let epochs = try LoggedEpochs(folder?.csvFile ?? log)
      let metrics = configuration?.metrics ?? []
      var texts: [String] = []
      for value in try callbacks(configuration) {
        if let stopping = value as? EarlyStopping {
          let replay = try stopping.replay(epochs, metrics: metrics)
          texts.append(Self.text(of: replay, stopping.monitor, title: Self.title(value)))
        } else if let plateau = value as? ReduceLROnPlateau {
          let replay = try plateau.replay(epochs, rate: rate, metrics: metrics)
          texts.append(Self.text(of: replay, plateau.monitor, title: Self.title(value)))
        }
      }
      Console.print(texts.joined(separator: "\n\n"))
    }

    /// What is explained: the run's callbacks with the options' changes, or what the options say.
    private func callbacks(
      _ configuration: RunConfiguration?
    ) throws(HoneError) -> [any Configurable] {
      let wantsPlateau = factor != nil || cooldown != nil || minLR != nil || rate != nil
      let watching = (configuration?.callbacks ?? []).compactMap { callback in
        (callback as? EarlyStopping) as (any Configurable)? ?? callback as? ReduceLROnPlateau
      }
      let chosen = wantsPlateau ? watching.filter { $0 is ReduceLROnPlateau } : watching
      if chosen.isEmpty {
        return [try make(wantsPlateau ? "reduceLROnPlateau" : "earlyStopping", from: [:])]
      }
      return try chosen.map { (callback) throws(HoneError) in
        try make(type(of: callback).schema.name, from: callback.fields)
      }
    }

    private func make(
      _ name: String, from given: [String: ConfigurationValue]
    ) throws(HoneError) -> any Configurable {
      var fields = given
      let isStopping = name == "earlyStopping"
      let options: [(String, ConfigurationValue?)] = [
        ("monitor", monitor.map { ConfigurationValue($0) }),
        ("patience", patience.map { ConfigurationValue($0) }),
        ("minDelta", minDelta.map { ConfigurationValue($0) }),
        ("mode", mode.map { ConfigurationValue($0) }),
        (isStopping ? "baseline" : "factor", (isStopping ? baseline : factor).map { .init($0) }),
        (
          isStopping ? "startFromEpoch" : "cooldown",
          (isStopping ? startFromEpoch : cooldown).map { .init($0) }
        ),
        (
          isStopping ? "restoreBestWeights" : "minLR",
          isStopping ? (restoreBestWeights ? true : nil) : minLR.map { .init($0) }
        ),
      ]
      for case (let key, let value?) in options { fields[key] = value }
      let members = fields.filter { !$0.value.isNull }.sorted { $0.key < $1.key }
        .map { ($0.key, $0.value) }
      let value = ConfigurationValue.object([(name, .object(members))])
      let registry = Registry.command
      if let error = HoneError.combining(registry.validate(value, as: .callback, at: "options")) {
        throw error
      }
      return try registry.make(.callback, from: value, at: "options")
    }

    private static func title(_ callback: any Configurable) -> String {
      let fields = callback.configuration.members.first?.value.members ?? []
      let texts = fields.map { "\($0.key) \($0.value.json(indent: nil))" }
      return "\(type(of: callback).schema.name): "
        + (texts.isEmpty ? "as it is by default" : texts.joined(separator: ", "))
    }

    private static func text(of replay: LogReplay, _ monitor: String, title: String) -> String {
      let showsRate = replay.epochs.contains { $0.rate != nil }
      var rows = [["epoch", monitor, "best", "wait"] + (showsRate ? ["rate"] : []) + ["why"]]
      for epoch in replay.epochs {
        rows.append(
          [
            epoch.label, epoch.value.map { Number.precise($0) } ?? "-",
            epoch.best.map { Number.precise($0) } ?? "-", "\(epoch.wait)",
          ] + (showsRate ? [epoch.rate.map { Number.precise($0) } ?? ""] : []) + [epoch.reason])
      }
      return ([title, Console.table(rows)] + replay.conclusion).joined(separator: "\n")
    }
  }
#endif
