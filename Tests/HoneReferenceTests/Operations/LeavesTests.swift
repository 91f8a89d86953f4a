import HoneCore
import HoneGraph
import HoneTestSupport
import Testing

@Suite struct LeavesTests {
  @Test func iotaCountsAlongItsAxis() throws {
    #expect(
      try evaluate(.iota(shape: [2, 3], axis: 1, dtype: .int32))
        == tensor([0, 1, 2, 0, 1, 2] as [Int32], 2, 3))
    #expect(
      try evaluate(.iota(shape: [2, 3], axis: 0, dtype: .float32))
        == tensor([0, 0, 0, 1, 1, 1] as [Float], 2, 3))
  }

  @Test func constantsAreThemselves() throws {
    let value = tensor([1.5, -2] as [Double])
    #expect(try evaluate(.constant(value)) == value)
  }

  /// Wanted values come from another implementation of Philox-4x32-10 (in Python), with seed 42,
  /// stream 7, step 3; the normal ones from Python's exact inverse of the distribution function.
  private func draw(_ distribution: RandomDistribution, _ dtype: DType) throws -> HostTensor {
    try evaluate(
      .random(distribution, shape: [2, 3], dtype: dtype, stream: 7),
      HostTensor(scalar: Int64(42)), HostTensor(scalar: Int64(3)))
  }

  @Test func uniformDrawsAreThoseOfTheKey() throws {
    let wanted = [
      -0.172895610332489, 0.4195709228515625, 0.15699589252471924, -0.833358645439148,
      0.09754598140716553, -0.6526092290878296,
    ]
    #expect(
      try draw(.uniform(low: -1, high: 2), .float32)
        == doubles(wanted, 2, 3).converted(to: .float32))
  }

  @Test func normalDrawsFollowTheQuantiles() throws {
    let wanted = [
      -0.19131805981671168, 0.8654948623774882, 0.4187305838068084, -2.186587431823533,
      0.3142628435792222, -1.392526328114431,
    ]
    try expectClose(
      try draw(.normal(mean: 1, deviation: 2), .float64), doubles(wanted, 2, 3),
      tolerance: Tolerance(relative: 1e-8, absolute: 1e-8, float64Factor: 1))
  }

  @Test func bernoulliDrawsCompareTheUniformOnes() throws {
    // The uniform draws are 0.2757, 0.4732, 0.3857, 0.0555, 0.3658, 0.1158.
    #expect(
      try draw(.bernoulli(probability: 0.37), .bool)
        == tensor([true, false, false, true, true, true], 2, 3))
    #expect(
      try draw(.bernoulli(probability: 0.37), .float32)
        == tensor([1, 0, 0, 1, 1, 1] as [Float], 2, 3))
  }

  @Test func anotherStreamOrStepDrawsOtherNumbers() throws {
    func draw(stream: UInt64, step: Int64) throws -> HostTensor {
      try evaluate(
        .random(.uniform(low: 0, high: 1), shape: [4], dtype: .float32, stream: stream),
        HostTensor(scalar: Int64(1)), HostTensor(scalar: step))
    }
    #expect(try draw(stream: 1, step: 1) == draw(stream: 1, step: 1))
    #expect(try draw(stream: 1, step: 1) != draw(stream: 2, step: 1))
    #expect(try draw(stream: 1, step: 1) != draw(stream: 1, step: 2))
  }
}
