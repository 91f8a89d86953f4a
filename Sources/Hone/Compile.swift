public import HoneBackend
public import HoneCore
public import HoneNN
public import HoneTrain

extension Layer {
  /// Joins a model with an optimizer, a loss and metrics: what can be trained.
  ///
  /// ```swift
  /// let trainer = try model.compile(
  ///   optimizer: .adam(learningRate: 1e-3),
  ///   loss: .sparseCategoricalCrossentropy(fromLogits: true), metrics: [.accuracy])
  /// ```
  ///
  /// - Parameters:
  ///   - optimizer: how weights move.
  ///   - loss: what training makes small.
  ///   - metrics: what else is measured, every sample counting alike.
  ///   - weightedMetrics: what else is measured, samples counting by their weights.
  ///   - seed: the seed of initialization, shuffling and dropout: the same seed, data and engine
  ///     give the same bits.
  ///   - memoryLimit: what training may take in the engine, such as `.megabytes(200)`: where it
  ///     would take more, the backward part recomputes values instead of keeping them. The bits are
  ///     the same, a step takes longer.
  ///   - backend: the engine; nil for the fastest that runs here.
  ///   - plan: whether the engine measures which of its implementations is the fastest here
  ///     (`measured`, `tune`) or chooses by rules (`fixed`); nil for the backend's way.
  /// - Throws: if the model begins with `Input`, every error of the model together; `.backend` if
  ///   the engine can't start.
  public func compile(
    optimizer: any Optimizer, loss: any Loss, metrics: [any Metric] = [],
    weightedMetrics: [any Metric] = [], seed: UInt64 = 0,
    memoryLimit: ByteCount? = nil, backend: (any Backend)? = nil, plan: PlanMode? = nil
  ) throws(HoneError) -> Trainer {
    try compile(
      optimizer: optimizer, losses: [loss], metrics: [metrics],
      weightedMetrics: [weightedMetrics], seed: seed, memoryLimit: memoryLimit, backend: backend,
      plan: plan)
  }

  /// Joins a model of several outputs with a loss, a weight and metrics for each.
  public func compile(
    optimizer: any Optimizer, losses: [any Loss], lossWeights: [Double]? = nil,
    metrics: [[any Metric]] = [], weightedMetrics: [[any Metric]] = [],
    outputNames: [String]? = nil, seed: UInt64 = 0,
    memoryLimit: ByteCount? = nil, backend: (any Backend)? = nil, plan: PlanMode? = nil
  ) throws(HoneError) -> Trainer {
    var engine: any Backend
    if let backend { engine = backend } else { engine = try BackendRegistry.standard.preferred() }
    if let plan { engine = try engine.choosing(plan) }
    let all = (0..<max(metrics.count, weightedMetrics.count)).map { index in
      WeightedMetric.joined(
        metrics.indices.contains(index) ? metrics[index] : [],
        weightedMetrics.indices.contains(index) ? weightedMetrics[index] : [])
    }
    return try Trainer(
      model: self, optimizer: optimizer, losses: losses, lossWeights: lossWeights,
      metrics: all, outputNames: outputNames, seed: seed,
      memoryLimit: memoryLimit, backend: engine)
  }
}
