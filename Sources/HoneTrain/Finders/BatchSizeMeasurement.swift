internal import HoneBackend
internal import HoneCore
internal import HoneData

/// A short measurement of updates with batches of several sizes, in turn, so that what else the
/// machine does meets them all.
struct BatchSizeMeasurement {
  /// How often each size has its turn.
  let rounds: Int

  /// What a turn lasts at the least, and the most updates in it.
  private static let turn = (seconds: 0.02, steps: 20)

  /// The median time of an update for each size.
  ///
  /// - Parameters:
  ///   - trainer: a copy; its weights change.
  ///   - sizes: at most as many samples as there are, growing.
  func seconds(
    on trainer: Trainer, _ data: any Dataset, sizes: [Int]
  ) throws(HoneError) -> [Double] {
    guard let largest = sizes.last else { return [] }
    let key = RandomKey(seed: trainer.seed).folding("search")
    let samples = try data.tensors(at: Array(0..<largest), key: key)
    // Programs share their memory if the largest is made first.
    let steps = try sizes.reversed().map { (size) throws(HoneError) in
      try trainer.step(.train, fields: data.fields, batchSize: size, prefix: "search")
    }
    // So small a rate leaves weights where they are, whatever the updates do.
    trainer.engine.learningRateOverride = 1e-12
    var times = steps.map { _ in [Double]() }
    let first = try steps.map { (step) throws(HoneError) in
      _ = try time(step, trainer, samples)
      return try time(step, trainer, samples)
    }
    for round in 0..<rounds {
      let order = Array(steps.indices)
      for place in round % 2 == 0 ? order : order.reversed() {
        let count = min(max(Int(Self.turn.seconds / first[place]), 1), Self.turn.steps)
        // The first of several finds the caches full of another size.
        if count > 1 { _ = try time(steps[place], trainer, samples) }
        for _ in 0..<count { times[place].append(try time(steps[place], trainer, samples)) }
      }
    }
    return times.map { $0.sorted()[$0.count / 2] }.reversed()
  }

  /// Batches of every size begin with the first sample.
  private func time(
    _ step: CompiledStep, _ trainer: Trainer, _ samples: [HostTensor]
  ) throws(HoneError) -> Double {
    let start = ContinuousClock.now
    try trainer.run(step, tensors: samples)
    return max((ContinuousClock.now - start).seconds, 1e-9)
  }
}
