internal import HoneBackend
internal import HoneCore
public import HoneData
internal import HoneGraph
internal import HoneNN

extension Trainer {
  /// Sets the running statistics of batch normalizations to the exact ones of a data set.
  ///
  /// While training, `moving_mean` and `moving_variance` follow the batches, so after few steps or a
  /// fast change they lag behind. This computes them over all samples instead, for the weights as
  /// they are now:
  ///
  /// ```text
  /// μ = Σ x / n,  σ² = Σ (x − μ)² / n        over all samples and places of a channel
  /// ```
  ///
  /// with n − 1 for `BatchNormalization(.pytorch)`. Layers are done in order, each in a pass of its
  /// own over the data, since a later one sees what an earlier one gives with its new statistics.
  /// Nothing else changes: no dropout is drawn, no weight moves. Frozen layers are left as they
  /// are. What a shared layer normalizes in all its calls counts together.
  ///
  /// ```swift
  /// try await trainer.fit(train, epochs: 3)
  /// try await trainer.recomputeBatchNormalization(on: train)
  /// ```
  ///
  /// - Parameters:
  ///   - data: the samples, usually those of training; targets aren't needed.
  ///   - batchSize: samples per step: a number, or `.all`. The result doesn't depend on it.
  /// - Returns: the paths of the layers in the order in which they were done; none if the model has
  ///   no batch normalization.
  @discardableResult
  public func recomputeBatchNormalization(
    on data: any Dataset, batchSize: BatchSize = 128
  ) async throws -> [String] {
    try await recomputeBatchNormalization(on: .dataset(data), batchSize: batchSize)
  }

  /// The same over samples of either kind.
  package func recomputeBatchNormalization(
    on data: RawData, batchSize: BatchSize
  ) async throws -> [String] {
    try await exclusively {
      let data = try data.prepared(by: self.preprocessing, training: false)
      try self.prepare(data, name: "data", needsTargets: false)
      return try self.recomputeNow(data, batchSize)
    }
  }

  private func recomputeNow(
    _ data: any Dataset, _ batchSize: BatchSize
  ) throws(HoneError) -> [String] {
    let plan = try BatchPlan(count: data.count, batchSize: batchSize, shuffles: false)
    let layers = try recipe.normalizations(fields: data.fields, batchSize: plan.batchSize)
    for (path, isUnbiased) in layers {
      let moments = try population(of: path, data, plan)
      try set(path + "/moving_mean", to: moments.mean)
      try set(path + "/moving_variance", to: moments.variance(isUnbiased: isUnbiased))
    }
    return layers.map(\.path)
  }

  /// The moments of what a layer normalizes, over all samples.
  private func population(
    of path: String, _ data: any Dataset, _ plan: BatchPlan
  ) throws(HoneError) -> PopulationMoments {
    var moments = PopulationMoments()
    var steps: [Int: CompiledStep] = [:]
    var inputs: [UnsafeRawPointer] = []
    let loader = try BatchLoader(data, plan: plan, epochs: 1)
    while let batch = try loader.next() {
      let step: CompiledStep
      if let known = steps[batch.count] {
        step = known
      } else {
        step = try engine.compile(
          try recipe.populationStep(of: path, fields: data.fields, batchSize: batch.count),
          fields: data.fields)
        steps[batch.count] = step
      }
      try run(step, batch, &inputs)
      for call in 0..<step.executable.program.outputs.count / 3 {
        func output(_ index: Int) -> [Double] {
          step.executable.output(3 * call + index).elements()
        }
        moments.add(mean: output(0), variance: output(1), count: output(2)[0])
      }
    }
    return moments
  }

  private func set(_ path: String, to values: [Double]) throws(HoneError) {
    guard let slot = engine.store.slot(at: path), slot.type.shape.count == values.count else {
      return
    }
    let tensor = try HostTensor(values, shape: slot.type.shape)
    try engine.store.set(slot, to: tensor.converted(to: slot.type.dtype))
  }
}
