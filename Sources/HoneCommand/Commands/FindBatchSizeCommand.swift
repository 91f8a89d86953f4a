#if CommandLineTool
  internal import ArgumentParser
  internal import Hone
  internal import HoneTrain

  /// `hone find-batch-size CONFIG`.
  struct FindBatchSizeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "find-batch-size",
      abstract: "Looks for the batch sizes that fit in memory and that are fast.",
      discussion: """
        What fits follows from the memory plan of a training step, at once. What is fast is \
        measured: a few updates of each candidate, in turn; reading samples isn't counted. The \
        fastest isn't the best: smaller batches make more updates of the same samples. Nothing is \
        saved.

        EXAMPLES:
          hone find-batch-size fashion.yaml
          hone find-batch-size fashion.yaml --candidates 16,64,256
          hone find-batch-size fashion.yaml --memory-limit 500MB
          hone find-batch-size fashion.yaml --no-measure
        """)

    @Argument(help: "The configuration.")
    var config: String

    @Argument(help: ArgumentHelp("Changes to the configuration.", valueName: "key=value"))
    var changes: [String] = []

    @Option(
      help: ArgumentHelp(
        "The batch sizes to measure; without it, powers of two from 8 to 1024.",
        valueName: "n,n,…"))
    var candidates: String?

    @Option(help: ArgumentHelp("How often each candidate has its turn.", valueName: "n"))
    var rounds = 5

    @Option(
      name: .long,
      help: ArgumentHelp(
        "Same as memoryLimit=…; without one, four fifths of the machine's memory.",
        valueName: "size"))
    var memoryLimit: String?

    @Flag(inversion: .prefixedNo, help: "Measure; without it, only what fits is said.")
    var measure = true

    func run() async throws {
      let candidates = try candidates.map { try Self.numbers($0) }
      let overrides = try SearchOverrides(changes, batchSize: nil, memoryLimit: memoryLimit)
      let configuration = try RunConfiguration(file: config, overrides: overrides.all)
      let session = try SearchSession(configuration)
      guard measure else {
        let largest = try session.trainer.largestBatchSize(for: session.samples)
        Console.print(
          largest.map { "\($0)" } ?? "largest: unknown, the backend doesn't plan memory ahead")
        return
      }
      let rounds = rounds
      let search = try await session.search { trainer, samples in
        try await trainer.findBatchSize(samples, candidates: candidates, rounds: rounds)
      }
      Console.print("\(search)")
      guard let suggestion = search.suggestion else { return }
      let command = "\(overrides.command(config)) --batch-size \(suggestion)"
      Console.print("find its rate:  hone find-learning-rate \(command)")
      Console.print("train with it:  hone train \(command)")
    }

    private static func numbers(_ text: String) throws(HoneError) -> [Int] {
      let numbers = text.split(separator: ",").map { Int($0) }
      guard !numbers.isEmpty, !numbers.contains(nil) else {
        throw HoneError(
          .usage, path: "--candidates", operation: "find batch size",
          wanted: "batch sizes such as 16,64,256", received: "\"\(text)\"")
      }
      return numbers.compactMap { $0 }
    }
  }
#endif
