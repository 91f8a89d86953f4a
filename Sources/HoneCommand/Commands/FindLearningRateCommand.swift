#if CommandLineTool
  internal import ArgumentParser
  internal import Hone
  internal import HoneTrain

  /// `hone find-learning-rate CONFIG`.
  struct FindLearningRateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "find-learning-rate",
      abstract: "Looks for a learning rate: trains a little while the rate grows.",
      discussion: """
        The rate grows by the same factor from update to update, until the smoothed loss is four \
        times its least. Suggested is half of where the loss falls fastest, or a fifth of where it \
        is least, whichever is smaller. Nothing is saved.

        EXAMPLES:
          hone find-learning-rate fashion.yaml
          hone find-learning-rate fashion.yaml --plot rates.svg
          hone find-learning-rate fashion.yaml --batch-size 128 optimizer=sgd
          hone find-learning-rate fashion.yaml --from 1e-5 --to 1 --steps 200
        """)

    @Argument(help: "The configuration.")
    var config: String

    @Argument(
      help: ArgumentHelp(
        "Changes, such as batchSize=128 or optimizer=sgd.", valueName: "key=value"))
    var changes: [String] = []

    @Option(help: ArgumentHelp("The first rate.", valueName: "rate"))
    var from = 1e-7

    @Option(help: ArgumentHelp("The last rate.", valueName: "rate"))
    var to = 10.0

    @Option(help: ArgumentHelp("How many rates, and updates.", valueName: "n"))
    var steps = 100

    @Option(
      help: ArgumentHelp(
        "How much earlier losses count in the smoothed loss, 0 or more and below 1.",
        valueName: "share"))
    var smoothing = 0.9

    @Option(
      name: .long,
      help: ArgumentHelp("Same as batchSize=…: the rate depends on it.", valueName: "n"))
    var batchSize: String?

    @Option(help: ArgumentHelp("Also draw the curve into this file.", valueName: "file.svg"))
    var plot: String?

    func run() async throws {
      let sweep = try LearningRateSweep(from: from, to: to, steps: steps, smoothing: smoothing)
      let overrides = try SearchOverrides(changes, batchSize: batchSize)
      let configuration = try RunConfiguration(file: config, overrides: overrides.all)
      let session = try SearchSession(configuration)
      let search = try await session.search { trainer, samples in
        try await trainer.findLearningRate(samples, sweep, batchSize: configuration.batchSize)
      }
      if let curve = search.text() { Console.print(curve) }
      Console.print("\(search)")
      if let plot {
        let optimizer = type(of: configuration.optimizer as any Configurable).schema.name
        let title =
          "\(configuration.name): \(optimizer), \(configuration.batchSize) samples a batch"
        try AtomicFile.write(search.svg(title: title), to: plot)
        Console.print("drawn in \(plot)")
      }
      guard let suggestion = search.suggestion else { return }
      let rate = Number.rate(suggestion)
      Console.print(
        "train with it:  hone train \(overrides.command(config)) --learning-rate \(rate)")
      let schedule = configuration.optimizer.learningRate
      if !(schedule is ConstantRate) {
        Console.print(
          "  which replaces the schedule: to keep \(type(of: schedule as any Configurable).schema.name)"
            + ", change its own numbers")
      }
    }
  }

  /// What the command line changes in a configuration before a search.
  struct SearchOverrides {
    let all: [Override]
    private let words: [String]

    init(_ changes: [String], batchSize: String?, memoryLimit: String? = nil) throws(HoneError) {
      var all: [Override] = []
      var words: [String] = []
      let options = [
        ("--batch-size", "batchSize", batchSize), ("--memory-limit", "memoryLimit", memoryLimit),
      ]
      for (option, key, value) in options {
        guard let value else { continue }
        all.append(try Override(option: option, key: key, value: value))
        words += [option, value]
      }
      for change in changes { all.append(try Override(change)) }
      self.all = all
      self.words = changes.map { $0.allSatisfy(Self.isPlain) ? $0 : "'\($0)'" } + words
    }

    /// The configuration with the same changes, as words of another command.
    func command(_ config: String) -> String { ([config] + words).joined(separator: " ") }

    /// Whether a shell takes a character as it is.
    private static func isPlain(_ character: Character) -> Bool {
      character.isLetter || character.isNumber || "=._-/:,+@%".contains(character)
    }
  }
#endif
