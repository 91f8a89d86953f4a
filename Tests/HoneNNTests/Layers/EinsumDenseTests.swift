import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Equations that make no sense, and what the kernel begins with.
@Suite struct EinsumDenseTests {
  private static let sequences: Shape = [2, 3, 5]

  private static let bad: [(String, Sizes, String?, String)] = [
    ("abc,cd", 4, nil, "\"abc,cd\""),
    ("abc->abd", 4, nil, "an equation"),
    ("abb,bd->abd", 4, nil, "\"abb,bd->abd\""),
    ("abc,cd->abe", [3, 4], nil, "each axis of the output in input"),
    ("abc,cz->ab", 3, nil, "each axis of the kernel in input or output"),
    ("...c,cd->abd", 4, nil, "an equation"),
    ("abc,cd->bad", [2, 4], nil, "an equation"),
    ("a1c,cd->a1d", 4, nil, "an equation"),
    ("ab,bc->ac", 4, nil, "[2, 3, 5] and outputShape [4]"),
    ("abc,cd->abd", 4, nil, "outputShape [4]"),
    ("abc,cd->abd", [4, 4], nil, "outputShape [4, 4]"),
    ("abc,cd->abd", [-1, -1], nil, "outputShape [-1, -1]"),
    ("...abcd,de->...abce", 4, nil, "outputShape [4]"),
    ("abc,cd->abd", [-1, 4], "c", "biasAxes among the output's letters"),
    ("abc,cd->abd", [-1, 4], "a", "\"a\" for \"abc,cd->abd\""),
    ("abc,acd->abd", [-1, 4], nil, "the batch can't be an axis of the kernel"),
  ]

  @Test(arguments: bad.indices)
  func whatDoesNotFitIsOneError(_ index: Int) {
    let (equation, shape, biasAxes, text) = Self.bad[index]
    let layer = EinsumDense(equation, outputShape: shape, biasAxes: biasAxes)
    // The batch as an axis of the kernel is known for a mistake even with a known batch.
    let (trace, outputs) = LayerHarness(layer, Self.sequences).trace(batchSize: 2)
    #expect(outputs[0].isPoisoned)
    #expect(trace.errors.count == 1)
    let error = trace.errors.first?.description ?? ""
    #expect(error.contains(text), "\(error) lacks \(text)")
  }

  @Test func spacesAreAllowed() throws {
    try LayerHarness(EinsumDense("abc, cd -> abd", outputShape: [-1, 4]), Self.sequences)
      .verify(output: [2, 3, 4], weights: ["kernel": [5, 4]])
  }

  @Test func theOmittedAxesMayBeAnyNumber() throws {
    let layer = EinsumDense("...x,xy->...y", outputShape: 4, biasAxes: "y")
    let weights: [String: Shape] = ["kernel": [5, 4], "bias": [4]]
    try LayerHarness(layer, [2, 5]).verify(output: [2, 4], weights: weights)
    try LayerHarness(layer, [2, 3, 1, 5]).verify(output: [2, 3, 1, 4], weights: weights)
  }

  /// As Keras: fan-in and fan-out are those of the equation, not of the last two axes.
  @Test func theKernelsRangeFollowsTheEquation() throws {
    let layer = EinsumDense("abcd,cde->abe", outputShape: [-1, 50])
    let kernel = try #require(
      try LayerHarness(layer, [1, 2, 4, 25]).run().weights["kernel"]?.elements(as: Double.self))
    // 5 000 draws within √(6 / (4 · 25 + 50)) = 0.2; by the last two axes it were 0.1414.
    let largest = try #require(kernel.map(abs).max())
    #expect(largest <= 0.2 && largest > 0.199)
  }

  @Test func theMaskStaysOnlyWhereItsAxesDo() {
    for (equation, keeps) in [("abc,cd->abd", true), ("abc,cd->adb", false)] {
      let shape: Sizes = keeps ? [-1, 4] : [4, -1]
      let trace = Trace(mode: .training, batchSize: 2)
      let x = trace.input(name: "x", type: TensorType(.float32, Self.sequences))
      let y = EinsumDense(equation, outputShape: shape)(Masking()(x))
      #expect((y.mask != nil) == keeps)
    }
  }
}
