public import HoneCore

/// Which samples each step of each epoch sees: a pure function of the seed, the epoch and the step.
///
/// 1000 samples at batch size 100 make exactly 10 steps. The last batch of an epoch is smaller if
/// the batch size doesn't divide the number of samples; none is dropped. A shuffled epoch is the
/// permutation of `RandomKey(seed).folding("shuffle").folding(epoch)`, so that training can go on
/// from any step with the same batches.
public struct BatchPlan: Hashable, Sendable {
  /// The number of samples.
  public let count: Int
  /// The rows of a full batch; never more than ``count``.
  public let batchSize: Int
  /// Whether each epoch has an order of its own.
  public let shuffles: Bool
  /// The seed of the orders.
  public let seed: UInt64

  /// Creates a plan.
  ///
  /// - Throws: `.data` if there are no samples, `.usage` if the batch size isn't 1 or more.
  public init(
    count: Int, batchSize: BatchSize, shuffles: Bool, seed: UInt64 = 0
  ) throws(HoneError) {
    guard count > 0 else { throw DataChecks.emptyError("the data set") }
    self.count = count
    self.batchSize = try batchSize.resolved(for: count)
    self.shuffles = shuffles
    self.seed = seed
  }

  /// The number of batches in an epoch.
  public var stepsPerEpoch: Int { (count + batchSize - 1) / batchSize }

  /// The number of rows of a step's batch.
  public func rowCount(atStep step: Int) -> Int { min(batchSize, count - step * batchSize) }

  /// The row counts that occur: the full batch and, if there is one, the smaller last one.
  public var rowCounts: [Int] {
    let last = rowCount(atStep: stepsPerEpoch - 1)
    return last == batchSize ? [batchSize] : [batchSize, last]
  }

  /// The key from which data sets draw in an epoch.
  public func dataKey(epoch: Int) -> RandomKey {
    RandomKey(seed: seed).folding("data").folding(UInt64(epoch))
  }

  /// The samples of an epoch in the order in which they are seen.
  ///
  /// Complexity: O(count), with one allocation.
  public func order(epoch: Int) -> [Int] {
    guard shuffles else { return Array(0..<count) }
    return RandomKey(seed: seed).folding("shuffle").folding(UInt64(epoch)).permutation(count)
  }
}
