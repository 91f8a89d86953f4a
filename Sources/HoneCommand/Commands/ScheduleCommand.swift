#if CommandLineTool
  internal import ArgumentParser
  internal import Hone

  /// `hone schedule CONFIG [key=value …]`.
  struct ScheduleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "schedule",
      abstract: "Draws the learning rate over a configured run, before it is trained.",
      discussion: """
        Nothing is trained. The data is read to know how many updates an epoch has, unless \
        --samples says it.

        EXAMPLES:
          hone schedule fashion.yaml
          hone schedule fashion.yaml --svg schedule.svg
          hone schedule fashion.yaml --samples 60000 epochs=20 \
        'optimizer.learningRate={warmup: {steps: 500, then: {cosineDecay: {initial: 0.1, steps: \
        9000}}}}'
        """)

    @Argument(help: "The configuration.")
    var config: String

    @Argument(
      help: ArgumentHelp(
        "Changes, such as epochs=30 or optimizer.learningRate=0.01.", valueName: "key=value"))
    var changes: [String] = []

    @Option(help: ArgumentHelp("Also draw the curve into this file.", valueName: "file"))
    var svg: String?

    @Option(
      help: ArgumentHelp(
        "The number of training samples, instead of reading the data.",
        valueName: "n"))
    var samples: Int?

    func run() async throws {
      let overrides = try changes.map { try Override($0) }
      let configuration = try RunConfiguration(file: config, overrides: overrides)
      guard configuration.epochs > 0 else {
        throw HoneError(
          .usage, path: "epochs", operation: "schedule", wanted: "1 or more",
          received: "\(configuration.epochs)")
      }
      let plan = try BatchPlan(
        count: try trainingSamples(configuration), batchSize: configuration.batchSize,
        shuffles: false)
      let rate = configuration.optimizer.learningRate
      let curve = ScheduleCurve(
        schedule: rate, epochs: configuration.epochs, stepsPerEpoch: plan.stepsPerEpoch)
      let names = [configuration.optimizer, rate].map {
        type(of: $0 as any Configurable).schema.name
      }
      let title =
        names.joined(separator: ", ")
        + ": \(curve.epochs) epochs × \(curve.stepsPerEpoch) steps = \(curve.updates) updates"
      Console.print(title)
      Console.print(curve.text())
      Console.print(
        Console.table([
          ["first", Number.plain(curve.rate(0)), "update 1"],
          ["last", Number.plain(curve.rate(curve.updates - 1)), "update \(curve.updates)"],
        ]))
      if let svg {
        try AtomicFile.write(curve.svg(title: title), to: svg)
        Console.print("drawn in \(svg)")
      }
    }

    /// The samples that are trained on: those of the data, less what is held out.
    private func trainingSamples(_ configuration: RunConfiguration) throws(HoneError) -> Int {
      if let samples {
        guard samples > 0 else {
          throw HoneError(
            .usage, path: "--samples", operation: "schedule", wanted: "1 or more",
            received: "\(samples)")
        }
        return samples
      }
      guard let data = try configuration.data.load(.train, seed: configuration.seed) else {
        throw HoneError(.data, path: "data", message: "the data has no training part")
      }
      return data.count
        - Int((configuration.validationSplit * Double(data.count)).rounded())
    }
  }
#endif
