internal import HoneCore

/// The slots that threads fill, part by part, and the consumer empties, in turn.
///
/// Batches are numbered from the start of epoch 0. Threads claim parts of batches in order, so of
/// the batches since the last (re)start the first ones are whole, `first ..< whole`; `first ..<
/// taken` were handed out, and the consumer holds number `taken - 1`.
final class BatchQueue: @unchecked Sendable {
  private let dataset: any Dataset
  private let plan: BatchPlan
  private let slots: [BatchSlot]
  private let end: Int
  private let partRows: Int
  private let check: (@Sendable (Batch) throws(HoneError) -> Void)?
  private let orders: EpochOrders
  private let monitor = Monitor()

  // Guarded by the monitor.
  /// The batch of which the next part is claimed, and the row where that begins.
  private var claimed: (batch: Int, row: Int)
  /// For each slot, the rows that aren't filled yet, and one more until the batch is checked.
  private var missing: [Int]
  private var whole: Int
  private var taken: Int
  private var released: Int
  private var partsInWork = 0
  private var isClosed = false
  private var failure: (batch: Int, row: Int, error: HoneError)?
  private var waited = Duration.zero

  /// Rows of a batch that one thread fills.
  private struct Part {
    var batch: Int
    var rows: Range<Int>
  }

  init(
    _ dataset: any Dataset, plan: BatchPlan, slots: Int, epochs: Int, start: Int, workers: Int,
    check: (@Sendable (Batch) throws(HoneError) -> Void)?
  ) {
    self.dataset = dataset
    self.plan = plan
    self.check = check
    self.slots = (0..<slots).map { _ in
      BatchSlot(fields: dataset.fields, capacity: plan.batchSize)
    }
    let (end, overflow) = epochs.multipliedReportingOverflow(by: plan.stepsPerEpoch)
    self.end = overflow ? .max : end
    // Two parts a thread even out the times that samples take.
    partRows = workers == 1 ? plan.batchSize : max(plan.batchSize / (2 * workers), 1)
    orders = EpochOrders(plan)
    missing = [Int](repeating: 0, count: slots)
    claimed = (start, 0)
    whole = start
    taken = start
    released = start
  }

  var byteCount: Int {
    slots.count * plan.batchSize * dataset.fields.reduce(0) { $0 + $1.byteCount }
  }

  var waitingTime: Duration { monitor.withLock { waited } }

  // The consumer.

  func next() throws(HoneError) -> Batch? {
    let number = try monitor.withLock { () throws(HoneError) -> Int? in
      released = taken
      monitor.signal()
      guard taken < end else { return nil }
      if whole == taken {
        let start = ContinuousClock.now
        defer { waited += ContinuousClock.now - start }
        while whole == taken {
          if let failure, partsInWork == 0 { throw failure.error }
          monitor.wait()
        }
      }
      taken += 1
      return taken - 1
    }
    return number.map { batch($0) }
  }

  private func batch(_ number: Int) -> Batch {
    let (epoch, step) = number.quotientAndRemainder(dividingBy: plan.stepsPerEpoch)
    return Batch(
      epoch: epoch, step: step, count: plan.rowCount(atStep: step),
      isLastOfEpoch: step == plan.stepsPerEpoch - 1, slot: slots[number % slots.count])
  }

  func restart(at start: Int) {
    monitor.withLock {
      claimed = (.max, 0)  // Nothing more is claimed while parts in work are waited for.
      while partsInWork > 0 { monitor.wait() }
      claimed = (start, 0)
      whole = start
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

  // The threads.

  /// Fills parts until the queue is closed.
  func work() {
    while let part = claim() {
      var failure: HoneError?
      var isLast = false
      do throws(HoneError) {
        try fill(part)
        isLast = finish(part)
        if isLast, let check { try check(batch(part.batch)) }
      } catch {
        failure = error
      }
      monitor.withLock {
        partsInWork -= 1
        if isLast { missing[part.batch % slots.count] = 0 }
        if let failure, self.failure.map({ isBefore(part, $0) }) ?? true {
          self.failure = (part.batch, part.rows.lowerBound, failure)
        }
        while whole < claimed.batch, claimed.batch != .max, missing[whole % slots.count] == 0,
          self.failure.map({ whole < $0.batch }) ?? true
        {
          whole += 1
        }
        monitor.signal()
      }
    }
  }

  private func isBefore(_ part: Part, _ other: (batch: Int, row: Int, error: HoneError)) -> Bool {
    (part.batch, part.rows.lowerBound) < (other.batch, other.row)
  }

  /// The next rows to fill; waits for a free slot. Nil when the queue is closed.
  private func claim() -> Part? {
    monitor.withLock {
      while !isClosed {
        if failure == nil, claimed.batch < end, claimed.batch - released < slots.count {
          let rowCount = plan.rowCount(atStep: claimed.batch % plan.stepsPerEpoch)
          if claimed.row == 0 { missing[claimed.batch % slots.count] = rowCount + 1 }
          let stop = min(claimed.row + partRows, rowCount)
          let part = Part(batch: claimed.batch, rows: claimed.row..<stop)
          claimed = stop == rowCount ? (claimed.batch + 1, 0) : (claimed.batch, stop)
          partsInWork += 1
          return part
        }
        monitor.wait()
      }
      return nil
    }
  }

  /// Notes that rows are filled; true for the thread that filled the last ones of a batch.
  private func finish(_ part: Part) -> Bool {
    monitor.withLock {
      missing[part.batch % slots.count] -= part.rows.count
      return missing[part.batch % slots.count] == 1
    }
  }

  private func fill(_ part: Part) throws(HoneError) {
    let (epoch, step) = part.batch.quotientAndRemainder(dividingBy: plan.stepsPerEpoch)
    let start = step * plan.batchSize
    try orders.order(epoch: epoch).withUnsafeBufferPointer { order throws(HoneError) in
      try slots[part.batch % slots.count].fill(
        from: dataset,
        rows: UnsafeBufferPointer(
          rebasing: order[start + part.rows.lowerBound..<start + part.rows.upperBound]),
        at: part.rows.lowerBound, key: plan.dataKey(epoch: epoch))
    }
  }
}

/// The orders of the epochs that threads work on: one or two at a time.
private final class EpochOrders: @unchecked Sendable {
  private let plan: BatchPlan
  private let monitor = Monitor()
  private var known: [(epoch: Int, order: [Int])] = []

  init(_ plan: BatchPlan) { self.plan = plan }

  func order(epoch: Int) -> [Int] {
    monitor.withLock {
      if let found = known.first(where: { $0.epoch == epoch }) { return found.order }
      let order = plan.order(epoch: epoch)
      known = known.suffix(1) + [(epoch, order)]
      return order
    }
  }
}
