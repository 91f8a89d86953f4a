internal import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

/// A model's forward pass for a small batch in training, and its parts.
struct ForwardTrace {
  let trace: Trace
  let inputs: [FieldSpec]
  let predictions: [Tensor]
  let parts: ModelParts
  let batchSize: Int
  /// Floating-point operations of forward and backward pass for one sample.
  let stepFlopsPerSample: Double
  /// The nodes of the forward pass; what rules add to the trace comes behind.
  let nodeCount: Int

  /// - Parameter affordable: the operations of a training step beyond which it is made for fewer
  ///   samples than `batchSize`.
  /// - Returns: nil if the model doesn't fit together.
  init?(_ recipe: ModelRecipe, fields: [FieldSpec], batchSize: Int, affordable: Double) {
    self.init(recipe, fields: fields, batchSize: batchSize)
    let rows = affordable / stepFlopsPerSample
    guard rows < Double(batchSize) else { return }
    self.init(recipe, fields: fields, batchSize: min(max(Int(rows), 2), batchSize))
  }

  private init?(_ recipe: ModelRecipe, fields: [FieldSpec], batchSize: Int) {
    trace = Trace(mode: .training, batchSize: batchSize)
    self.batchSize = batchSize
    inputs = recipe.inputs(among: fields)
    let tensors = inputs.map { [trace] in recipe.tensor(for: $0, trace) }
    predictions = trace.within("", at: nil, frozen: !recipe.model.isTrainable) {
      recipe.model.forward(tensors)
    }
    guard trace.errors.isEmpty, !predictions.contains(where: \.isPoisoned),
      predictions.count == recipe.outputs.count
    else { return nil }
    parts = ModelParts(trace, predictions)
    var flops = 0.0
    for index in trace.graph.nodes.indices { flops += Double(trace.graph.flops(of: index)) }
    stepFlopsPerSample = max(3 * flops / Double(max(batchSize, 1)), 1)
    nodeCount = trace.graph.nodes.count
  }

  /// The weight of a part, as state that training changes.
  func kernel(of part: ModelPart) -> StateSlot? {
    let names = ["kernel", "depthwise_kernel", "depthwise"].map { part.path + "/" + $0 }
    return trace.graph.slots.first { names.contains($0.path) && $0.role == .parameter }
  }

  /// Where a layer was called in the program's source, if the call told.
  func location(of path: String) -> SourceLocation? {
    trace.calls.first { $0.path == path && !path.isEmpty }?.location
  }
}
