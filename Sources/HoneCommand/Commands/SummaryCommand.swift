#if CommandLineTool
  internal import ArgumentParser
  internal import Hone

  /// `hone summary CONFIG|RUN`.
  struct SummaryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "summary",
      abstract: "Shows the layers of a model, their shapes, parameters and cost.",
      discussion: """
        EXAMPLES:
          hone summary fashion.yaml
          hone summary fashion.yaml model[0].filters=64
          hone summary runs/fashion-…
        """)

    @Argument(help: "A configuration, or a run folder.")
    var path: String

    @Argument(
      help: ArgumentHelp("Changes to the configuration.", valueName: "key=value"))
    var changes: [String] = []

    func run() async throws {
      let overrides = try changes.map { try Override($0) }
      // Without the fast engine the table has all but the memory.
      let backend = (try? BackendRegistry.standard.preferred()) ?? ReferenceBackend()
      let trainer: Trainer
      var batchSize = 32
      var isTrained = false
      if FileSystem.isFolder(path) {
        let folder = try RunFolder(existing: path)
        trainer = try SavedModel(folder.path).trainer(backend: backend)
        isTrained = true
        if folder.hasConfiguration {
          let configuration = try folder.configuration(overrides: overrides)
          count(configuration, for: trainer)
          batchSize = size(configuration, for: trainer)
        }
      } else {
        let configuration = try RunConfiguration(file: path, overrides: overrides)
          .fittedToItsData()
        trainer = try configuration.makeTrainer(on: backend)
        if trainer.fields.isEmpty,
          let data = try configuration.data.load(.train, seed: configuration.seed)
        {
          try trainer.build(for: data)
        }
        count(configuration, for: trainer)
        batchSize = size(configuration, for: trainer)
      }
      Console.print("\(try trainer.summary(batchSize: batchSize))")
      if isTrained, let report = Self.report(try trainer.sparsity()) { Console.print(report) }
    }

    /// How sparse kernels are; nil if none of their elements is exactly zero.
    private static func report(_ sparsity: Sparsity) -> String? {
      sparsity.rows.contains { $0.zeroCount > 0 && $0.isKernel } ? "\(sparsity)" : nil
    }

    /// The samples of a step; of all, as many as are known.
    private func size(_ configuration: RunConfiguration, for trainer: Trainer) -> Int {
      guard case .count(let size) = configuration.batchSize else {
        return trainer.trainingSampleCount ?? 32
      }
      return size
    }

    /// Tells the trainer the number of training samples; a summary needs no data, so that a set
    /// that isn't there is no error.
    private func count(_ configuration: RunConfiguration, for trainer: Trainer) {
      let data = try? configuration.data.load(.train, seed: configuration.seed)
      guard let data else { return }
      let split = configuration.validationSplit
      trainer.trainingSampleCount = data.count - Int((split * Double(data.count)).rounded())
    }
  }
#endif
