package import HoneCore
package import HoneGraph

/// Makes valid programs of every operation at random: a pure function of kind and seed.
package struct RandomPrograms {
  /// What the programs are to try.
  package enum Kind: Sendable {
    /// The passes: shapes are few and small, and constants are often 0, −0, 1, 2, ∞ or NaN, so that
    /// values of one type meet and the passes find work.
    case passes
    /// Engines: shapes as in layers, which follow from one another, and tame numbers, so that
    /// rounding stays what it is. See ``RandomPrograms/forward(seed:)``.
    case engines
  }

  let kind: Kind
  private var key: RandomKey
  private var draws: UInt64 = 0
  package internal(set) var graph = Graph()
  /// Engines: the extents that the shapes of one program share.
  var extents = (batch: 1, height: 1, width: 1, channels: 1, units: 1)
  /// Engines: the floating-point type of one program.
  var precision = DType.float32

  package init(seed: UInt64, kind: Kind = .passes) {
    self.kind = kind
    key = RandomKey(seed: seed)
    graph.scalars = [
      ScalarSpecification(name: "seed", dtype: .int64),
      ScalarSpecification(name: "step", dtype: .int64),
      ScalarSpecification(name: "learning rate", dtype: .float32),
    ]
  }

  /// A program for passes.
  package static func program(seed: UInt64, steps: Int = 24) -> Program {
    var maker = RandomPrograms(seed: seed)
    for _ in 0..<steps { maker.appendOperation() }
    return maker.finish(seed: seed)
  }

  mutating func finish(seed: UInt64) -> Program {
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

  package mutating func integer(below bound: Int) -> Int {
    draws += 1
    return key.integer(below: bound, at: draws)
  }

  package mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + integer(below: range.count)
  }

  package mutating func chance(_ probability: Double) -> Bool {
    Double(integer(below: 1_000_000)) < probability * 1_000_000
  }

  package mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[integer(below: elements.count)]
  }

  mutating func shape() -> Shape {
    pick([[], [1], [3], [2, 3], [3, 2], [1, 3], [0, 3], [2, 1, 3]])
  }
  mutating func dtype() -> DType { pick(DType.allCases.filter(\.isSupported)) }
  mutating func number() -> DType { pick([.float32, .float32, .float64, .int32, .int64, .uint8]) }
  mutating func float() -> DType {
    kind == .engines ? precision : pick([.float32, .float32, .float64])
  }

  mutating func element(_ dtype: DType) -> Double {
    guard kind == .engines else {
      if chance(0.7) { return pick([0, -0.0, 1, 1, 2, -1, 0.5, 3, .infinity, -.infinity, .nan]) }
      return Double(integer(-4000...4000)) / 1000
    }
    switch dtype {
    case .bool: return Double(integer(0...1))
    case .uint8: return Double(integer(0...9))
    case .int32, .int64: return Double(integer(-9...9))
    default: return (Double(integer(-20000...20000)) + 0.5) / 10000
    }
  }

  /// A value of the type: one that exists, or a new leaf.
  mutating func value(_ type: TensorType) -> ValueID {
    let known = values { $0 == type }
    return !known.isEmpty && chance(0.6) ? pick(known) : leaf(type)
  }

  /// The values whose types satisfy a condition, in order.
  func values(where condition: (TensorType) -> Bool) -> [ValueID] {
    graph.nodes.indices.flatMap { node in
      graph.nodes[node].types.indices.filter { condition(graph.nodes[node].types[$0]) }
        .map { ValueID(node: node, output: $0) }
    }
  }

  /// A new value that no operation made.
  mutating func leaf(_ type: TensorType) -> ValueID {
    switch integer(below: 10) {
    case 0...2:
      graph.inputs.append(InputSpecification(name: "input \(graph.inputs.count)", type: type))
      return append(.input(graph.inputs.count - 1), [])
    case 3: return slot(type, role: pick(StateSlot.Role.allCases))
    case 4...6 where kind == .engines && type.dtype.isFloatingPoint:
      return slot(type, role: .parameter)
    case 4...6:
      let number = HostTensor(filling: [], with: element(type.dtype), dtype: type.dtype)
      return append(.broadcast(type.shape), [append(.constant(number), [])])
    default: return append(.constant(constant(type)), [])
    }
  }

  private mutating func slot(_ type: TensorType, role: StateSlot.Role) -> ValueID {
    graph.slots.append(
      StateSlot(
        path: "layer/slot \(graph.slots.count)", type: type, role: role,
        isTrainable: role == .parameter && chance(0.5)))
    return append(.state(graph.slots.count - 1), [])
  }

  package mutating func constant(_ type: TensorType) -> HostTensor {
    if chance(kind == .engines ? 0.05 : 0.3) {
      return HostTensor(filling: type.shape, with: element(type.dtype), dtype: type.dtype)
    }
    let elements = (0..<type.shape.count).map { _ in element(type.dtype) }
    return HostTensor(unchecked: elements, shape: type.shape).converted(to: type.dtype)
  }

  @discardableResult
  package mutating func append(_ op: Op, _ inputs: [ValueID]) -> ValueID {
    var node = Node(op: op, inputs: inputs, types: [])
    do {
      node.types = try graph.inferredTypes(of: node)
    } catch {
      preconditionFailure("\(op.name): \(error)")
    }
    return append(node)
  }

  mutating func append(_ made: Node) -> ValueID {
    var node = made
    if kind == .passes, chance(0.3) { node.scope = pick(["dense", "block/conv 2", "a\"b"]) }
    if kind == .passes, chance(0.3) {
      node.location = SourceLocation(
        file: pick(["Model.swift", "my file"]), line: integer(1...99), column: integer(0...9))
    }
    graph.nodes.append(node)
    return ValueID(
      node: graph.nodes.count - 1, output: integer(below: node.types.count))
  }
}
