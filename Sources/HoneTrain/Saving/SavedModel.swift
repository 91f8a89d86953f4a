public import HoneBackend
public import HoneCore
public import HoneData
internal import HoneGraph
internal import HoneIO
public import HoneNN

/// A model in a folder: `model.json` (architecture, losses, optimizer), `weights.safetensors`, and
/// `optimizer.safetensors` (the optimizer's memory, for training on).
///
/// ```swift
/// try trainer.save(to: "fashion")
/// let again = try SavedModel("fashion").trainer(backend: backend)
/// ```
public struct SavedModel: Sendable {
  /// The folder.
  public let folder: String
  /// The architecture.
  public let model: any Layer
  /// What one sample consists of.
  public let fields: [FieldSpec]
  /// The names of the classes, if known.
  public let classNames: [String]?
  /// What the elements of inputs, by name, went through before the model saw them, where the
  /// training data changed them.
  public let inputTransforms: [String: RowTransform]
  /// The optimizer.
  public let optimizer: any Optimizer
  /// A loss for each output.
  public let losses: [any Loss]
  /// The factors of the losses.
  public let lossWeights: [Double]
  /// The metrics of each output.
  public let metrics: [[any Metric]]
  /// How logs name the outputs.
  public let outputNames: [String]
  /// The seed of the training.
  public let seed: UInt64
  /// The number of updates made.
  public let stepCount: Int
  /// How the engine that saved it computed what can be computed in several ways.
  public let plan: PlanRecord?
  /// The file of the weights.
  public var weightsPath: String { SavedFiles(folder: folder).path(of: Self.weightsFile) }

  static let modelFile = "model.json"
  static let weightsFile = "weights.safetensors"
  static let optimizerFile = "optimizer.safetensors"

  /// Reads the architecture; weights are read when a trainer is made.
  ///
  /// - Parameters:
  ///   - folder: the folder that ``Trainer/save(to:)`` wrote.
  ///   - registry: the types that the file may name.
  /// - Throws: `.file` if the folder has no model, `.usage` naming everything in `model.json` that
  ///   the registry doesn't know.
  public init(_ folder: String, registry: Registry = .training) throws(HoneError) {
    self.folder = folder
    let path = SavedFiles(folder: folder).path(of: Self.modelFile)
    let root = try ConfigurationValue(parsingJSON: try TextFile.read(path), file: path)
    if let reason = root["notSaved"] {
      throw HoneError(
        .model, path: path, operation: "load", message: try reason.string(),
        help: "build the model in Swift and call trainer.loadWeights(from: \"\(folder)\")")
    }
    model = try registry.makeLayer(from: try root.member("model"))
    fields = try root.member("fields").array().map(ModelFile.field)
    inputTransforms = try ModelFile.transforms(root.member("fields").array())
    classNames = try root["classNames"]?.array().map { (name) throws(HoneError) in
      try name.string()
    }
    optimizer = try Self.make(.optimizer, try root.member("optimizer"), registry)
    let outputs = try root.member("outputs").array()
    var parts:
      (
        names: [String], losses: [any Loss], weights: [Double], metrics: [[any Metric]]
      ) = ([], [], [], [])
    for output in outputs {
      parts.names.append(try output.member("name").string())
      parts.losses.append(try Self.make(.loss, try output.member("loss"), registry))
      parts.weights.append(try output.member("weight").double())
      var metrics: [any Metric] = []
      for metric in try output.member("metrics").array() {
        metrics.append(try Self.make(.metric, metric, registry))
      }
      parts.metrics.append(metrics)
    }
    (outputNames, losses, lossWeights, metrics) =
      (parts.names, parts.losses, parts.weights, parts.metrics)
    seed = UInt64(try root.member("seed").string()) ?? 0
    stepCount = try root.member("step").int()
    plan = root["plan"].flatMap { PlanRecord($0) }
  }

  private static func make<Member>(
    _ family: Family, _ value: ConfigurationValue, _ registry: Registry
  ) throws(HoneError) -> Member {
    guard let member = try registry.make(family, from: value, at: family.rawValue) as? Member else {
      throw value.mismatch("a \(family.rawValue)")
    }
    return member
  }

  /// A trainer with the saved weights and, if it was saved, the optimizer's memory.
  ///
  /// On the machine that saved it the engine computes as it did there, so that training on gives
  /// the bits of a training that was never interrupted.
  ///
  /// - Parameters:
  ///   - backend: the engine.
  ///   - memoryLimit: what training may take in the engine; see ``Trainer/memoryLimit``.
  /// - Throws: every weight that is missing, of another shape or type, or not the model's; `.file`
  ///   if the files aren't of one save.
  public func trainer(
    backend: any Backend, memoryLimit: ByteCount? = nil
  ) throws(HoneError) -> Trainer {
    var engine = backend
    if let plan, plan.machine == backend.planRecord?.machine {
      engine = try backend.reusing(plan)
    }
    let trainer = try Trainer(
      model: model, optimizer: optimizer, losses: losses, lossWeights: lossWeights,
      metrics: metrics, outputNames: outputNames, seed: seed,
      memoryLimit: memoryLimit, backend: engine)
    try trainer.build(fields: fields)
    try SafetensorsFile(weightsPath).requireStep(stepCount, path: weightsPath)
    try trainer.loadWeights(from: folder)
    trainer.classNames = classNames
    trainer.inputTransforms = inputTransforms
    let memory = SavedFiles(folder: folder).path(of: Self.optimizerFile)
    if TextFile.exists(memory) {
      try SafetensorsFile(memory).requireStep(stepCount, path: memory)
      try trainer.loadOptimizer(from: memory, stepCount: stepCount)
    }
    return trainer
  }
}

extension SafetensorsFile {
  /// Requires that a file, if Hone saved it, was saved at the step of `model.json`.
  func requireStep(_ stepCount: Int, path: String) throws(HoneError) {
    guard metadata["format"] == "hone", let step = metadata["step"], step != String(stepCount)
    else { return }
    throw HoneError(
      .file, path: path, operation: "load",
      wanted: "a file of the same save as \(SavedModel.modelFile), step \(stepCount)",
      received: "one of step \(step)",
      help: "copy all files of one save; trainer.loadWeights(from:) takes weights alone")
  }
}

extension Trainer {
  /// Writes architecture, weights and the optimizer's memory into a folder, which is made.
  ///
  /// The files change together: after a crash at any moment the folder holds the old model or the
  /// new one, never parts of both. An architecture with closures or unregistered types can't be
  /// written; its weights and its graphs are, which ``SavedGraph`` reads, and `model.json` says so.
  ///
  /// - Throws: `.state` before the weights are made, `.file` if the system refuses.
  public func save(to folder: String) throws(HoneError) {
    let values = try weights.slots.map { (slot) throws(HoneError) in
      (name: slot.path, tensor: try engine.store.value(at: slot.path))
    }
    let memory = try engine.store.slots.filter { $0.role == .optimizer }
      .map { (slot) throws(HoneError) in
        (name: slot.path, tensor: try engine.store.value(at: slot.path))
      }
    let description = try ModelFile.encode(self)
    let graphs = description["notSaved"] == nil ? [] : savedGraphs()
    let metadata = ["format": "hone", "step": String(stepCount)]
    try SavedFiles(folder: folder).write { (place) throws(HoneError) in
      try SafetensorsFile.write(
        values, metadata: metadata, to: place + "/" + SavedModel.weightsFile)
      try SafetensorsFile.write(
        memory, metadata: metadata, to: place + "/" + SavedModel.optimizerFile)
      for graph in graphs { try AtomicFile.write(graph.text, to: place + "/" + graph.name) }
      try AtomicFile.write(
        description.json(indent: 2) + "\n", to: place + "/" + SavedModel.modelFile)
    }
  }

  /// Writes weights and running statistics into a safetensors file; its folder is made.
  ///
  /// After a crash at any moment the path holds the old file or the new one.
  ///
  /// - Throws: `.state` before the weights are made, `.file` if the system refuses.
  public func saveWeights(to path: String) throws(HoneError) {
    let values = try weights.slots.map { (slot) throws(HoneError) in
      (name: slot.path, tensor: try engine.store.value(at: slot.path))
    }
    if let end = path.lastIndex(of: "/"), end != path.startIndex {
      try FileSystem.makeFolder(String(path[..<end]))
    }
    try SafetensorsFile.write(
      values, metadata: ["format": "hone", "step": String(stepCount)], to: path)
  }

  /// Reads weights from a folder that ``save(to:)`` wrote, or from a safetensors file.
  ///
  /// - Parameters:
  ///   - path: the folder or file.
  ///   - partial: whether weights may be missing or of another shape; see
  ///     ``Weights/load(_:partial:)``.
  /// - Returns: the names that were set.
  /// - Throws: every mismatch at once.
  @discardableResult
  public func loadWeights(
    from path: String, partial: Bool = false
  ) throws(HoneError) -> [String] {
    let isFile = path.hasSuffix(".safetensors")
    let file = try SafetensorsFile(
      isFile ? path : SavedFiles(folder: path).path(of: SavedModel.weightsFile))
    var values: [String: HostTensor] = [:]
    for name in file.names { values[name] = try file.tensor(name) }
    return try weights.load(values, partial: partial)
  }

  func loadOptimizer(from path: String, stepCount: Int) throws(HoneError) {
    let file = try SafetensorsFile(path)
    for name in file.names {
      let value = try file.tensor(name)
      try engine.store.set(
        StateSlot(path: name, type: TensorType(value.dtype, value.shape), role: .optimizer),
        to: value)
    }
    engine.stepCount = stepCount
  }
}
