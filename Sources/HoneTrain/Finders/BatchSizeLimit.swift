public import HoneBackend
public import HoneCore

/// The largest batch size that memory allows, from the plan of a training step: nothing is run.
public struct BatchSizeLimit: Hashable, Sendable, CustomStringConvertible {
  /// The largest batch size; nil if not even one sample fits.
  public let batchSize: Int?
  /// What training with it takes in the engine; without a ``batchSize``, with one sample.
  public let memory: MemoryPlan
  /// What it may take.
  public let limit: ByteCount
  /// Whether there are no more samples, so that more memory wouldn't help.
  public let isAllSamples: Bool

  public var description: String {
    guard let batchSize else {
      return "no batch size fits: one sample takes \(memory.total) of \(limit)"
    }
    return "the largest batch size is \(batchSize), \(isAllSamples ? "all samples" : "by memory"): "
      + "it takes \(memory.total) of \(limit)"
  }
}

extension BatchSizeLimit {
  /// Looks for the largest batch size of a trainer.
  ///
  /// What a step takes grows with the batch size, whether everything is kept or all that helps is
  /// computed again, so both ends of what the trainer's limit can do are found with few plans.
  ///
  /// - Parameter own: the trainer's limit, to keep which values are computed again.
  init?(
    atMost most: Int, within limit: ByteCount, trainersOwn own: ByteCount?, _ planner: MemoryPlanner
  ) throws(HoneError) {
    let limit = min(limit, own ?? limit)
    let kept = try BatchSizeLimit(atMost: most, within: limit) { (size) throws(HoneError) in
      try planner.keeping(size)
    }
    guard let kept else { return nil }
    self = kept
    guard let own, own <= limit, !kept.isAllSamples else { return }
    let least = try planner.leastMemory(chosenFor: kept.batchSize ?? 1)
    let found = try BatchSizeLimit(atMost: most, within: limit, plan: least)
    guard var size = found?.batchSize else { return }
    // The choice for that very size may be a little worse.
    while size > kept.batchSize ?? 0 {
      if let memory = try planner.withinLimit(size), memory.total <= limit {
        self.init(batchSize: size, memory: memory, limit: limit, isAllSamples: size == most)
        return
      }
      size -= max(1, size / 50)
    }
  }

  private init(batchSize: Int, memory: MemoryPlan, limit: ByteCount, isAllSamples: Bool) {
    self.batchSize = batchSize
    self.memory = memory
    self.limit = limit
    self.isAllSamples = isAllSamples
  }

  /// Looks for the largest batch size with few plans: memory is nearly a straight line.
  ///
  /// - Parameters:
  ///   - most: the largest batch size of interest, 1 or more.
  ///   - plan: the memory of a batch size; nil if nothing is known of it.
  /// - Returns: nil if the memory of one sample isn't known.
  init?(
    atMost most: Int, within limit: ByteCount,
    plan: (Int) throws(HoneError) -> MemoryPlan?
  ) throws(HoneError) {
    guard let one = try plan(1) else { return nil }
    self.limit = limit
    guard one.total <= limit, let all = most == 1 ? one : try plan(most) else {
      (batchSize, memory, isAllSamples) = (nil, one, false)
      return
    }
    if all.total <= limit {
      (batchSize, memory, isAllSamples) = (most, all, true)
      return
    }
    var (low, high) = ((size: 1, memory: one), (size: most, memory: all))
    var halves = false
    while high.size - low.size > 1 {
      let middle = low.size + (high.size - low.size) / 2
      let guess = halves ? middle : Self.crossing(low, high, limit)
      guard let found = try plan(guess) else { break }
      let span = high.size - low.size
      if found.total <= limit { low = (guess, found) } else { high = (guess, found) }
      // Where the line bends, guesses creep: then halve.
      halves = !halves && high.size - low.size > span / 2
    }
    (batchSize, memory, isAllSamples) = (low.size, low.memory, false)
  }

  /// Where the line through two plans reaches the limit, strictly between them.
  private static func crossing(
    _ low: (size: Int, memory: MemoryPlan), _ high: (size: Int, memory: MemoryPlan),
    _ limit: ByteCount
  ) -> Int {
    let rise = Double(high.memory.total.bytes - low.memory.total.bytes)
    let share = Double(limit.bytes - low.memory.total.bytes) / max(rise, 1)
    let guess = Double(low.size) + share * Double(high.size - low.size)
    return min(max(Int(guess), low.size + 1), high.size - 1)
  }
}
