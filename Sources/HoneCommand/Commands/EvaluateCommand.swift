#if CommandLineTool
  internal import ArgumentParser
  internal import Hone

  /// `hone evaluate RUN`.
  struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "evaluate",
      abstract: "Measures a trained model on the test samples.",
      discussion: """
        EXAMPLES:
          hone evaluate runs/fashion-…
          hone evaluate runs/fashion-… --part train
          hone evaluate runs/fashion-… data.folder=/data/fashion --json
          hone evaluate my-swift-model data=fashion-mnist
        """)

    @Argument(help: "A run folder, or a folder that a Swift program saved a model into.")
    var run: String

    @Argument(
      help: ArgumentHelp(
        "Changes to the run's configuration; for a Swift program's model, its data.",
        valueName: "key=value"))
    var changes: [String] = []

    @Option(help: "The samples to measure on: test or train.")
    var part: PartArgument = .test

    @Option(
      name: .long, help: ArgumentHelp("Samples in each step: a number, or all.", valueName: "n"))
    var batchSize = BatchSizeArgument(128)

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
      let folder = try RunFolder(existing: run)
      let overrides = try changes.map { try Override($0) }
      let loaded: RawData?
      let backend: any Backend
      let model: UsableModel
      if folder.hasConfiguration {
        let configuration = try folder.configuration(overrides: overrides)
        model = try UsableModel(in: folder)
        backend = try configuration.makeBackend()
        loaded = try configuration.data.load(part.part, seed: configuration.seed)
      } else {
        model = try UsableModel(in: folder)
        let source = try folder.namedData(overrides)
        backend = try RunConfiguration.makeBackend("auto")
        loaded = try source.load(part.part, seed: model.seed, transform: model.inputTransform)
      }
      guard let data = loaded else {
        throw HoneError(
          .data, path: run, operation: "evaluate", message: "the data has no \(part.rawValue) part",
          help: "choose another with --part train, or name data with data=…")
      }
      let clock = ContinuousClock()
      let start = clock.now
      let (results, details) = try await model.evaluate(
        data, batchSize: batchSize.size, on: backend)
      let seconds = Self.seconds(clock.now - start)
      let names = ["loss"] + results.keys.filter { $0 != "loss" }.sorted()
      let values = names.compactMap { name in results[name].map { (name, $0) } }
      if json {
        let numbers = values.map { ($0.0, ConfigurationValue($0.1)) }
        let object = ConfigurationValue.object(
          [
            ("run", ConfigurationValue(run)), ("part", ConfigurationValue(part.rawValue)),
            ("samples", ConfigurationValue(data.count)), ("seconds", ConfigurationValue(seconds)),
          ] + numbers)
        Console.print(object.json(indent: nil))
      } else {
        let text = values.map { "\($0.0) \(Number.short($0.1))" }.joined(separator: "  ")
        Console.print("\(text)  (\(data.count) \(part.rawValue) samples)")
        for (name, matrix) in details.sorted(by: { $0.key < $1.key }) where matrix.shape.rank == 2 {
          Console.print("\n\(name)\n\(Self.table(matrix, model.classNames ?? data.classNames))")
        }
      }
    }

    /// A matrix of counts: a row for each wanted class, a column for each predicted one.
    private static func table(_ matrix: HostTensor, _ names: [String]?) -> String {
      let counts = matrix.elements(as: Int64.self)
      let (rows, columns) = (matrix.shape[0], matrix.shape[1])
      func name(_ index: Int) -> String {
        names.flatMap { index < $0.count ? $0[index] : nil } ?? String(index)
      }
      let head = ["wanted \\ predicted"] + (0..<columns).map(name)
      return Console.table(
        [head]
          + (0..<rows).map { row in
            [name(row)] + (0..<columns).map { String(counts[row * columns + $0]) }
          })
    }

    private static func seconds(_ duration: Duration) -> Double {
      Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
  }

  /// A part of a data set, as an argument.
  enum PartArgument: String, CaseIterable, ExpressibleByArgument {
    case test, train

    var part: DataPart { self == .train ? .train : .test }
  }
#endif
