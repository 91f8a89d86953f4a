import HoneCore
import HoneData
import Testing

struct BatchLoaderTests {
  /// The samples of the batches that follow, and their places.
  private func read(_ loader: BatchLoader, limit: Int = .max) throws -> [[Int]] {
    var batches: [[Int]] = []
    while batches.count < limit, let batch = try loader.next() {
      let values = batch.tensor(ofField: 0).elements(as: Float.self)
      let rows = batch.withSampleIndices { Array($0) }
      #expect(rows.indices.allSatisfy { values[2 * $0] == Float(rows[$0]) })
      #expect(
        batch.tensor(ofField: 1).elements(as: Int32.self) == rows.map { Int32($0 % 4) })
      batches.append([batch.epoch, batch.step, batch.isLastOfEpoch ? 1 : 0] + rows)
    }
    return batches
  }

  @Test(arguments: [1, 2, 3, 5])
  func batchesFollowThePlan(_ slots: Int) throws {
    let data = try numberedDataset(25)
    let plan = try BatchPlan(count: 25, batchSize: 10, shuffles: true, seed: 9)
    let loader = try BatchLoader(data, plan: plan, epochs: 2, slots: slots)
    let batches = try read(loader)
    #expect(
      batches.map { Array($0.prefix(3)) } == [
        [0, 0, 0], [0, 1, 0], [0, 2, 1], [1, 0, 0], [1, 1, 0], [1, 2, 1],
      ])
    #expect(batches[..<3].flatMap { $0.dropFirst(3) } == plan.order(epoch: 0))
    #expect(batches[3...].flatMap { $0.dropFirst(3) } == plan.order(epoch: 1))
    #expect(try loader.next() == nil)
  }

  @Test func startingInTheMiddleGivesTheSameBatches() throws {
    let data = try numberedDataset(40)
    let plan = try BatchPlan(count: 40, batchSize: 7, shuffles: true, seed: 2)
    let whole = try read(BatchLoader(data, plan: plan, epochs: 3))
    let rest = try read(BatchLoader(data, plan: plan, epoch: 1, step: 4, epochs: 3))
    #expect(rest == Array(whole[10...]))
  }

  @Test func restartingDropsWhatWasPrepared() throws {
    let data = try numberedDataset(40)
    let plan = try BatchPlan(count: 40, batchSize: 8, shuffles: true, seed: 2)
    let loader = try BatchLoader(data, plan: plan, epochs: 2)
    let whole = try read(loader)
    loader.restart(epoch: 0)
    #expect(try read(loader) == whole)
    loader.restart(epoch: 1, step: 3)
    #expect(try read(loader) == Array(whole[8...]))
  }

  @Test func theBatchInUseIsNotOverwritten() throws {
    let data = try numberedDataset(64)
    let plan = try BatchPlan(count: 64, batchSize: 4, shuffles: false)
    let loader = try BatchLoader(data, plan: plan, epochs: 1, slots: 2)
    while let batch = try loader.next() {
      for _ in 0..<50 {
        let first = batch.withUnsafeBytes(ofField: 0) { $0.load(as: Float.self) }
        #expect(first == Float(4 * batch.step))
      }
    }
  }

  @Test func aSampleThatFailsReachesTheConsumerAfterTheGoodOnes() throws {
    let plan = try BatchPlan(count: 10, batchSize: 2, shuffles: false)
    let loader = try BatchLoader(FailingDataset(failsAt: 5), plan: plan)
    #expect(try loader.next()?.step == 0)
    #expect(try loader.next()?.step == 1)
    for _ in 0..<2 {
      let error = #expect(throws: HoneError.self) { try loader.next() }
      #expect(error?.path == "image 5.png")
    }
    loader.restart(epoch: 0)
    #expect(try loader.next()?.step == 0)
  }

  @Test func loadersEndWhileTheyPrepare() throws {
    let data = try numberedDataset(1000)
    let plan = try BatchPlan(count: 1000, batchSize: 3, shuffles: true)
    for _ in 0..<50 {
      let loader = try BatchLoader(data, plan: plan)
      _ = try loader.next()
    }
  }

  @Test func aPlanForOtherDataIsAnError() throws {
    let plan = try BatchPlan(count: 10, batchSize: 2, shuffles: false)
    #expect(throws: HoneError.self) { try BatchLoader(numberedDataset(9), plan: plan) }
  }

  @Test func oneStepEpochsHoldOneBatch() throws {
    let data = try numberedDataset(10)
    let plan = try BatchPlan(count: 10, batchSize: .all, shuffles: true)
    let loader = try BatchLoader(data, plan: plan, epochs: 3)
    #expect(loader.byteCount == 10 * 12)
    #expect(try read(loader).count == 3)
  }
}

private struct FailingDataset: Dataset {
  let failsAt: Int
  let count = 10
  let fields = [FieldSpec(.input, name: "x", shape: [1], dtype: .float32)]

  func gather(
    _ rows: UnsafeBufferPointer<Int>, key: RandomKey,
    into buffers: UnsafeBufferPointer<UnsafeMutableRawBufferPointer>
  ) throws(HoneError) {
    if rows.contains(failsAt) {
      throw HoneError(.data, path: "image \(failsAt).png", message: "damaged")
    }
  }
}
