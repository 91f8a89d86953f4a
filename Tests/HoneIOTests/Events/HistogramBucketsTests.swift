import Testing

@testable import HoneIO

@Suite struct HistogramBucketsTests {
  @Test func theGreatestNumberIsInTheLastBucket() {
    let buckets = HistogramBuckets([-1, -0.5, 0, 0.5, 1, 1], count: 4)
    #expect(buckets.edges == [-1, -0.5, 0, 0.5, 1])
    #expect(buckets.counts == [1, 1, 1, 3])
  }

  @Test func oneNumberFillsTheLastBucket() {
    let buckets = HistogramBuckets([3, 3, 3])
    #expect(buckets.edges == [Double](repeating: 3, count: 31))
    #expect(buckets.counts == [Int](repeating: 0, count: 29) + [3])
  }

  @Test func noNumbersAreNoCounts() {
    #expect(HistogramBuckets([], count: 2).rows == [0, 0, 0, 0, 0, 0])
    #expect(HistogramBuckets([.nan, .infinity], count: 1).rows == [0, 0, 0])
  }

  @Test(arguments: [
    [-Double.greatestFiniteMagnitude, 0, Double.greatestFiniteMagnitude, .nan],
    [0, Double.leastNonzeroMagnitude, Double.leastNonzeroMagnitude], [1, 1.0.nextUp, 1],
  ])
  func everyFiniteNumberIsCountedOnce(_ values: [Double]) {
    let buckets = HistogramBuckets(values)
    #expect(buckets.counts.reduce(0, +) == 3)
    #expect(buckets.edges.allSatisfy(\.isFinite) && buckets.edges.count == 31)
  }
}
