public import HoneCore

/// Delivers the batches of a plan, the next ones being prepared by threads of their own.
///
/// Batches come in the plan's order from any (epoch, step) on, with the same bits whatever the
/// number of threads: each reads other rows of a batch, and what a row draws depends on the row
/// alone. Memory is a few slots of one batch each, allocated at the start and used in turn. One
/// consumer calls ``next()``; the threads end with the loader.
///
/// ```swift
/// let loader = try BatchLoader(data, plan: plan, epochs: 10)
/// while let batch = try loader.next() { … }
/// ```
public final class BatchLoader {
  /// Which samples each step sees.
  public let plan: BatchPlan
  /// The threads that prepare batches.
  public let workers: Int
  private let queue: BatchQueue

  /// Creates a loader and starts to prepare batches.
  ///
  /// - Parameters:
  ///   - dataset: The samples; as many as the plan counts.
  ///   - plan: Which samples each step sees.
  ///   - epoch: The epoch to begin with, from 0.
  ///   - step: The step to begin with, from 0.
  ///   - epochs: The epoch before which to stop.
  ///   - slots: The number of batches in memory: the one in use and those prepared. A plan with one
  ///     step an epoch gets one slot, since its batch is the whole data set.
  ///   - workers: Threads that read; nil for as many as the data set prefers.
  ///   - check: Looks at every batch before it is handed out, on a thread that prepares it.
  /// - Throws: `.data` if the plan counts other samples than the data set has, `.usage` for fewer
  ///   than one worker, `.backend` if no thread can be started.
  public init(
    _ dataset: any Dataset, plan: BatchPlan, epoch: Int = 0, step: Int = 0, epochs: Int = .max,
    slots: Int = 3, workers: Int? = nil,
    check: (@Sendable (Batch) throws(HoneError) -> Void)? = nil
  ) throws(HoneError) {
    guard plan.count == dataset.count else {
      throw HoneError(
        .data, operation: "BatchLoader", wanted: "a plan of \(dataset.count) samples",
        received: "\(plan.count)")
    }
    let workers = workers ?? dataset.preferredWorkers
    guard workers >= 1 else {
      throw HoneError(
        .usage, operation: "BatchLoader", wanted: "1 or more workers", received: "\(workers)",
        help: "leave it out for one a processor")
    }
    self.plan = plan
    self.workers = workers
    queue = BatchQueue(
      dataset, plan: plan, slots: plan.stepsPerEpoch == 1 ? 1 : max(slots, 1), epochs: epochs,
      start: epoch * plan.stepsPerEpoch + step, workers: workers, check: check)
    do throws(HoneError) {
      for _ in 0..<workers { try WorkerThread.start { [queue] in queue.work() } }
    } catch {
      queue.close()
      throw error
    }
  }

  deinit { queue.close() }

  /// The next batch, or nil after the last epoch. The previous batch is no longer valid.
  ///
  /// - Throws: what the data set throws for a sample that can't be read.
  public func next() throws(HoneError) -> Batch? { try queue.next() }

  /// Goes on from another epoch and step; batches that were prepared are dropped.
  public func restart(epoch: Int, step: Int = 0) {
    queue.restart(at: epoch * plan.stepsPerEpoch + step)
  }

  /// The bytes that batches take in memory.
  public var byteCount: Int { queue.byteCount }

  /// How long ``next()`` has waited for batches so far: what reading costs training.
  public var waitingTime: Duration { queue.waitingTime }
}
