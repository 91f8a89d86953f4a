internal import HoneBackend
package import HoneCore
internal import HoneData
internal import HoneNN

/// A training in which the rate grows by the same factor from update to update.
package struct LearningRateSweep: Sendable {
  private let rates: [Double]
  private let smoothing: Double

  /// - Throws: every number that is out of range.
  package init(from: Double, to: Double, steps: Int, smoothing: Double) throws(HoneError) {
    let wanted: [(isFine: Bool, name: String, range: String, received: String)] = [
      (from > 0 && from.isFinite, "from", "a rate above 0", "\(from)"),
      (to > from && to.isFinite, "to", "a rate above from (\(from))", "\(to)"),
      (
        steps >= LearningRateCurve.leastSteps, "steps",
        "\(LearningRateCurve.leastSteps) rates or more", "\(steps)"
      ),
      (smoothing >= 0 && smoothing < 1, "smoothing", "0 or more and below 1", "\(smoothing)"),
    ]
    let errors = wanted.filter { !$0.isFine }.map { entry in
      HoneError(
        .usage, path: entry.name, operation: "find learning rate", wanted: entry.range,
        received: entry.received)
    }
    if let error = HoneError.combining(errors) { throw error }
    rates = LearningRateCurve.rates(from: from, to: to, count: steps)
    self.smoothing = smoothing
  }

  /// Trains until the rates are through or the loss is lost.
  func run(
    on trainer: Trainer, _ data: any Dataset, batchSize: BatchSize, check: BatchCheck?,
    workers: Int?
  ) throws(HoneError) -> LearningRateCurve {
    let plan = try BatchPlan(
      count: data.count, batchSize: batchSize, shuffles: true, seed: trainer.seed)
    let step = try trainer.step(
      .train, fields: data.fields, batchSize: plan.batchSize, prefix: "search")
    let loader = try BatchLoader(data, plan: plan, epochs: .max, workers: workers, checking: check)
    let accumulated = max(trainer.recipe.optimizer.options.gradientAccumulationSteps, 1)
    var curve = LearningRateCurve(smoothing: smoothing)
    var inputs: [UnsafeRawPointer] = []
    for rate in rates where curve.end == nil {
      trainer.engine.learningRateOverride = rate
      var loss = 0.0
      for _ in 0..<accumulated {
        guard let batch = try Self.wholeBatch(of: loader) else { return curve }
        try trainer.run(step, batch, &inputs)
        loss += step.executable.number(0) / Double(accumulated)
      }
      curve.append(rate: rate, loss: loss)
    }
    return curve
  }

  /// The next batch but for the small ones at the ends of epochs, whose losses jump.
  private static func wholeBatch(of loader: BatchLoader) throws(HoneError) -> Batch? {
    while let batch = try loader.next() {
      if batch.count == loader.plan.batchSize { return batch }
    }
    return nil
  }
}
