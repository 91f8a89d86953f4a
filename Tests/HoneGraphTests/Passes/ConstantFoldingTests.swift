import HoneBackend
import HoneCore
import HoneReference
import HoneTestSupport
import Testing

@testable import HoneGraph

struct ConstantFoldingTests {
  @Test func repeatedNumbersFoldAsOneNumberWhateverTheShape() throws {
    try expectPass(
      Pipeline([ConstantFolding(), DeadCodeRemoval()]),
      """
      %0 = constant 3.0 : float32[]
      %1 = broadcast %0 : float32[100000, 1000]
      %2 = constant splat 0.5 : float32[1000]
      %3 = broadcast %2 : float32[100000, 1000]
      %4 = multiply %1, %3 @a
      %5 = reshape %4 {shape: [1000, 100000]}
      %6 = transpose %5 {permutation: [1, 0]}
      %7 = slice %6 {starts: [5, 0], limits: [7, 1000]}
      %8 = greater %7, %7
      output y = %7
      output z = %8
      """,
      """
      %0 = constant 1.5 : float32[]
      %1 = broadcast %0 : float32[2, 1000]
      %2 = constant false : bool[]
      %3 = broadcast %2 : bool[2, 1000]
      output y = %1
      output z = %3
      """)
  }

  @Test func denseConstantsFoldElementByElement() throws {
    try expectPass(
      Pipeline([ConstantFolding(), DeadCodeRemoval()]),
      """
      %0 = constant [1, 2, 3, 4, 5, 6] : int32[2, 3]
      %1 = transpose %0 {permutation: [1, 0]}
      %2 = slice %1 {starts: [0, 1], limits: [3, 2], strides: [2, 1]}
      %3 = broadcast %2 : int32[2, 3]
      %4 = add %0, %3 @sum
      %5 = constant splat 4 : int32[2, 3]
      %6 = less %4, %5
      %7 = select %6, %5, %4
      %8 = convert %7 : float32[2, 3]
      %9 = sqrt %8
      output a = %1
      output b = %2
      output c = %4
      output d = %6
      output e = %9
      """,
      """
      %0 = constant [1, 4, 2, 5, 3, 6] : int32[3, 2]
      %1 = constant [4, 6] : int32[2, 1]
      %2 = constant [5, 6, 7, 10, 11, 12] : int32[2, 3] @sum
      %3 = constant false : bool[]
      %4 = broadcast %3 : bool[2, 3]
      %5 = constant [2.236068, 2.4494898, 2.6457512, 3.1622777, 3.3166249, 3.4641016] \
      : float32[2, 3]
      output a = %0
      output b = %1
      output c = %2
      output d = %4
      output e = %5
      """)
  }

  @Test func whatDependsOnTheStepStays() throws {
    let text = """
      %0 = input x
      %1 = state w
      %2 = constant 2.0 : float32[]
      %3 = broadcast %2 : float32[2, 3]
      %4 = multiply %0, %3 : float32[2, 3]
      %5 = multiply %1, %3 : float32[2, 3]
      %6 = scalar step
      %7 = negate %6 : int64[]
      %8 = random %6, %6 {draw: bernoulli, probability: 0.5, stream: 1} : float32[3]
      output a = %4
      output b = %5
      output c = %7
      output d = %8
      """
    try expectPass(ConstantFolding(), text, text)
  }

  @Test func denseResultsOverTheLimitStay() throws {
    let text = """
      %0 = constant [1.0, 2.0, 3.0] : float32[3]
      %1 = broadcast %0 : float32[4, 3]
      output y = %1
      """
    try expectPass(ConstantFolding(limit: 11), text, text)
    try expectPass(
      Pipeline([ConstantFolding(limit: 12), DeadCodeRemoval()]), text,
      """
      %0 = constant [1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0] : float32[4, 3]
      output y = %0
      """)
  }

  @Test func floatsRoundAfterEveryOperation() throws {
    // 2²⁴ + 1 isn't a float32, so 1 is lost; in one go, or in float64, it would stay.
    try expectPass(
      Pipeline([ConstantFolding(), DeadCodeRemoval()]),
      """
      %0 = constant 16777216.0 : float32[]
      %1 = constant 1.0 : float32[]
      %2 = add %0, %1
      %3 = subtract %2, %0
      %4 = convert %0 : float64[]
      %5 = convert %1 : float64[]
      %6 = add %4, %5
      %7 = subtract %6, %4
      output a = %3
      output b = %7
      """,
      """
      %0 = constant 0.0 : float32[]
      %1 = constant 1.0 : float64[]
      output a = %0
      output b = %1
      """)
  }

  @Test func reservedTypesStay() throws {
    let text = """
      %0 = constant base64 "AAAAAA==" : bfloat16[2]
      output y = %0
      """
    try expectPass(ConstantFolding(), text, text)
  }

  private static let elementwise: [Op] =
    UnaryOp.allCases.map { .unary($0) } + BinaryOp.allCases.map { .binary($0) }
    + CompareOp.allCases.map { .compare($0) }
    + DType.allCases.filter(\.isSupported).map { .convert($0) } + [.select]

  /// Every elementwise operation in every type that it takes, on special and on random values.
  @Test(arguments: elementwise)
  func foldedElementsAreTheBitsOfTheReference(_ op: Op) throws {
    var compared = 0
    for dtype in DType.allCases where dtype.isSupported {
      var maker = RandomPrograms(seed: 7)
      let type = TensorType(dtype, [40])
      let condition = maker.append(.constant(maker.constant(TensorType(.bool, [40]))), [])
      let operands = (0..<2).map { index in
        maker.append(.constant(values(dtype, seed: UInt64(index))), [])
      }
      let inputs: [ValueID] =
        switch op {
        case .unary, .convert: [operands[0]]
        case .select: [condition] + operands
        default: operands
        }
      guard let types = try? Inference.types(of: op, inputs: inputs.map(maker.graph.type)) else {
        continue
      }
      let result = maker.append(op, inputs)
      let program = Program(
        name: op.name, graph: maker.graph, outputs: [.init(name: "y", value: result)])
      let folded = ConstantFolding().run(program)
      #expect(DeadCodeRemoval().run(folded).graph.nodes.allSatisfy { $0.inputs.isEmpty })
      #expect(try run(folded) == run(program), "\(op.name) of \(type)")
      #expect(types.count == 1)
      compared += 1
    }
    #expect(compared > 0)
  }

  private func values(_ dtype: DType, seed: UInt64) -> HostTensor {
    let special: [Double] = [
      0, -0.0, 1, -1, 2, 3, 0.5, -2.5, .infinity, -.infinity, .nan, 1e-40, 3e9, -3e9, 1e19, 255,
    ]
    let key = RandomKey(seed: seed)
    let order = key.permutation(special.count).map { special[$0] }
    let random = (0..<24).map { Double(key.uniform(at: $0)) * 8 - 4 }
    return HostTensor(unchecked: order + random, shape: [40]).converted(to: dtype)
  }

  private func run(_ program: Program) throws -> [HostTensor] {
    let backend = ReferenceBackend()
    return try backend.compile(program, over: backend.makeStateStore()).run([], scalars: [1, 2, 3])
  }
}
