public import HoneBackend
public import HoneCore
public import HoneData
internal import HoneGraph
internal import HoneIO
internal import HoneNN

/// A saved model whose architecture no file can hold, one with closures or types of the program's
/// own: its graphs, which predict and evaluate it a sample at a time, but don't train it.
///
/// ```swift
/// if let graph = try SavedGraph(ifNeededFor: "mine") {
///   let outputs = try await graph.predict(data, backend: backend)
/// }
/// ```
public struct SavedGraph: Sendable {
  /// The folder.
  public let folder: String
  /// What one sample consists of.
  public let fields: [FieldSpec]
  /// The names of the classes, if known.
  public let classNames: [String]?
  /// What the elements of inputs, by name, went through before the model saw them.
  public let inputTransforms: [String: RowTransform]
  /// The configuration of the first output's loss, if it has one.
  package let loss: ConfigurationValue?
  private let stepCount: Int
  /// What evaluation measures: the losses, and the metrics that are means.
  private let meanNames: [String]

  fileprivate static let prefix = "saved"

  static let predictFile = "predict.graph"
  static let evaluateFile = "evaluate.graph"

  /// Reads what a folder tells of its model.
  ///
  /// - Parameter folder: a folder that ``Trainer/save(to:)`` wrote.
  /// - Returns: nil if ``SavedModel`` reads it, or if there is no graph.
  /// - Throws: `.file` if the folder has no model, or a damaged one.
  public init?(ifNeededFor folder: String) throws(HoneError) {
    let files = SavedFiles(folder: folder)
    let path = files.path(of: SavedModel.modelFile)
    let root = try ConfigurationValue(parsingJSON: try TextFile.read(path), file: path)
    guard root["notSaved"] != nil, TextFile.exists(files.path(of: Self.predictFile)) else {
      return nil
    }
    self.folder = folder
    fields = try root.member("fields").array().map(ModelFile.field)
    inputTransforms = try ModelFile.transforms(root.member("fields").array())
    classNames = try root["classNames"]?.array().map { (name) throws(HoneError) in
      try name.string()
    }
    loss = try root["outputs"]?.array().first?["loss"]
    stepCount = try root.member("step").int()
    meanNames = try root.member("means").array().map { (name) throws(HoneError) in
      try name.string()
    }
  }

  /// The model's outputs for a data set: one tensor for each output, all samples in order.
  ///
  /// - Parameters:
  ///   - data: the samples.
  ///   - backend: the engine.
  /// - Throws: `.file` if the files are damaged or not of one save, `.data` for samples of another
  ///   shape or type.
  public func predict(
    _ data: any Dataset, backend: any Backend
  ) async throws -> [HostTensor] {
    try await EngineThread().run {
      let (executable, _) = try load(Self.predictFile, on: backend)
      let rows = try Self.run(executable, over: data, name: "data")
      return rows[0].indices.map { index in HostTensor.joining(rows.map { $0[index] }) }
    }
  }

  /// Loss and metrics over a data set; metrics that aren't means over samples are left out.
  ///
  /// - Parameters:
  ///   - data: the samples, with targets.
  ///   - backend: the engine.
  /// - Throws: as ``predict(_:backend:)``; `.model` if the model was saved before it saw targets.
  public func evaluate(
    _ data: any Dataset, backend: any Backend
  ) async throws -> [String: Double] {
    guard TextFile.exists(SavedFiles(folder: folder).path(of: Self.evaluateFile)) else {
      throw HoneError(
        .model, path: folder, operation: "evaluate", wanted: "a graph with losses",
        received: "one for predictions alone", help: "save the model after fit or evaluate")
    }
    return try await EngineThread().run {
      let (executable, store) = try load(Self.evaluateFile, on: backend)
      _ = try Self.run(executable, over: data, name: "test data")
      return try means(in: store)
    }
  }

  /// A graph over the saved weights.
  private func load(
    _ name: String, on backend: any Backend
  ) throws(HoneError) -> (any Executable, any StateStore) {
    let files = SavedFiles(folder: folder)
    let path = files.path(of: name)
    let program = try GraphText.parse(try TextFile.read(path), file: path)
    let weights = try SafetensorsFile(files.path(of: SavedModel.weightsFile))
    try weights.requireStep(stepCount, path: files.path(of: SavedModel.weightsFile))
    let store = try backend.makeStateStore()
    for slot in program.graph.slots {
      let zeros = HostTensor(zeros: slot.type.shape, dtype: slot.type.dtype)
      try store.set(slot, to: slot.role == .metric ? zeros : try weights.tensor(slot.path))
    }
    return (try backend.compile(program.optimized(), over: store), store)
  }

  /// The outputs of a program for each sample.
  private static func run(
    _ executable: any Executable, over data: any Dataset, name: String
  ) throws(HoneError) -> [[HostTensor]] {
    try DataChecks.requireSamples(data, name: name)
    let graph = executable.program.graph
    let scalars = graph.scalars.map { _ in 0.0 }
    var results: [[HostTensor]] = []
    for row in 0..<data.count {
      let sample = try data.tensors(at: [row])
      let inputs = try graph.inputs.map { (input) throws(HoneError) in
        try tensor(named: input.name, of: data.fields, in: sample)
      }
      results.append(try executable.run(inputs, scalars: scalars))
    }
    return results
  }

  /// A field by its name, or the only one of its role.
  private static func tensor(
    named name: String, of fields: [FieldSpec], in sample: [HostTensor]
  ) throws(HoneError) -> HostTensor {
    if let index = fields.firstIndex(where: { ModelRecipe.inputName($0) == name }) {
      return sample[index]
    }
    let isTarget = name.hasPrefix(FieldSpec.Role.target.rawValue + ":")
    let same = fields.indices.filter { fields[$0].role == (isTarget ? .target : .input) }
    guard same.count == 1 else {
      throw HoneError(
        .data, path: name, operation: "data", wanted: "a field of this name",
        received: fields.map(\.name).joined(separator: ", "))
    }
    return sample[same[0]]
  }

  /// The means by the metric's name.
  private func means(in store: any StateStore) throws(HoneError) -> [String: Double] {
    var means: [String: Double] = [:]
    for name in meanNames {
      let sums = try (0..<2).map { (index) throws(HoneError) in
        try store.value(at: MetricSums.path(Self.prefix, name, index)).elements(as: Double.self)[0]
      }
      means[name] = sums[1] > 0 ? sums[0] / sums[1] : .nan
    }
    return means
  }
}

extension Trainer {
  /// The graphs of a model that `model.json` can't hold, by file: for predictions and, if targets
  /// are known, for evaluation; of one sample.
  func savedGraphs() -> [(name: String, text: String)] {
    let inputs = recipe.inputs(among: fields)
    var graphs: [(String, String)] = []
    let parts: [(String, ModelRecipe.Purpose, [FieldSpec])] = [
      (SavedGraph.predictFile, .predict, inputs), (SavedGraph.evaluateFile, .evaluate, fields),
    ]
    for (name, purpose, fields) in parts {
      let traced = try? recipe.trace(
        purpose, fields: fields, batchSize: 1, metricsPrefix: SavedGraph.prefix)
      guard let traced else { continue }
      graphs.append((name, GraphText.print(traced.program, locations: false)))
    }
    return graphs
  }

  /// The names of the losses and of the metrics that are means over samples.
  var meanNames: [String] {
    var names = ["loss"]
    for (index, output) in recipe.outputs.enumerated() {
      let head = recipe.outputs.count > 1 ? output.name + "_" : ""
      if !head.isEmpty { names.append(head + "loss") }
      let shape = index < predictionShapes.count ? predictionShapes[index] : []
      for metric in output.resolvedMetrics(for: shape) where metric is any MeanMetric {
        names.append(head + metric.name)
      }
    }
    return names
  }
}
