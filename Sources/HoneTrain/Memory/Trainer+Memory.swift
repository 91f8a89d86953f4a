public import HoneBackend
public import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

extension Trainer {
  /// The memory that training takes in the engine, known before the first step: state, a batch, and
  /// the workspace at its peak.
  ///
  /// Data sets and the batches that a loader reads ahead come on top. Evaluation shares the
  /// workspace.
  ///
  /// - Parameter batchSize: the samples of a batch.
  /// - Returns: nil if the backend doesn't plan memory ahead (`reference`).
  /// - Throws: `.state` before the shape of the input is known, every error of the model together,
  ///   `.usage` for a ``memoryLimit`` that can't be kept.
  public func memory(batchSize: Int = 32) throws(HoneError) -> MemoryPlan? {
    _ = try weights.slots
    guard batchSize >= 1 else {
      throw HoneError(
        .usage, operation: "memory", wanted: "a batch size of 1 or more", received: "\(batchSize)")
    }
    let traced = try recipe.trace(
      .train, fields: trainingFields, batchSize: batchSize, metricsPrefix: "train")
    return try backend.memory(of: engine.prepare(traced).program)
  }

  /// The fields of the data, or targets as the losses want them where only inputs are known.
  var trainingFields: [FieldSpec] {
    guard !fields.contains(where: { $0.role == .target }) else { return fields }
    let targets = zip(recipe.outputs, predictionShapes).map { output, shape in
      switch output.loss.targets {
      case .classIndices, .labels:
        FieldSpec(
          .target, name: output.name,
          shape: Shape(shape.dimensions.dropFirst().dropLast().map { $0 }),
          dtype: .int32)
      case .likePredictions:
        FieldSpec(
          .target, name: output.name, shape: Shape(shape.dimensions.dropFirst().map { $0 }),
          dtype: .float32)
      }
    }
    return recipe.inputs(among: fields) + targets
  }
}
