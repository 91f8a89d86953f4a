public import HoneCore

/// Delivers the batches of a plan, the next ones being prepared in a background thread.
///
/// Batches come in the plan's order from any (epoch, step) on. Memory is a few slots of one batch
/// each, allocated at the start and used in turn; a step allocates nothing. One consumer calls
/// ``next()``; the thread ends with the loader.
///
/// ```swift
/// let loader = try BatchLoader(data, plan: plan, epochs: 10)
/// while let batch = try loader.next() { … }
/// ```
public final class BatchLoader {
  /// Which samples each step sees.
  public let plan: BatchPlan
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
  /// - Throws: `.data` if the plan counts other samples than the data set has, `.backend` if no
  ///   thread can be started.
  public init(
    _ dataset: any Dataset, plan: BatchPlan, epoch: Int = 0, step: Int = 0, epochs: Int = .max,
    slots: Int = 3
  ) throws(HoneError) {
    guard plan.count == dataset.count else {
      throw HoneError(
        .data, operation: "BatchLoader", wanted: "a plan of \(dataset.count) samples",
        received: "\(plan.count)")
    }
    self.plan = plan
    queue = BatchQueue(
      dataset, plan: plan, slots: plan.stepsPerEpoch == 1 ? 1 : max(slots, 1), epochs: epochs,
      start: epoch * plan.stepsPerEpoch + step)
    try WorkerThread.start { [queue] in queue.produce() }
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
}

/// The slots that the producing thread fills and the consumer empties, in turn.
///
/// Batches are numbered from the start of epoch 0. `first ..< produced` have been prepared since
/// the last (re)start, `first ..< taken` handed out; the consumer holds number `taken - 1`.
private final class BatchQueue: @unchecked Sendable {
  private let dataset: any Dataset
  private let plan: BatchPlan
  private let slots: [BatchSlot]
  private let end: Int
  private let monitor = Monitor()

  // Guarded by the monitor.
  private var produced: Int
  private var taken: Int
  private var released: Int
  private var isFilling = false
  private var isClosed = false
  private var failure: HoneError?

  // Used by the producing thread alone.
  private var order: [Int] = []
  private var orderEpoch = -1

  init(_ dataset: any Dataset, plan: BatchPlan, slots: Int, epochs: Int, start: Int) {
    self.dataset = dataset
    self.plan = plan
    self.slots = (0..<slots).map { _ in
      BatchSlot(fields: dataset.fields, capacity: plan.batchSize)
    }
    let (end, overflow) = epochs.multipliedReportingOverflow(by: plan.stepsPerEpoch)
    self.end = overflow ? .max : end
    produced = start
    taken = start
    released = start
  }

  var byteCount: Int {
    slots.count * plan.batchSize * dataset.fields.reduce(0) { $0 + $1.byteCount }
  }

  // The consumer.

  func next() throws(HoneError) -> Batch? {
    let number = try monitor.withLock { () throws(HoneError) -> Int? in
      released = taken
      monitor.signal()
      while produced == taken {
        if taken >= end { return nil }
        if let failure { throw failure }
        monitor.wait()
      }
      taken += 1
      return taken - 1
    }
    guard let number else { return nil }
    let (epoch, step) = number.quotientAndRemainder(dividingBy: plan.stepsPerEpoch)
    return Batch(
      epoch: epoch, step: step, count: plan.rowCount(atStep: step),
      isLastOfEpoch: step == plan.stepsPerEpoch - 1, slot: slots[number % slots.count])
  }

  func restart(at start: Int) {
    monitor.withLock {
      while isFilling { monitor.wait() }
      produced = start
      taken = start
      released = start
      failure = nil
      monitor.signal()
    }
  }

  func close() {
    monitor.withLock {
      isClosed = true
      monitor.signal()
    }
  }

  // The producer.

  func produce() {
    while let number = waitForFreeSlot() {
      var failure: HoneError?
      do throws(HoneError) {
        try fill(slots[number % slots.count], number: number)
      } catch {
        failure = error
      }
      monitor.withLock {
        isFilling = false
        if failure == nil { produced = number + 1 } else { self.failure = failure }
        monitor.signal()
      }
    }
  }

  private func waitForFreeSlot() -> Int? {
    monitor.withLock {
      while !isClosed {
        if failure == nil, produced < end, produced - released < slots.count {
          isFilling = true
          return produced
        }
        monitor.wait()
      }
      return nil
    }
  }

  private func fill(_ slot: BatchSlot, number: Int) throws(HoneError) {
    let (epoch, step) = number.quotientAndRemainder(dividingBy: plan.stepsPerEpoch)
    if epoch != orderEpoch {
      order = plan.order(epoch: epoch)
      orderEpoch = epoch
    }
    let start = step * plan.batchSize
    let count = plan.rowCount(atStep: step)
    try order.withUnsafeBufferPointer { order throws(HoneError) in
      try slot.fill(
        from: dataset, rows: UnsafeBufferPointer(rebasing: order[start..<start + count]),
        key: plan.dataKey(epoch: epoch))
    }
  }
}
