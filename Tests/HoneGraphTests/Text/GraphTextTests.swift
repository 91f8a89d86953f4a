import HoneCore
import Testing

@testable import HoneGraph

struct GraphTextTests {
  private let training = """
    program train
    input x: float32[32, 784]
    input labels: int32[32]
    scalar learning_rate: float32
    scalar seed: int64
    scalar step: int64
    slot dense/kernel: float32[784, 10] parameter trainable
    slot norm/mean: float32[10] statistic
    %0 = input x
    %1 = state dense/kernel
    %2 = dotGeneral %0, %1 {lhsContracting: [1], rhsContracting: [0]} : float32[32, 10] @dense at \
    Model.swift:12
    %3 = constant splat 1.0 : float32[10]
    %4 = state norm/mean
    %5 = batchNormTraining %2, %3, %4 {axis: 1, epsilon: 0.001} : (float32[32, 10], float32[10], \
    float32[10]) @norm at Model.swift:13:5
    %6 = scalar seed
    %7 = scalar step
    %8 = random %6, %7 {draw: bernoulli, probability: 0.5, stream: 18446744073709551615} : \
    bool[32, 10] @dropout
    %9 = constant 0.0 : float32[]
    %10 = broadcast %9 : float32[32, 10]
    %11 = select %8, %5:0, %10 : float32[32, 10]
    output logits = %11
    output "batch mean" = %5:1
    update norm/mean = %5:1

    """

  @Test func aProgramReadsBackAsItWasWritten() throws {
    let program = try GraphText.parse(training)
    try program.verify()
    #expect(program.text == training)
    #expect(try GraphText.parse(program.text) == program)
    #expect(program.name == "train")
    #expect(program.graph.slots[0].isTrainable && !program.graph.slots[1].isTrainable)
    #expect(program.graph.slots[1].role == .statistic)
    #expect(program.graph.nodes[2].scope == "dense")
    #expect(
      program.graph.nodes[5].location == SourceLocation(file: "Model.swift", line: 13, column: 5))
    #expect(program.outputs[1].value == ValueID(node: 5, output: 1))
    #expect(program.updates == [Program.Update(slot: 1, value: ValueID(node: 5, output: 1))])
  }

  @Test func locationsCanBeLeftOut() throws {
    var program = try GraphText.parse(training)
    let text = GraphText.print(program, locations: false)
    #expect(!text.contains("Model.swift"))
    for index in program.graph.nodes.indices { program.graph.nodes[index].location = nil }
    #expect(try GraphText.parse(text) == program)
  }

  @Test func peopleMayLeaveOutTypesNumberAsTheyLikeAndComment() throws {
    let program = try GraphText.parse(
      """
      # A sum.
      program "hand made"

      input x: float32[2]   # two numbers
      %7 = input x
      %3 = constant [1.0, -2.5] : float32[2]
      %70 = add %7, %3 @sum
      output y = %70
      """)
    #expect(
      program.text == """
        program "hand made"
        input x: float32[2]
        %0 = input x
        %1 = constant [1.0, -2.5] : float32[2]
        %2 = add %0, %1 : float32[2] @sum
        output y = %2

        """)
  }

  @Test(arguments: [
    "", "plain/name-1.x", "two words", "quote \" backslash \\", "line\nbreak\ttab\rreturn",
    "umlaut ü, 層, 🐝, e\u{301}", "\u{0}\u{1F}\u{7F}", "%1 = {}[]():,#@", "?", "\r\n",
  ])
  func anyNameSurvives(_ name: String) throws {
    var graph = Graph()
    graph.inputs = [InputSpecification(name: name, type: TensorType(.float32, [1, -1]))]
    graph.scalars = [ScalarSpecification(name: name, dtype: .int64)]
    graph.slots = [StateSlot(path: name, type: TensorType(.float32, [1, -1]), role: .metric)]
    graph.nodes = [
      Node(
        op: .input(0), inputs: [], types: [TensorType(.float32, [1, -1])], scope: name,
        location: SourceLocation(file: name, line: 3, column: 4)),
      Node(op: .scalar(0), inputs: [], types: [TensorType(.int64, [])]),
      Node(op: .state(0), inputs: [], types: [TensorType(.float32, [1, -1])]),
    ]
    let program = Program(
      name: name, graph: graph, outputs: [.init(name: name, value: ValueID(node: 0))],
      updates: [.init(slot: 0, value: ValueID(node: 0))])
    let back = try GraphText.parse(program.text)
    #expect(back == program)
    #expect(Array(back.name.unicodeScalars) == Array(name.unicodeScalars))
  }

  @Test func everyOperationHasANameOfItsOwn() {
    let names = Op.readableNames + ["input", "scalar", "state", "constant"]
    #expect(Set(names).count == names.count)
  }
}

struct ConstantTextTests {
  private func roundTrip(_ value: HostTensor) throws -> (text: String, value: HostTensor) {
    var graph = Graph()
    graph.nodes = [
      Node(op: .constant(value), inputs: [], types: [TensorType(value.dtype, value.shape)])
    ]
    let text = Program(name: "p", graph: graph, outputs: []).text
    guard case .constant(let back) = try GraphText.parse(text).graph.nodes[0].op else {
      throw HoneError(.state, message: "not a constant")
    }
    return (String(text.dropFirst("program p\n%0 = ".count).dropLast()), back)
  }

  @Test(arguments: [
    (HostTensor(scalar: Float(0.1)), "constant 0.1 : float32[]"),
    (HostTensor(scalar: -0.0), "constant -0.0 : float64[]"),
    (HostTensor(scalar: Float.nan), "constant nan : float32[]"),
    (HostTensor(scalar: -Double.infinity), "constant -inf : float64[]"),
    (HostTensor(scalar: Float(bitPattern: 0xFFC0_0001)), "constant nan.ffc00001 : float32[]"),
    (HostTensor(scalar: Int64.min), "constant -9223372036854775808 : int64[]"),
    (HostTensor(scalar: true), "constant true : bool[]"),
    (HostTensor([UInt8(1), 255]), "constant [1, 255] : uint8[2]"),
    (HostTensor([Float(2)]), "constant [2.0] : float32[1]"),
    (HostTensor(zeros: [0, 3]), "constant [] : float32[0, 3]"),
    (HostTensor(filling: [2, 3], with: 1e-7), "constant splat 1e-07 : float32[2, 3]"),
    (HostTensor(zeros: [2], dtype: .bfloat16), "constant base64 \"AAAAAA==\" : bfloat16[2]"),
  ])
  func elementsAreWrittenShortAndReadBackToTheirBits(_ value: HostTensor, _ text: String) throws {
    let result = try roundTrip(value)
    #expect(result.text == text)
    #expect(result.value == value)
  }

  @Test func zerosOfBothSignsAreNoSplat() throws {
    let value = HostTensor([Float(0), -0.0])
    #expect(try roundTrip(value).text == "constant [0.0, -0.0] : float32[2]")
    #expect(try roundTrip(value).value == value)
  }

  @Test func longConstantsAreBytes() throws {
    let key = RandomKey(seed: 1)
    let value = HostTensor((0..<17).map { Float(bitPattern: key.bits(at: $0)) })
    let result = try roundTrip(value)
    #expect(result.text.hasPrefix("constant base64 \""))
    #expect(result.value == value)
  }

  @Test(arguments: 0..<7) func base64FollowsTheStandard(_ count: Int) {
    // RFC 4648, section 10.
    let texts = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]
    let bytes = Array("foobar".utf8.prefix(count))
    #expect(bytes.withUnsafeBytes { Base64.encode($0) } == texts[count])
    #expect(Base64.decode(texts[count]) == bytes)
  }

  @Test(arguments: ["Z", "Zg=", "Zg", "Z===", "=g==", "Zh==", "Zg==Zg==", "Z!==", "Zm9\u{FC}"])
  func base64RefusesWhatItDoesNotWrite(_ text: String) {
    #expect(Base64.decode(text) == nil)
  }
}
