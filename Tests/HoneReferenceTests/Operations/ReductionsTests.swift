import HoneCore
import HoneGraph
import HoneTestSupport
import Testing

@Suite struct ReductionsTests {
  private let x = tensor([1, -2, 3, 4, -5, 6] as [Float], 2, 3)

  @Test(arguments: [
    (ReduceOp.sum, [2, 5] as [Float], [5, -7, 9] as [Float]),
    (.product, [-6, -120], [4, 10, 18]),
    (.maximum, [3, 6], [4, -2, 6]),
    (.minimum, [-2, -5], [1, -5, 3]),
  ])
  func reduceOverEitherAxis(_ function: ReduceOp, _ rows: [Float], _ columns: [Float]) throws {
    #expect(try evaluate(.reduce(function, axes: [1]), x) == tensor(rows))
    #expect(try evaluate(.reduce(function, axes: [0]), x) == tensor(columns))
  }

  @Test func reduceOverAllAndNoAxes() throws {
    #expect(try evaluate(.reduce(.sum, axes: [1, 0]), x) == HostTensor(scalar: Float(7)))
    #expect(try evaluate(.reduce(.sum, axes: []), x) == x)
  }

  @Test func reductionsOfNothing() throws {
    let nothing = tensor([] as [Float], 0, 2)
    let wanted: [(ReduceOp, Float)] = [
      (.sum, 0), (.product, 1), (.maximum, -.infinity), (.minimum, .infinity),
    ]
    for (function, value) in wanted {
      #expect(try evaluate(.reduce(function, axes: [0]), nothing) == tensor([value, value]))
    }
    let none = tensor([] as [Int32])
    #expect(
      try evaluate(.reduce(.maximum, axes: [0]), none) == HostTensor(scalar: Int32.min))
    #expect(
      try evaluate(.reduce(.minimum, axes: [0]), none) == HostTensor(scalar: Int32.max))
  }

  @Test func sumsOfManySmallNumbersAreExact() throws {
    // In float32 alone the sum would stop growing at 2²⁴.
    let large = [Float](repeating: 1, count: 1000) + [0x1p24]
    #expect(
      try evaluate(.reduce(.sum, axes: [0]), tensor(large)) == HostTensor(scalar: Float(16_778_216))
    )
  }

  @Test func extremesOfNotANumber() throws {
    let y = tensor([1, .nan, 3] as [Float])
    #expect(try evaluate(.reduce(.maximum, axes: [0]), y).elements(as: Float.self)[0].isNaN)
    #expect(try evaluate(.reduce(.minimum, axes: [0]), y).elements(as: Float.self)[0].isNaN)
    #expect(try evaluate(.argReduce(.maximum, axis: 0), y) == HostTensor(scalar: Int32(1)))
  }

  @Test func placesAreThoseOfTheFirstExtreme() throws {
    let y = tensor([1, 3, 3, 0, 0, 2] as [Int64], 2, 3)
    #expect(try evaluate(.argReduce(.maximum, axis: 1), y) == tensor([1, 2] as [Int32]))
    #expect(try evaluate(.argReduce(.minimum, axis: 1), y) == tensor([0, 0] as [Int32]))
    #expect(try evaluate(.argReduce(.maximum, axis: 0), y) == tensor([0, 0, 0] as [Int32]))
  }

  @Test func softmaxSurvivesLargeNumbers() throws {
    let logits = doubles([1, 2, 3, 1000, 1000, -1000], 2, 3)
    try expectClose(
      try evaluate(.softmax(axis: 1), logits),
      doubles([0.09003057317, 0.2447284711, 0.6652409558, 0.5, 0.5, 0], 2, 3),
      tolerance: tenDigits)
    try expectClose(
      try evaluate(.logSoftmax(axis: 1), logits),
      doubles(
        [-2.407605964, -1.407605964, -0.4076059644, -0.6931471806, -0.6931471806, -2000.693147],
        2, 3), tolerance: tenDigits)
  }

  @Test func softmaxAlongTheFirstAxis() throws {
    try expectClose(
      try evaluate(.softmax(axis: 0), doubles([1, 2, 3, 0, 1, 5], 2, 3)),
      doubles(
        [0.7310585786, 0.7310585786, 0.119202922, 0.2689414214, 0.2689414214, 0.880797078], 2, 3),
      tolerance: tenDigits)
  }
}
