#if CommandLineTool
  internal import Hone
  internal import HoneData
  internal import HoneNN
  internal import HoneTrain

  /// Everything that a training run depends on, checked.
  ///
  /// Made from a YAML file and `key=value` arguments. All that is wrong is reported together, each
  /// with its place, before any data is read.
  struct RunConfiguration {
    /// The complete configuration: what was given, and the defaults of the rest.
    var resolved: ConfigurationValue
    /// The first part of the run folder's name.
    let name: String
    /// The folder in which run folders are made.
    let runs: String
    /// The model.
    var model: any Layer
    /// Where samples come from.
    let data: any DataSource
    let optimizer: any Optimizer
    let loss: any Loss
    let metrics: [any Metric]
    let callbacks: [any Callback]
    /// What was understood although it is written in another way.
    let notes: [String]
    let epochs: Int
    let batchSize: BatchSize
    let validationSplit: Double
    let evaluateTrainingData: Bool
    let shuffle: Bool
    let recomputeBatchNormalization: Bool
    let seed: UInt64
    let memoryLimit: ByteCount?
    let backend: String
    let plan: PlanMode?
    let verbose: Verbosity
    let onNonFinite: NonFinitePolicy
    /// How often checkpoints are written; nil for never.
    let checkpointEvery: Checkpoints.Frequency?
    let keepCheckpoints: Int

    /// Reads and checks a file.
    ///
    /// - Throws: `.file` if it can't be read, else `.usage` with everything that is wrong.
    init(
      file: String, overrides: [Override] = [], registry: Registry = .command
    ) throws(HoneError) {
      let written = try YAMLReader.read(file: file)
      if written.isNull {
        throw HoneError(
          .usage, path: file, operation: "a configuration", wanted: "keys with values",
          received: "an empty file", help: "run `hone init` for one to start from")
      }
      try self.init(written, overrides: overrides, registry: registry)
    }

    /// Checks a configuration.
    ///
    /// - Throws: `.usage` with everything that is wrong.
    init(
      _ written: ConfigurationValue, overrides: [Override] = [], registry: Registry = .command
    ) throws(HoneError) {
      let configuration = try Self.overriding(written, by: overrides)
      let errors = Self.errors(in: configuration, registry: registry)
      if let error = HoneError.combining(errors) { throw error }
      let resolved = Self.completing(configuration, registry: registry)
      let fields = Resolved(value: resolved, registry: registry)
      self.resolved = resolved
      name = try fields["name"].string()
      runs = try fields["runs"].string()
      data = try fields.member("data", .dataset)
      optimizer = try fields.member("optimizer", .optimizer)
      loss = try fields.member("loss", .loss)
      metrics = try fields.members("metrics", .metric)
      callbacks = try fields.members("callbacks", .callback)
      notes = Advice.otherSpellings(configuration["callbacks"] ?? .null, registry)
      epochs = try fields["epochs"].int()
      batchSize = BatchSize(fields["batchSize"]) ?? 32
      validationSplit = try fields["validationSplit"].double()
      evaluateTrainingData = try fields["evaluateTrainingData"].bool()
      shuffle = try fields["shuffle"].bool()
      recomputeBatchNormalization = try fields["recomputeBatchNormalization"].bool()
      seed = UInt64(try fields["seed"].int())
      memoryLimit = ByteCount(try fields["memoryLimit"].string())
      backend = try fields["backend"].string()
      plan = PlanMode(rawValue: try fields["plan"].string())
      verbose = Verbosity(rawValue: try fields["verbose"].string()) ?? .auto
      onNonFinite =
        switch try fields["onNonFinite"].string() {
        case "skipBatch": .skipBatch()
        case "rollBack": .rollBack()
        default: .stop
        }
      if case .every(let frequency)? = CheckpointFrequency(fields["checkpointEvery"]) {
        checkpointEvery = frequency
      } else {
        checkpointEvery = nil
      }
      keepCheckpoints = try fields["keepCheckpoints"].int()
      model = try Self.placing(
        try fields.members("augment", .transform), before: fields["model"], registry)
    }

    /// The engine that the configuration names.
    ///
    /// - Throws: `.backend`, naming the command that installs it, if it can't start.
    func makeBackend() throws(HoneError) -> any Backend {
      let engine = try Self.makeBackend(backend)
      return if let plan { try engine.choosing(plan) } else { engine }
    }

    /// An engine by name; `auto` is the fastest.
    static func makeBackend(_ name: String) throws(HoneError) -> any Backend {
      let registry = BackendRegistry.standard
      return try name == "auto" ? registry.preferred() : registry.makeBackend(name)
    }

    /// The untrained model with its optimizer, losses and metrics.
    ///
    /// If the shape of the data is known without reading it, the weights are made too.
    ///
    /// - Throws: `.model` with every layer that doesn't fit.
    func makeTrainer(on backend: any Backend) throws(HoneError) -> Trainer {
      do throws(HoneError) {
        let trainer = try model.compile(
          optimizer: optimizer, loss: loss, metrics: metrics, seed: seed,
          memoryLimit: memoryLimit, backend: backend)
        if let known = data.knownFields { try trainer.build(raw: known) }
        return trainer
      } catch {
        throw LayerPlaces(resolved).locating(error, transform: nil)
      }
    }

    /// The model with transforms as its first layers.
    static func placing(
      _ transforms: [any Transform], before model: ConfigurationValue, _ registry: Registry
    ) throws(HoneError) -> any Layer {
      let layer = try registry.makeLayer(from: modelValue(model))
      if transforms.isEmpty { return layer }
      guard let stack = layer as? Sequential else {
        throw HoneError(
          .usage, path: "augment", wanted: "a model that is a list of layers",
          received: "a graph of layers",
          help: "put the transforms into the graph, right behind its Input",
          location: model.location)
      }
      return stack.replacingLayers(
        transforms.map { TransformLayer($0) } + stack.layers, input: stack.input)
    }

    /// A list of layers as the stack that it stands for.
    static func modelValue(_ value: ConfigurationValue) -> ConfigurationValue {
      guard case .array = value.kind else { return value }
      let fields = ConfigurationValue(
        .object([ConfigurationMember("layers", value)]), location: value.location)
      return ConfigurationValue(
        .object([ConfigurationMember("Sequential", fields)]), location: value.location)
    }

    private static func overriding(
      _ written: ConfigurationValue, by overrides: [Override]
    ) throws(HoneError) -> ConfigurationValue {
      var configuration = written
      var errors: [HoneError] = []
      for override in overrides {
        let field = schema.first { $0.key == override.section }
        if configuration[override.section] == nil, let value = field?.defaultValue, !value.isNull {
          configuration[override.section] = value
        }
        do throws(HoneError) {
          try override.apply(to: &configuration)
        } catch {
          errors.append(error)
        }
      }
      if let error = HoneError.combining(errors) { throw error }
      return configuration
    }
  }

  /// Typed reading of a configuration that was found right.
  private struct Resolved {
    let value: ConfigurationValue
    let registry: Registry

    subscript(key: String) -> ConfigurationValue { value[key] ?? .null }

    func member<Member>(_ key: String, _ family: Family) throws(HoneError) -> Member {
      try make(self[key], family, at: key)
    }

    func members<Member>(_ key: String, _ family: Family) throws(HoneError) -> [Member] {
      var members: [Member] = []
      for element in self[key].elements { members.append(try make(element, family, at: key)) }
      return members
    }

    private func make<Member>(
      _ value: ConfigurationValue, _ family: Family, at key: String
    ) throws(HoneError) -> Member {
      guard let member = try registry.make(family, from: value, at: key) as? Member else {
        throw value.mismatch("a \(family.rawValue)", at: key)
      }
      return member
    }
  }
#endif
