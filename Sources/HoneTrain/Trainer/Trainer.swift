public import HoneBackend
public import HoneCore
public import HoneData
internal import HoneGraph
public import HoneNN
internal import Synchronization

/// A compiled model: its weights, its optimizer's memory, and the programs that train and use it.
///
/// Made by `model.compile(optimizer:loss:metrics:)`. Weights exist once the shape of the input is
/// known: from an `Input` in the model, from ``build(fields:)``, or from the first data. A trainer
/// works on one call at a time; a second call while one runs is an error.
///
/// ```swift
/// let trainer = try model.compile(
///   optimizer: .adam(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
///   metrics: [.accuracy])
/// try await trainer.fit(train, epochs: 3, batchSize: 128, validation: test)
/// ```
public final class Trainer: @unchecked Sendable {
  /// The model's configuration.
  public let model: any Layer
  /// The seed of initialization, shuffling and dropout.
  public let seed: UInt64
  /// The engine.
  public private(set) var backend: any Backend
  /// The names of the classes, if the data or the saved model told them.
  public internal(set) var classNames: [String]?
  /// What one sample consists of, once known.
  public internal(set) var fields: [FieldSpec] = []
  /// What the elements of inputs, by name, went through on their way from where they are stored;
  /// only those that the data or the saved model told.
  public internal(set) var inputTransforms: [String: RowTransform] = [:]
  /// The samples of the training data, once known.
  package var trainingSampleCount: Int?

  /// Whether warnings of preflight end training; see ``StrictPreflight``.
  var isStrict = false
  /// Where the places of findings are written, such as layers in a configuration file.
  package var locate: (@Sendable (String) -> SourceLocation?)?

  /// What the model does to samples before its first layer.
  public let preprocessing: Preprocessing

  /// The shapes of the outputs for one sample, batch axis included.
  private(set) var predictionShapes: [Shape] = []
  /// The rows of the tables in which inputs are looked up, by the input's name.
  private(set) var rowCounts: [String: Int] = [:]
  let recipe: ModelRecipe
  let engine: StepEngine
  var compiled: [ProgramKey: CompiledStep] = [:]
  /// The class counts of the kinds of data that were checked against the model.
  var knownClassCounts: [[FieldSpec]: [Int: Int]] = [:]
  /// What is known of the training that runs.
  var training: RunningTraining?
  /// What the next training goes on from.
  var pendingResume: PendingResume?
  private let thread = EngineThread()
  private let isBusy = Mutex(false)

  struct ProgramKey: Hashable {
    var purpose: ModelRecipe.Purpose
    var batchSize: Int
    var prefix: String
    /// A program reads its inputs in the types that the data has.
    var fields: [FieldSpec]
  }

  /// Creates a trainer; `model.compile` is the usual way.
  ///
  /// - Parameters:
  ///   - model: the layers.
  ///   - optimizer: how weights move.
  ///   - losses: one for each output of the model.
  ///   - lossWeights: the factor of each loss in the total.
  ///   - metrics: the metrics of each output.
  ///   - outputNames: how logs name the outputs, if there are several.
  ///   - seed: the seed of initialization, shuffling and dropout.
  ///   - memoryLimit: what training may take in the engine; see ``memoryLimit``.
  ///   - backend: the engine.
  /// - Throws: `.usage` if the numbers don't match, `.backend` if the engine can't start; if the
  ///   model begins with `Input`, also every error of the model together.
  public init(
    model: any Layer, optimizer: any Optimizer, losses: [any Loss], lossWeights: [Double]? = nil,
    metrics: [[any Metric]] = [], outputNames: [String]? = nil, seed: UInt64 = 0,
    memoryLimit: ByteCount? = nil, backend: any Backend
  ) throws(HoneError) {
    let weights = lossWeights ?? losses.map { _ in 1 }
    let names = outputNames ?? losses.indices.map { "output_\($0 + 1)" }
    guard !losses.isEmpty, weights.count == losses.count, names.count == losses.count,
      metrics.count <= losses.count
    else {
      throw HoneError(
        .usage, operation: "compile",
        wanted: "a loss for each output, and as many weights and names",
        received: "\(losses.count) losses, \(weights.count) weights, \(names.count) names")
    }
    try Self.requireDistinctLogs(metrics, outputNames: names)
    self.model = model
    self.seed = seed
    self.backend = backend
    preprocessing = try Preprocessing(model)
    try Self.requireShares(preprocessing, losses)
    recipe = ModelRecipe(
      model: preprocessing.core, optimizer: optimizer,
      outputs: losses.indices.map { index in
        OutputSpecification(
          name: names[index], loss: losses[index], weight: weights[index],
          metrics: index < metrics.count ? metrics[index] : [])
      })
    engine = try StepEngine(backend: backend, seed: seed, memoryLimit: memoryLimit)
    if let inputs = recipe.model.inputFields { try build(fields: inputs) }
  }

  /// Creates a trainer in the state of another, which nothing that is done with it changes: it has
  /// programs, weights and an optimizer's memory of its own, on an engine with choices of its own.
  init(inTheStateOf other: Trainer) throws(HoneError) {
    model = other.model
    seed = other.seed
    backend =
      try other.backend.planRecord.map { (record) throws(HoneError) in
        try other.backend.reusing(record)
      } ?? other.backend
    preprocessing = other.preprocessing
    recipe = other.recipe
    engine = try StepEngine(
      backend: backend, seed: seed, memoryLimit: other.engine.memoryLimit)
    for slot in other.engine.store.slots {
      try engine.store.set(slot, to: try other.engine.store.value(at: slot.path))
    }
    engine.stepCount = other.engine.stepCount
    engine.learningRateOverride = other.engine.learningRateOverride
    classNames = other.classNames
    fields = other.fields
    inputTransforms = other.inputTransforms
    trainingSampleCount = other.trainingSampleCount
    predictionShapes = other.predictionShapes
    rowCounts = other.rowCounts
  }

  /// Names tell the sums of metrics apart.
  private static func requireDistinctLogs(
    _ metrics: [[any Metric]], outputNames: [String]
  ) throws(HoneError) {
    let lists = metrics.map { $0.map(\.name) + ["loss", MetricSums.penalty] } + [outputNames]
    for names in lists {
      guard let twice = Dictionary(grouping: names, by: { $0 }).first(where: { $1.count > 1 })?.key
      else { continue }
      throw HoneError(
        .usage, operation: "compile", wanted: "metrics and outputs of different names",
        received: "\"\(twice)\" twice",
        help: "\"loss\" and \"penalty\" are taken; give each metric and output its own")
    }
  }

  /// The number of updates made.
  public var stepCount: Int { engine.stepCount }

  /// A learning rate that replaces the optimizer's schedule from the next update on; nil for none.
  ///
  /// Like the schedule's, it is multiplied by the factors of ``NonFinitePolicy/rollBack(factor:limit:)``
  /// of a training that went back.
  public var learningRate: Double? {
    get { engine.learningRateOverride }
    set { engine.learningRateOverride = newValue }
  }

  /// What ``learningRate`` or else the optimizer's schedule says of the next update.
  var scheduledLearningRate: Double {
    engine.learningRateOverride ?? recipe.optimizer.learningRate(engine.stepCount)
  }

  /// Sets what the rate of the next updates will be, also in a training that went back.
  func setNextLearningRate(_ rate: Double?) {
    engine.learningRateOverride = rate.map { $0 / engine.rateFactor }
  }

  /// How often the training has gone back.
  var rollBacks: Int { engine.rollBacks }

  /// The rate of the next update, before multipliers of single weights.
  public var currentLearningRate: Double { engine.rateFactor * scheduledLearningRate }

  /// The rate of the last update, before multipliers of single weights; before the first, that of
  /// the first.
  public var lastLearningRate: Double {
    engine.rateFactor
      * (engine.learningRateOverride ?? recipe.optimizer.learningRate(max(engine.stepCount - 1, 0)))
  }

  /// What training may take in the engine: state, a batch and the workspace.
  ///
  /// Where a program would take more, its backward part computes values of the forward part again
  /// instead of keeping them: the same bits in more time. A limit that can't be kept is an error
  /// before the first step, which names the least that can be reached.
  public var memoryLimit: ByteCount? { engine.memoryLimit }

  /// What was done to keep the ``memoryLimit`` in the largest training program so far; nil without
  /// a limit or before the first update.
  public var memoryReport: MemoryReport? {
    compiled.values.compactMap(\.memoryReport).max { $0.before < $1.before }
  }

  /// Makes the weights for samples of the given fields.
  ///
  /// - Throws: every error of the model together.
  public func build(fields: [FieldSpec]) throws(HoneError) {
    let inputs = recipe.inputs(among: fields)
    if !self.fields.isEmpty {
      try requireSameInputs(inputs)
      if fields.contains(where: { $0.role == .target }) { self.fields = fields }
      return
    }
    let traced: TracedStep
    do throws(HoneError) {
      traced = try recipe.trace(.predict, fields: inputs, batchSize: 1, metricsPrefix: "predict")
    } catch {
      throw recipe.explained(error, fields: inputs)
    }
    try Self.requireNoTransforms(in: traced.program)
    _ = try engine.compile(traced, fields: inputs)
    rowCounts = traced.program.graph.rowCountsOfInputs
    predictionShapes = traced.program.outputs.indices.map { traced.program.outputType($0).shape }
    self.fields = fields
  }

  /// Transforms that stand behind other layers left an input of their own.
  private static func requireNoTransforms(in program: Program) throws(HoneError) {
    let prefix = TransformLayer.inputPrefix
    guard let found = program.graph.inputs.first(where: { $0.name.hasPrefix(prefix) }) else {
      return
    }
    throw HoneError(
      .model, path: found.name.split(separator: ":").last.map { String($0) },
      operation: "preprocessing",
      wanted: "a place in front of every other layer",
      received: "one behind another layer, or an Input that something else reads too",
      help: "samples are changed while batches are read: move it to the start of the model, or "
        + "into the data: data.map(…)")
  }

  private func requireSameInputs(_ inputs: [FieldSpec]) throws(HoneError) {
    let known = recipe.inputs(among: fields)
    guard known.count == inputs.count else {
      throw HoneError(
        .data, operation: "data", wanted: "\(known.count) inputs", received: "\(inputs.count)")
    }
    for (a, b) in zip(known, inputs) where a.shape != b.shape {
      throw HoneError(
        .data, path: b.name, operation: "data", wanted: "samples of shape \(a.shape)",
        received: "\(b.shape)", help: "reshape the data, or build a model for this shape")
    }
  }

  /// A program for a purpose and a batch size; made at its first use.
  func step(
    _ purpose: ModelRecipe.Purpose, fields: [FieldSpec], batchSize: Int, prefix: String
  ) throws(HoneError) -> CompiledStep {
    let key = ProgramKey(
      purpose: purpose, batchSize: batchSize, prefix: prefix, fields: fields)
    if let step = compiled[key] { return step }
    let step = try engine.compile(
      try recipe.trace(
        purpose, fields: fields, batchSize: batchSize, metricsPrefix: prefix), fields: fields)
    compiled[key] = step
    return step
  }

  /// Has the programs computed by another engine of the same kind, over the same state.
  func use(_ backend: any Backend) throws(HoneError) {
    self.backend = backend
    engine.backend = backend
    compiled = [:]
  }

  /// Requires that no other task trains: state is whole only between steps.
  func requireQuiet(_ operation: String) throws(HoneError) {
    guard isBusy.withLock({ $0 }), !thread.isCurrent else { return }
    throw HoneError(
      .state, operation: operation, message: "the trainer is at work.",
      help: "await fit first, or do it in a callback")
  }

  /// Runs a closure on the engine's thread, alone.
  func exclusively<R: Sendable>(
    _ body: @escaping @Sendable () throws -> R
  ) async throws -> R {
    let wasBusy = isBusy.withLock { busy in
      defer { busy = true }
      return busy
    }
    guard !wasBusy else {
      throw HoneError(
        .state, operation: "trainer", message: "it is at work already.",
        help: "await the other call first")
    }
    defer { isBusy.withLock { $0 = false } }
    let isStrict = StrictPreflight.isOn
    return try await thread.run {
      self.isStrict = isStrict
      return try body()
    }
  }
}

extension Layer {
  /// The fields that a model's own `Input`s announce.
  var inputFields: [FieldSpec]? {
    if let sequential = self as? Sequential {
      if let input = sequential.input {
        return [
          FieldSpec(.input, name: input.name ?? "x", shape: input.shape, dtype: input.dtype)
        ]
      }
      return sequential.layers.first?.inputFields
    }
    guard let model = self as? Model else { return nil }
    return model.inputs.enumerated().map { index, input in
      FieldSpec(
        .input, name: input.name ?? (model.inputs.count == 1 ? "x" : "input_\(index + 1)"),
        shape: input.shape, dtype: input.dtype)
    }
  }
}
