#if CommandLineTool
  internal import Hone
  internal import HoneIO
  internal import HoneTrain

  /// One `hone train` or `hone resume`: checks, reads data, trains, saves, and says how to go on.
  struct TrainingSession {
    /// Where a run's files go, and where it begins.
    enum Beginning {
      /// A new folder, of this name if one is given.
      case new(into: String?)
      /// The checkpoints of a folder.
      case checkpoint(RunFolder, allowDifferentBits: Bool)
      /// The beginning, in a folder whose run ended before its first checkpoint.
      case again(RunFolder)
    }

    private(set) var configuration: RunConfiguration
    let source: RunFolder?
    let beginning: Beginning
    let profiles: Bool
    let looksFirst: Bool
    /// The journal of another run, whose requests are granted again.
    let replay: String?

    init(
      _ configuration: RunConfiguration, from: String?, beginning: Beginning,
      profiles: Bool = false, preflight: Bool = true, replay: String? = nil
    ) throws(HoneError) {
      self.profiles = profiles
      looksFirst = preflight
      self.configuration = configuration
      source = try from.map { (path) throws(HoneError) in try RunFolder(existing: path) }
      self.beginning = beginning
      self.replay = replay
    }

    func run() async throws {
      // What transforms learn is written into the run's configuration, so that it learns only once.
      guard configuration.isFitted else {
        var session = self
        session.configuration = try configuration.fittedToItsData(
          knowing: source.map { (source) throws(HoneError) in
            try Preprocessing(SavedModel(source.path, registry: .command).model).transforms
          } ?? [])
        return try await session.run()
      }
      let backend = try configuration.makeBackend()
      if let warning = backend.capabilities.warning { Console.error("hone: \(warning)") }
      for line in configuration.notes { Console.error("hone: \(line)") }
      let initialEpoch = try firstEpoch()
      let trainer = try makeTrainer(on: backend)
      let places = LayerPlaces(configuration.resolved)
      trainer.locate = { places.place($0) }
      let training = try load(.train)
      let test =
        configuration.validationSplit == 0
        ? try configuration.data.load(.test, seed: configuration.seed) : nil
      if trainer.fields.isEmpty {
        try placing(trainer, training) { (trainer) throws(HoneError) in
          try trainer.build(for: training)
        }
      }
      // What augmentation can't work on is said before a run folder is made.
      try placing(trainer, training) { (trainer) throws(HoneError) in
        _ = try trainer.prepared(training, training: true)
      }
      let folder = try runFolder()
      let before = RunFolder.Before(folder)
      let lock = try folder.locked()
      defer { withExtendedLifetime(lock) {} }
      let stepsBefore = trainer.stepCount
      AtomicFile.removeAbandoned(in: folder.path)
      ControlFolder(folder.path).removeRequests()
      let history: History
      do {
        try begin(folder, trainer, backend)
        try announce(folder, training, test, backend)
        history = try await fit(trainer, training, test, from: initialEpoch, folder)
      } catch {
        folder.log("failed: \(error)")
        if isNew, trainer.stepCount == stepsBefore, !Self.diverged(error) { before.restore() }
        throw (error as? HoneError).map { LayerPlaces(configuration.resolved).locating($0) }
          ?? error
      }
      log(history, in: folder)
      if configuration.recomputeBatchNormalization, !history.wasInterrupted {
        try await recomputeBatchNormalization(of: trainer, training, folder)
      }
      try trainer.save(to: folder.path)
      summarize(history, in: folder)
      try finish(folder, of: trainer, wasInterrupted: history.wasInterrupted)
    }

    private func fit(
      _ trainer: Trainer, _ training: RawData, _ test: RawData?, from initialEpoch: Int,
      _ folder: RunFolder
    ) async throws -> History {
      let history = try await trainer.fit(
        training, epochs: configuration.epochs, batchSize: configuration.batchSize,
        validation: test, validationSplit: configuration.validationSplit,
        evaluateTrainingData: configuration.evaluateTrainingData, shuffle: configuration.shuffle,
        initialEpoch: initialEpoch,
        verbose: configuration.verbose,
        callbacks: [MetricsFiles(folder: folder), RunControl(folder.path)]
          + configuration.callbacks.map { ($0 as? any FolderBound)?.within(folder.path) ?? $0 },
        preflight: looksFirst,
        checkpoints: configuration.checkpointEvery.map {
          Checkpoints(folder.checkpointFolder, every: $0, keep: configuration.keepCheckpoints)
        },
        onNonFinite: configuration.onNonFinite,
        profile: profiles ? .steps(to: folder.path) : nil)
      if profiles, history.profile == nil {
        Console.error("hone: no profile: training ended before the first step to be measured")
      }
      return history
    }

    /// Whether training began and came to nothing: its folder says how.
    private static func diverged(_ error: any Error) -> Bool {
      (error as? HoneError)?.kind == .diverged
    }

    private var isNew: Bool {
      if case .new = beginning { true } else { false }
    }

    // MARK: Beginning

    private func runFolder() throws(HoneError) -> RunFolder {
      switch beginning {
      case .new(let into): try RunFolder(for: configuration, at: into)
      case .checkpoint(let folder, _), .again(let folder): folder
      }
    }

    /// Writes the head of a new run, or goes back to the checkpoint of an old one.
    private func begin(
      _ folder: RunFolder, _ trainer: Trainer, _ backend: any Backend
    ) throws(HoneError) {
      guard case .checkpoint(_, let allowsDifferentBits) = beginning else {
        for file in [folder.csvFile, folder.rowsFile, folder.timingsFile] {
          FileSystem.remove(file)
        }
        try folder.writeHead(configuration, backend: backend, from: source?.path)
        if let table = configuration.data as? CSVSource { try folder.writeTable(table.schema()) }
        if let source { try folder.continueRows(of: source) }
        if let replay { try folder.takeJournal(replay) }
        return
      }
      let point = try trainer.resume(
        from: folder.checkpointFolder, allowDifferentBits: allowsDifferentBits)
      for error in point.damaged {
        Console.error("hone: a newer checkpoint is damaged and left out: \(error)")
      }
      guard point.epoch <= configuration.epochs else {
        throw tooFewEpochs(in: folder, finished: point.epoch)
      }
      try folder.writeConfiguration(configuration)
      let line =
        point.epoch == configuration.epochs
        ? "going on from its end: all of its \(point.epoch) epochs are trained; --epochs gives it more"
        : "going on from epoch \(point.epoch + 1), after \(point.step) of its steps "
          + "(\(point.stepCount) steps in all)"
      folder.log(line)
      if configuration.verbose != .silent { Console.print(line) }
    }

    /// Sets running statistics to those of all samples that weights were trained on.
    private func recomputeBatchNormalization(
      of trainer: Trainer, _ data: RawData, _ folder: RunFolder
    ) async throws {
      let fraction = configuration.validationSplit
      let training =
        fraction == 0
        ? data : try data.split(validationFraction: fraction, seed: trainer.seed).training
      let layers = try await trainer.recomputeBatchNormalization(
        on: training, batchSize: configuration.batchSize)
      let line = "statistics of all training samples: " + layers.joined(separator: ", ")
      folder.log(layers.isEmpty ? "no batch normalization to recompute" : line)
    }

    /// The weights and the optimizer's memory of a run that is continued, or new ones.
    private func makeTrainer(on backend: any Backend) throws(HoneError) -> Trainer {
      guard let source else { return try configuration.makeTrainer(on: backend) }
      let saved = try SavedModel(source.path, registry: .command)
      let isSame =
        try saved.model.encoded() == configuration.model.encoded()
        && saved.optimizer.configuration == configuration.optimizer.configuration
        && saved.losses.map(\.configuration) == [configuration.loss.configuration]
        && saved.seed == configuration.seed
      if isSame {
        return try saved.trainer(backend: backend, memoryLimit: configuration.memoryLimit)
      }
      let trainer = try configuration.makeTrainer(on: backend)
      if trainer.fields.isEmpty {
        try placing(trainer) { (trainer) throws(HoneError) in
          try trainer.build(fields: saved.fields)
        }
      }
      try trainer.loadWeights(from: source.path)
      Console.error(
        "hone: the model is trained otherwise than in \(source.path): its weights are taken over, "
          + "the optimizer's memory isn't")
      return trainer
    }

    /// Runs a closure; its errors get the places of the layers or transforms that they name.
    private func placing(
      _ trainer: Trainer, _ samples: RawData? = nil, _ body: (Trainer) throws(HoneError) -> Void
    ) throws(HoneError) {
      do throws(HoneError) {
        try body(trainer)
      } catch {
        throw LayerPlaces(configuration.resolved).locating(
          error, transform: samples.flatMap { trainer.preprocessing.refusing($0) })
      }
    }

    private func firstEpoch() throws(HoneError) -> Int {
      guard let source else { return 0 }
      let finished = try source.finishedEpochs()
      guard finished < configuration.epochs else {
        throw tooFewEpochs(in: source, finished: finished)
      }
      return finished
    }

    private func tooFewEpochs(in folder: RunFolder, finished: Int) -> HoneError {
      HoneError(
        .usage, path: "epochs", message: "\(folder.path) has had \(finished) epochs already.",
        wanted: "more than \(finished)", received: "\(configuration.epochs)",
        help: "epochs counts from the first run on: try epochs=\(finished + 10)",
        location: configuration.resolved["epochs"]?.location)
    }

    private func load(_ part: DataPart) throws(HoneError) -> RawData {
      guard let data = try configuration.data.load(part, seed: configuration.seed) else {
        throw HoneError(
          .data, path: "data", message: "the data has no \(part.rawValue) part",
          location: configuration.resolved["data"]?.location)
      }
      return data
    }

    private func announce(
      _ folder: RunFolder, _ training: RawData, _ test: RawData?, _ backend: any Backend
    ) throws(HoneError) {
      let validation: String
      if let test {
        validation = "\(test.count) for validation"
      } else if configuration.validationSplit > 0 {
        validation = "\(configuration.validationSplit) of them held out for validation"
      } else {
        validation = "no validation"
      }
      let line =
        "\(training.count) training samples, \(validation); \(backend.capabilities.description)"
      if configuration.verbose != .silent { Console.print(line) }
      folder.log("start: \(line)")
    }

    private func finish(
      _ folder: RunFolder, of trainer: Trainer, wasInterrupted: Bool
    ) throws {
      folder.log(
        (wasInterrupted ? "interrupted; saved" : "done; saved")
          + "; peak memory \(MachineDescription.peakMemory)")
      if wasInterrupted {
        throw HoneError(
          .interrupted, message: "interrupted; what was trained is saved in \(folder.path)",
          help: configuration.checkpointEvery == nil
            ? "go on with `hone train \(folder.configurationFile) --from \(folder.path)`"
            : "go on with `hone resume \(folder.path)`")
      }
      let inputs = trainer.fields.filter { $0.role == .input }
      let takesImage = inputs.count == 1 && inputs[0].shape.rank == 3
      let sample = takesImage ? "IMAGE.png" : configuration.data is CSVSource ? "TABLE.csv" : nil
      Console.print(
        "saved in \(folder.path)\n  measure it:  hone evaluate \(folder.path)"
          + (sample.map { "\n  use it:      hone predict \(folder.path) \($0)" } ?? ""))
    }
  }
#endif
