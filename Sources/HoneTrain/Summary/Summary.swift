public import HoneBackend
public import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

/// A table of a model's layers: role, output shape, parameters, floating-point operations.
public struct Summary: Sendable, CustomStringConvertible {
  /// A line of the table.
  public struct Row: Sendable, Hashable {
    /// The layer's path.
    public var path: String
    /// The layer's type.
    public var typeName: String
    /// `input`, `hidden` or `output`.
    public var role: String
    /// The shape of the output; the batch is `?`.
    public var outputShape: Shape
    /// Weights that the layer made; 0 for a layer whose weights were counted at an earlier call.
    public var parameterCount: Int
    /// Floating-point operations of the forward pass for one sample.
    public var flops: Int
    /// Whether the layer was called before.
    public var isShared: Bool
    /// How deep the layer lies within others, from 0.
    public var depth: Int
  }

  /// What is done to samples before the first layer: names of transforms, with a mark where one
  /// acts in training only.
  public var preprocessing: [String]
  /// The layers in the order of their calls; those within others follow them, deeper.
  public var rows: [Row]
  /// Weights that the optimizer changes.
  public var trainableCount: Int
  /// Frozen weights and running statistics.
  public var nonTrainableCount: Int
  /// Numbers that the optimizer remembers.
  public var optimizerCount: Int
  /// Floating-point operations of the forward pass for one sample.
  public var flops: Int
  /// The number of training samples, if the data is known.
  public var sampleCount: Int?

  /// What training takes in the engine, if it plans memory ahead.
  public var memory: MemoryPlan?
  /// The batch size for which ``memory`` holds.
  public var batchSize: Int

  /// Parameters per training sample, if the data is known.
  public var parametersPerSample: Double? {
    sampleCount.map { Double(trainableCount) / Double(max($0, 1)) }
  }
}

extension Trainer {
  /// The table of the model's layers.
  ///
  /// - Parameter batchSize: the batch size for which the memory of training is stated.
  /// - Throws: `.state` before the shape of the input is known.
  public func summary(batchSize: Int = 32) throws(HoneError) -> Summary {
    let slots = try weights.slots
    let inputs = recipe.inputs(among: fields)
    let traced = try recipe.trace(.predict, fields: inputs, batchSize: 1, metricsPrefix: "summary")
    let graph = traced.program.graph
    let live = liveNodes(traced.program)
    let calls = traced.calls.filter { !$0.path.isEmpty }
    var counted: Set<String> = []
    var rows = inputs.map { field in
      Summary.Row(
        path: field.name, typeName: "Input", role: "input",
        outputShape: Shape([Shape.unknown] + field.shape.dimensions), parameterCount: 0, flops: 0,
        isShared: false, depth: 0)
    }
    for call in calls {
      let isContainer = calls.contains { $0.path.hasPrefix(call.path + "/") }
      let own = call.slots.filter { slot in
        !calls.contains { $0.path.hasPrefix(call.path + "/") && slot.path.hasPrefix($0.path + "/") }
          && counted.insert(slot.path).inserted
      }
      let shape = call.outputs.first?.shape ?? []
      rows.append(
        Summary.Row(
          path: call.path, typeName: call.typeName, role: "hidden",
          outputShape: Shape([Shape.unknown] + shape.dimensions.dropFirst()),
          parameterCount: own.reduce(0) { $0 + $1.type.shape.count },
          flops: isContainer
            ? 0 : call.nodes.filter(live.contains).reduce(0) { $0 + graph.flops(of: $1) },
          isShared: call.isShared, depth: call.depth - 2))
    }
    markOutputs(&rows)
    let trainable = slots.filter { $0.role == .parameter && $0.isTrainable }
    let trainableCount = trainable.reduce(0) { $0 + $1.type.shape.count }
    return Summary(
      preprocessing: preprocessing.descriptions, rows: rows, trainableCount: trainableCount,
      nonTrainableCount: slots.reduce(0) { $0 + $1.type.shape.count } - trainableCount,
      optimizerCount: trainable.reduce(0) { $0 + recipe.optimizer.memoryCount(for: $1) },
      flops: live.reduce(0) { $0 + graph.flops(of: $1) },
      sampleCount: trainingSampleCount, memory: try memory(batchSize: batchSize),
      batchSize: batchSize)
  }

  /// The last layer with weights, and what follows it, is the output.
  private func markOutputs(_ rows: inout [Summary.Row]) {
    let last = rows.lastIndex { $0.parameterCount > 0 } ?? rows.count - 1
    for index in rows.indices where index >= max(last, 1) { rows[index].role = "output" }
  }

  /// The nodes that outputs depend on: a layer may have asked for more than it used.
  private func liveNodes(_ program: Program) -> Set<Int> {
    var live: Set<Int> = []
    var pending = program.outputs.map(\.value.node)
    while let node = pending.popLast() {
      guard live.insert(node).inserted else { continue }
      pending += program.graph.nodes[node].inputs.map(\.node)
    }
    return live
  }
}
