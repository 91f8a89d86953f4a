import HoneCore
import HoneGraph

/// Makes valid programs of every operation at random: a pure function of the seed.
///
/// Shapes are few and small, and constants are often 0, −0, 1, 2, ∞ or NaN, so that values of one
/// type meet and the passes find work.
struct RandomPrograms {
  private var key: RandomKey
  private var draws: UInt64 = 0
  private(set) var graph = Graph()

  init(seed: UInt64) {
    key = RandomKey(seed: seed)
    graph.scalars = [
      ScalarSpecification(name: "seed", dtype: .int64),
      ScalarSpecification(name: "step", dtype: .int64),
      ScalarSpecification(name: "learning rate", dtype: .float32),
    ]
  }

  static func program(seed: UInt64, steps: Int = 24) -> Program {
    var maker = RandomPrograms(seed: seed)
    for _ in 0..<steps { maker.appendOperation() }
    return maker.finish(seed: seed)
  }

  private mutating func finish(seed: UInt64) -> Program {
    var outputs: [Program.Output] = []
    for index in graph.nodes.indices where chance(0.5) || index == graph.nodes.count - 1 {
      let value = ValueID(node: index, output: integer(below: graph.nodes[index].types.count))
      outputs.append(Program.Output(name: "output \(index)", value: value))
    }
    var updates: [Program.Update] = []
    for slot in graph.slots.indices where chance(0.7) {
      updates.append(Program.Update(slot: slot, value: value(graph.slots[slot].type)))
    }
    return Program(name: "random \(seed)", graph: graph, outputs: outputs, updates: updates)
  }

  // MARK: Choices

  mutating func integer(below bound: Int) -> Int {
    draws += 1
    return key.integer(below: bound, at: draws)
  }

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + integer(below: range.count)
  }

  mutating func chance(_ probability: Double) -> Bool {
    Double(integer(below: 1_000_000)) < probability * 1_000_000
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[integer(below: elements.count)]
  }

  mutating func shape() -> Shape {
    pick([[], [1], [3], [2, 3], [3, 2], [1, 3], [0, 3], [2, 1, 3]])
  }
  mutating func dtype() -> DType { pick(DType.allCases.filter(\.isSupported)) }
  mutating func number() -> DType { pick([.float32, .float32, .float64, .int32, .int64, .uint8]) }
  mutating func float() -> DType { pick([.float32, .float32, .float64]) }

  mutating func element() -> Double {
    if chance(0.7) { return pick([0, -0.0, 1, 1, 2, -1, 0.5, 3, .infinity, -.infinity, .nan]) }
    return Double(integer(-4000...4000)) / 1000
  }

  /// A value of the type: one that exists, or a new leaf.
  mutating func value(_ type: TensorType) -> ValueID {
    let known = graph.nodes.indices.flatMap { node in
      graph.nodes[node].types.indices.filter { graph.nodes[node].types[$0] == type }
        .map { ValueID(node: node, output: $0) }
    }
    return !known.isEmpty && chance(0.6) ? pick(known) : leaf(type)
  }

  private mutating func leaf(_ type: TensorType) -> ValueID {
    switch integer(below: 10) {
    case 0...2:
      graph.inputs.append(InputSpecification(name: "input \(graph.inputs.count)", type: type))
      return append(.input(graph.inputs.count - 1), [])
    case 3:
      let role = pick(StateSlot.Role.allCases)
      graph.slots.append(
        StateSlot(
          path: "layer/slot \(graph.slots.count)", type: type, role: role,
          isTrainable: role == .parameter && chance(0.5)))
      return append(.state(graph.slots.count - 1), [])
    case 4...6:
      let number = HostTensor(filling: [], with: element(), dtype: type.dtype)
      return append(.broadcast(type.shape), [append(.constant(number), [])])
    default: return append(.constant(constant(type)), [])
    }
  }

  mutating func constant(_ type: TensorType) -> HostTensor {
    if chance(0.3) { return HostTensor(filling: type.shape, with: element(), dtype: type.dtype) }
    let elements = (0..<type.shape.count).map { _ in element() }
    return HostTensor(unchecked: elements, shape: type.shape).converted(to: type.dtype)
  }

  @discardableResult
  mutating func append(_ op: Op, _ inputs: [ValueID]) -> ValueID {
    var node = Node(op: op, inputs: inputs, types: [])
    do {
      node.types = try graph.inferredTypes(of: node)
    } catch {
      preconditionFailure("\(op.name): \(error)")
    }
    if chance(0.3) { node.scope = pick(["dense", "block/conv 2", "a\"b"]) }
    if chance(0.3) {
      node.location = SourceLocation(
        file: pick(["Model.swift", "my file"]), line: integer(1...99), column: integer(0...9))
    }
    graph.nodes.append(node)
    return ValueID(
      node: graph.nodes.count - 1, output: integer(below: node.types.count))
  }
}
