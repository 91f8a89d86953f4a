import Testing

@testable import HoneGraph

struct AlgebraicSimplificationTests {
  private let leaves = """
    %0 = input x
    %1 = input n
    %2 = input c

    """

  /// Runs the pass and dead-code removal on one expression over the leaves x, n, c.
  private func expect(
    _ lines: String, becomes after: String, _ pass: AlgebraicSimplification = .init(),
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let program = "\(leaves)\(lines)\noutput x = %0\noutput n = %1\noutput c = %2\noutput y = %9"
    let results = "output x = %0\noutput n = %1\noutput c = %2\noutput y = "
    let body = after.split(separator: "\n")
    let nodes = body.dropLast().map { "\($0)\n" }.joined()
    try expectPass(
      Pipeline([pass, DeadCodeRemoval()]), program,
      "\(leaves)\(nodes)\(results)\(body.last ?? "")", sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    "%8 = constant splat 1.0 : float32[2, 3]\n%9 = multiply %0, %8",
    "%8 = constant splat 1.0 : float32[2, 3]\n%9 = multiply %8, %0",
    "%7 = constant 1.0 : float32[]\n%8 = broadcast %7 : float32[2, 3]\n%9 = divide %0, %8",
    "%8 = constant splat 1.0 : float32[2, 3]\n%9 = power %0, %8",
    "%8 = constant splat -0.0 : float32[2, 3]\n%9 = add %0, %8",
    "%8 = constant splat -0.0 : float32[2, 3]\n%9 = add %8, %0",
    "%8 = constant splat 0.0 : float32[2, 3]\n%9 = subtract %0, %8",
    "%8 = negate %0\n%9 = negate %8",
    "%9 = maximum %0, %0",
    "%9 = minimum %0, %0",
    "%9 = select %2, %0, %0",
    "%8 = constant splat true : bool[2, 3]\n%7 = exp %0\n%9 = select %8, %0, %7",
    "%8 = constant splat false : bool[2, 3]\n%7 = exp %0\n%9 = select %8, %7, %0",
    "%9 = convert %0 {dtype: float32}",
    "%9 = stopGradient %0",
    "%9 = reshape %0 {shape: [2, 3]}",
    "%9 = reshape %0 {shape: [2, ?]}",
    "%8 = reshape %0 {shape: [6]}\n%9 = reshape %8 {shape: [2, 3]}",
    "%9 = broadcast %0 {shape: [2, 3]}",
    "%9 = transpose %0 {permutation: [0, 1]}",
    "%8 = transpose %0 {permutation: [1, 0]}\n%9 = transpose %8 {permutation: [1, 0]}",
    "%9 = slice %0 {starts: [0, 0], limits: [2, 3]}",
    "%9 = slice %0 {starts: [0, 0], limits: [2, -1]}",
    "%9 = pad %0 {low: [0, 0], high: [0, 0], value: 1}",
    "%9 = concatenate %0 {axis: 1}",
    "%9 = reduceMaximum %0 {axes: []}",
  ])
  func whatChangesNothingGoes(_ lines: String) throws {
    try expect(lines, becomes: "%0")
  }

  @Test(arguments: [
    "%8 = constant splat 0 : int32[3]\n%9 = add %1, %8",
    "%8 = constant splat 0 : int32[3]\n%9 = add %8, %1",
    "%8 = constant splat 0 : int32[3]\n%9 = subtract %1, %8",
    "%8 = constant splat 1 : int32[3]\n%9 = multiply %8, %1",
    "%8 = negate %1\n%9 = negate %8",
    "%9 = reduceSum %1 {axes: []}",
  ])
  func wholeNumbersHaveOneZero(_ lines: String) throws {
    try expect(lines, becomes: "%1")
  }

  @Test(arguments: ["%8 = not %2\n%9 = not %8", "%9 = and %2, %2", "%9 = or %2, %2"])
  func truthValuesFollowSuit(_ lines: String) throws {
    try expect(lines, becomes: "%2")
  }

  @Test(arguments: [
    "%3 = constant 0.0 : float32[]\n%4 = broadcast %3 : float32[2, 3]\n"
      + "%5 = multiply %0, %4 : float32[2, 3]\n%5",
    "%3 = constant 0.0 : float32[]\n%4 = broadcast %3 : float32[2, 3]\n"
      + "%5 = add %0, %4 : float32[2, 3]\n%5",
    "%3 = constant -0.0 : float32[]\n%4 = broadcast %3 : float32[2, 3]\n"
      + "%5 = subtract %0, %4 : float32[2, 3]\n%5",
    "%3 = constant 0.0 : float32[]\n%4 = broadcast %3 : float32[2, 3]\n"
      + "%5 = subtract %4, %0 : float32[2, 3]\n%5",
    "%3 = constant 0.0 : float32[]\n%4 = broadcast %3 : float32[2, 3]\n"
      + "%5 = power %0, %4 : float32[2, 3]\n%5",
    "%3 = relu %0 : float32[2, 3]\n%4 = constant splat 0.0 : float32[2, 3]\n"
      + "%5 = add %3, %4 : float32[2, 3]\n%5",
    "%3 = reduceSum %0 {axes: []} : float32[2, 3]\n%3",
    "%3 = subtract %0, %0 : float32[2, 3]\n%3",
    "%3 = divide %0, %0 : float32[2, 3]\n%3",
    "%3 = equal %0, %0 : bool[2, 3]\n%3",
    "%3 = constant splat 1 : int32[3]\n%4 = divide %3, %1 : int32[3]\n%4",
    "%3 = square %0 : float32[2, 3]\n%4 = square %3 : float32[2, 3]\n%4",
    "%3 = slice %0 {starts: [0, 0], limits: [2, 3], strides: [1, 2]} : float32[2, 2]\n%3",
    "%3 = concatenate %0, %0 {axis: 0} : float32[4, 3]\n%3",
    "%3 = transpose %0 {permutation: [1, 0]} : float32[3, 2]\n"
      + "%4 = reshape %3 : float32[2, 3]\n%4",
  ])
  func whatMayChangeNaNInfinityOrTheSignOfZeroStays(_ text: String) throws {
    let body = text.split(separator: "\n")
    let result = body.last ?? ""
    let lines = body.dropLast().joined(separator: "\n")
      .replacing("\(result) =", with: "%9 =")
    try expect(lines, becomes: text)
  }

  @Test(arguments: ["absolute", "square", "exp", "sigmoid"])
  func addingZeroToWhatIsNeverNegativeZeroGoes(_ function: String) throws {
    try expect(
      "%7 = \(function) %0\n%8 = constant splat 0.0 : float32[2, 3]\n%9 = add %7, %8",
      becomes: "%3 = \(function) %0 : float32[2, 3]\n%3")
  }

  @Test(arguments: ["absolute", "sign", "relu", "floor", "ceil", "round"])
  func functionsThatDoNothingTheSecondTimeRunOnce(_ function: String) throws {
    try expect(
      "%8 = \(function) %0\n%9 = \(function) %8",
      becomes: "%3 = \(function) %0 : float32[2, 3]\n%3")
  }

  @Test func chainsOfShapesBecomeOne() throws {
    try expect(
      "%8 = reshape %0 {shape: [6]} @a\n%9 = reshape %8 {shape: [3, 2]} @b",
      becomes: "%3 = reshape %0 : float32[3, 2] @b\n%3")
    try expect(
      "%8 = broadcast %1 {shape: [2, 3]}\n%9 = broadcast %8 {shape: [4, 2, 3]}",
      becomes: "%3 = broadcast %1 : int32[4, 2, 3]\n%3")
    try expect(
      """
      %7 = reshape %0 {shape: [2, 1, 3]}
      %8 = transpose %7 {permutation: [1, 2, 0]}
      %9 = transpose %8 {permutation: [1, 2, 0]}
      """,
      becomes: """
        %3 = reshape %0 : float32[2, 1, 3]
        %4 = transpose %3 {permutation: [2, 0, 1]} : float32[3, 2, 1]
        %4
        """)
  }

  @Test func aSecondPowerBecomesASquare() throws {
    try expect(
      "%8 = constant splat 2.0 : float32[2, 3]\n%9 = power %0, %8",
      becomes: "%3 = square %0 : float32[2, 3]\n%3")
  }

  @Test func stopGradientStaysWhereGradientsAreStillToCome() throws {
    try expect(
      "%9 = stopGradient %0", becomes: "%3 = stopGradient %0 : float32[2, 3]\n%3",
      AlgebraicSimplification(keepsStopGradient: true))
  }

  @Test func unknownExtentsAreNotTakenForEqual() throws {
    let text = """
      program p
      input x: float32[?, 3]
      %0 = input x
      %1 = reshape %0 : float32[?, 3]
      %2 = reshape %1 : float32[3, ?]
      %3 = constant splat 1.0 : float32[5, 3]
      %4 = multiply %0, %3 : float32[5, 3]
      output y = %2
      output z = %4

      """
    #expect(AlgebraicSimplification().run(try GraphText.parse(text)).text == text)
  }
}
