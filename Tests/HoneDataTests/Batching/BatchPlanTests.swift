import HoneCore
import HoneData
import Testing

struct BatchPlanTests {
  @Test func thousandSamplesByHundredMakeTenSteps() throws {
    let plan = try BatchPlan(count: 1000, batchSize: 100, shuffles: true, seed: 3)
    #expect(plan.stepsPerEpoch == 10)
    #expect(plan.rowCounts == [100])
  }

  @Test(arguments: [(10, 3, [3, 1]), (9, 3, [3]), (2, 5, [2]), (1, 1, [1])])
  func theLastBatchTakesTheRest(_ count: Int, _ size: Int, _ rowCounts: [Int]) throws {
    let plan = try BatchPlan(count: count, batchSize: .count(size), shuffles: false)
    #expect(plan.rowCounts == rowCounts)
    #expect((0..<plan.stepsPerEpoch).map { plan.rowCount(atStep: $0) }.reduce(0, +) == count)
  }

  @Test func allIsOneBatch() throws {
    let plan = try BatchPlan(count: 17, batchSize: .all, shuffles: true)
    #expect(plan.stepsPerEpoch == 1)
    #expect(plan.rowCounts == [17])
  }

  @Test func ordersArePureFunctionsOfSeedAndEpoch() throws {
    let plan = try BatchPlan(count: 500, batchSize: 10, shuffles: true, seed: 5)
    let again = try BatchPlan(count: 500, batchSize: 64, shuffles: true, seed: 5)
    let other = try BatchPlan(count: 500, batchSize: 10, shuffles: true, seed: 6)
    #expect(plan.order(epoch: 2) == again.order(epoch: 2))
    #expect(plan.order(epoch: 2) != plan.order(epoch: 3))
    #expect(plan.order(epoch: 2) != other.order(epoch: 2))
    #expect(plan.order(epoch: 2).sorted() == Array(0..<500))
    #expect(
      plan.order(epoch: 2)
        == RandomKey(seed: 5).folding("shuffle").folding(2).permutation(500))
  }

  @Test func everySampleIsEquallyLikelyAtEveryPlace() throws {
    let plan = try BatchPlan(count: 8, batchSize: 8, shuffles: true, seed: 11)
    var counts = [Int](repeating: 0, count: 64)
    let epochs = 8000
    for epoch in 0..<epochs {
      for (place, row) in plan.order(epoch: epoch).enumerated() { counts[8 * place + row] += 1 }
    }
    let expected = Double(epochs) / 8
    let chiSquare = counts.reduce(0.0) { sum, count in
      sum + (Double(count) - expected) * (Double(count) - expected) / expected
    }
    // 49 degrees of freedom: 0.01 % of uniform shuffles lie above 98.
    #expect(chiSquare < 98)
  }

  @Test func emptyDataAndBadSizesAreErrors() {
    let empty = #expect(throws: HoneError.self) {
      try BatchPlan(count: 0, batchSize: 1, shuffles: false)
    }
    #expect(empty?.kind == .data)
    let zero = #expect(throws: HoneError.self) {
      try BatchPlan(count: 5, batchSize: 0, shuffles: false)
    }
    #expect(zero?.kind == .usage)
    #expect(zero?.description.hasPrefix("batchSize expects a whole number of 1 or more.") == true)
  }
}
