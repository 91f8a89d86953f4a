import HoneCore
import HoneGraph
import HoneTestSupport
import Testing

@Suite struct PoolingTests {
  private let d = WindowDimensions(
    window: [3, 2], strides: [2, 2],
    padding: [EdgePadding(low: 1, high: 1), EdgePadding(high: 1)])
  private let images = doubles(
    [-4, -6, 5, 3, 1, -1, -3, -5, 6, 4, 2, 0, -2, -4, -6, 5, 3, 1, -1, -3], 1, 4, 5, 1)
  private let gradient = doubles([4, 1, 3, 5, 2, 4], 1, 2, 3, 1)

  @Test func paddingNeverWins() throws {
    #expect(
      try evaluate(.pool(.maximum, d), images) == doubles([-1, 6, 4, 5, 6, 4], 1, 2, 3, 1))
  }

  @Test func averagesLeavePaddingOut() throws {
    try expectClose(
      try evaluate(.pool(.average, d), images),
      doubles([-3.5, 2.25, 2.5, 1, -0.8333333333, -1.666666667], 1, 2, 3, 1),
      tolerance: tenDigits)
  }

  @Test func maximumGradientGoesToTheMaximum() throws {
    #expect(
      try evaluate(.maxPoolBackward(d), images, gradient)
        == doubles([0, 0, 0, 0, 0, 4, 0, 0, 3, 7, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0], 1, 4, 5, 1))
  }

  @Test func averageGradientIsShared() throws {
    try expectClose(
      try evaluate(.averagePoolBackward(d, inputShape: images.shape), gradient),
      doubles(
        [
          1, 1, 0.25, 0.25, 1.5, 1.833333333, 1.833333333, 0.5833333333, 0.5833333333,
          2.833333333, 0.8333333333, 0.8333333333, 0.3333333333, 0.3333333333, 1.333333333,
          0.8333333333, 0.8333333333, 0.3333333333, 0.3333333333, 1.333333333,
        ], 1, 4, 5, 1), tolerance: tenDigits)
  }

  @Test func theFirstOfEqualElementsTakesTheGradient() throws {
    let square = WindowDimensions(
      window: [2, 2], strides: [2, 2], padding: [EdgePadding(), EdgePadding()])
    let ties = doubles([0, 7, 7, 7], 1, 2, 2, 1)
    let g = doubles([3], 1, 1, 1, 1)
    #expect(try evaluate(.maxPoolBackward(square), ties, g) == doubles([0, 3, 0, 0], 1, 2, 2, 1))
    let holes = doubles([9, .nan, 7, .nan], 1, 2, 2, 1)
    #expect(try evaluate(.maxPoolBackward(square), holes, g) == doubles([0, 3, 0, 0], 1, 2, 2, 1))
    #expect(try evaluate(.pool(.maximum, square), holes).elements(as: Double.self)[0].isNaN)
  }
}

@Suite struct BatchNormTests {
  private let x = doubles([-5, 2, -2, 5, 1, -3, 4, 0, -4, 3, -1, -5], 2, 3, 2)
  private let gamma = doubles([0.5, 1, 2])
  private let beta = doubles([1, -1, 0])
  private let upstream = pattern(2, 3, 2)

  @Test func trainingNormalizesEachChannel() throws {
    let results = try ProgramBuilder.evaluate(
      .batchNormTraining(axis: 1, epsilon: 1e-3), x, gamma, beta)
    try expectClose(
      results[0],
      doubles(
        [
          0.2152282254, 1.261590592, -1.686776904, 0.2361984274, 2.683013285, -0.8943377617,
          1.560551268, 0.9626299155, -2.236198427, -0.3132230959, 0.8943377617, -2.683013285,
        ], 2, 3, 2), tolerance: tenDigits)
    #expect(results[1] == doubles([0.25, 0.5, -2]))
    #expect(results[2] == doubles([11.1875, 13.25, 5]))
  }

  @Test func inferenceUsesTheGivenStatistics() throws {
    let y = try evaluate(
      .batchNormInference(axis: 1, epsilon: 1e-3), x, gamma, beta, doubles([1, 2, 3]),
      doubles([4, 0.25, 1]))
    try expectClose(
      y,
      doubles(
        [
          -0.4998125351, 1.249968756, -8.984047841, 4.98803588, -3.998001499, -11.9940045,
          1.749906268, 0.7500312441, -12.97607176, 0.9960119601, -7.996002998, -15.992006,
        ], 2, 3, 2), tolerance: tenDigits)
  }

  @Test func gradientsAreThoseOfTheDefinition() throws {
    let results = try ProgramBuilder.evaluate(
      .batchNormGradient(axis: 1, epsilon: 1e-3), x, gamma, doubles([0.25, 0.5, -2]),
      doubles([11.1875, 13.25, 5]), upstream)
    try expectClose(
      results[0],
      doubles(
        [
          -0.02335692907, -0.09186791565, -0.2384257635, 0.4016952981, -1.07312484, 1.252046042,
          0.01668352077, 0.09854132396, 0.285081606, -0.4483511406, 0.9837983626, -1.162719565,
        ], 2, 3, 2), tolerance: tenDigits)
    try expectClose(
      results[1], doubles([-4.858110985, -0.6867769041, 1.341506643]), tolerance: tenDigits)
    try expectClose(results[2], doubles([-3, 3, -1]), tolerance: tenDigits)
  }

  @Test func statisticsOfNoRowsAreZero() throws {
    let results = try ProgramBuilder.evaluate(
      .batchNormTraining(axis: 1, epsilon: 1e-3), doubles([], 0, 2), doubles([1, 1]),
      doubles([0, 0]))
    #expect(results == [doubles([], 0, 2), doubles([0, 0]), doubles([0, 0])])
  }
}
