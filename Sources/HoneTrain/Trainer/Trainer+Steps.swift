internal import HoneBackend
public import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

extension Trainer {
  /// Runs a program on a batch.
  func run(
    _ step: CompiledStep, _ batch: Batch, _ inputs: inout [UnsafeRawPointer]
  ) throws(HoneError) {
    point(&inputs, to: batch, step)
    try engine.run(step, inputs: inputs)
  }

  /// Runs a program on a batch, and marks the time of each of its calls.
  func run(
    _ step: CompiledStep, _ batch: Batch, _ inputs: inout [UnsafeRawPointer],
    marks: inout [ContinuousClock.Instant]
  ) throws(HoneError) {
    point(&inputs, to: batch, step)
    try engine.run(step, inputs: inputs, marks: &marks)
  }

  func point(
    _ inputs: inout [UnsafeRawPointer], to batch: Batch, _ step: CompiledStep
  ) {
    inputs.removeAll(keepingCapacity: true)
    for index in step.fieldIndices {
      batch.withUnsafeBytes(ofField: index) { bytes in
        if let base = bytes.baseAddress { inputs.append(UnsafeRawPointer(base)) }
      }
    }
  }

  /// Runs a program on one tensor for each field of the data.
  func run(_ step: CompiledStep, tensors: [HostTensor]) throws(HoneError) {
    let inputs = step.fieldIndices.compactMap { index in
      tensors[index].withUnsafeBytes { bytes in bytes.baseAddress.map { UnsafeRawPointer($0) } }
    }
    defer { withExtendedLifetime(tensors) {} }
    try engine.run(step, inputs: inputs)
  }

  /// One update on one batch; returns the batch's loss and metrics.
  ///
  /// - Parameters:
  ///   - x: the inputs, `[N, …]`.
  ///   - y: the targets, `[N, …]`.
  ///   - sampleWeight: how much each sample counts in the loss, `[N]`.
  public func trainOnBatch(
    x: HostTensor, y: HostTensor, sampleWeight: HostTensor? = nil
  ) async throws -> [String: Double] {
    let data = try ArrayDataset(x: x, y: y, sampleWeights: sampleWeight)
    return try await exclusively {
      let (fields, tensors) = try self.preprocessed(data)
      let step = try self.step(.train, fields: fields, batchSize: data.count, prefix: "batch")
      try self.resetMetrics(of: step)
      try self.run(step, tensors: tensors)
      return try self.logs(of: step, prefix: "batch").dictionary
    }
  }

  /// One batch as the model's first layer takes it; what is random depends on the update's number.
  private func preprocessed(
    _ data: ArrayDataset
  ) throws(HoneError) -> (fields: [FieldSpec], tensors: [HostTensor]) {
    let prepared = try self.prepared(.dataset(data), training: true)
    try prepare(prepared, name: "batch")
    if preprocessing.isEmpty, preprocessing.mixes.isEmpty { return (data.fields, data.tensors) }
    let key = RandomKey(seed: seed).folding("batch").folding(UInt64(stepCount))
    return (prepared.fields, try prepared.tensors(at: Array(0..<data.count), key: key))
  }

  /// Sets the sums of a program's metrics to zero.
  func resetMetrics(of step: CompiledStep) throws(HoneError) {
    for slot in step.executable.program.graph.slots where slot.role == .metric {
      try engine.store.set(slot, to: HostTensor(zeros: slot.type.shape, dtype: slot.type.dtype))
    }
  }

  /// The loss and the metrics from their sums.
  func logs(of step: CompiledStep, prefix: String) throws(HoneError) -> Logs {
    var logs = Logs()
    logs.append("loss", try mean("loss", prefix))
    let penalty = MetricSums.path(prefix, MetricSums.penalty, 0)
    if step.executable.program.graph.slots.contains(where: { $0.path == penalty }) {
      logs.append(MetricSums.penalty, try mean(MetricSums.penalty, prefix))
    }
    for output in recipe.outputs {
      let isSeveral = recipe.outputs.count > 1
      let head = isSeveral ? output.name + "_" : ""
      if isSeveral { logs.append(head + "loss", try mean(head + "loss", prefix)) }
      for metric in resolvedMetrics(output) {
        let sums = try metric.sumShapes.indices.map { (index) throws(HoneError) in
          try sum(head + metric.name, prefix, index)
        }
        logs.append(head + metric.name, metric.result(sums))
        logs.details[head + metric.name] = metric.details(sums)
      }
    }
    return logs
  }

  func mean(_ name: String, _ prefix: String) throws(HoneError) -> Double {
    let count = try sum(name, prefix, 1)[0]
    return count > 0 ? try sum(name, prefix, 0)[0] / count : .nan
  }

  private func sum(_ name: String, _ prefix: String, _ index: Int) throws(HoneError) -> [Double] {
    try engine.store.value(at: MetricSums.path(prefix, name, index)).elements()
  }

  private func resolvedMetrics(_ output: OutputSpecification) -> [any Metric] {
    guard let index = recipe.outputs.firstIndex(where: { $0.name == output.name }) else {
      return []
    }
    return output.resolvedMetrics(
      for: index < predictionShapes.count ? predictionShapes[index] : [])
  }
}
