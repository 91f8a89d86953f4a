internal import HoneCore
package import HoneGraph

/// Programs for engines: each operation takes what the ones before it left, as layers do.
extension RandomPrograms {
  /// A program of 1 to 12 operations, leaves not counted, whose values are outputs at random.
  package static func forward(seed: UInt64) -> (program: Program, maker: RandomPrograms) {
    var maker = RandomPrograms(seed: seed, kind: .engines)
    maker.chooseExtents()
    let count = maker.integer(1...12)
    var attempts = 0
    while maker.operationCount < count, attempts < 60 {
      let before = maker
      maker.growOperation()
      // What would make the program too long is undone.
      if maker.operationCount > 12 { maker = before.afterAnotherDraw() }
      attempts += 1
    }
    return (maker.results(seed: seed), maker)
  }

  private mutating func chooseExtents() {
    precision = chance(0.92) ? .float32 : .float64
    // Rarely more elements than one thread takes.
    let isLarge = chance(0.02)
    extents = (
      batch: isLarge ? 16 : pick([1, 2, 2, 3, 4]), height: isLarge ? 16 : pick([1, 2, 4, 5, 7]),
      width: isLarge ? 16 : pick([1, 3, 4, 6, 8]), channels: pick([1, 2, 3, 4, 8, 16, 17]),
      units: pick([1, 3, 5, 8, 16, 33])
    )
  }

  /// The same maker with the next draws: what it tries now is something else.
  private func afterAnotherDraw() -> RandomPrograms {
    var copy = self
    for _ in 0..<97 { _ = copy.integer(below: 2) }
    return copy
  }

  private var operationCount: Int { graph.nodes.count { !$0.op.isLeaf } }

  /// The program: its last value, some of the others, and values that fit slots.
  private mutating func results(seed: UInt64) -> Program {
    var program = Program(name: "random graph \(seed)", graph: graph, outputs: [])
    for index in graph.nodes.indices.reversed() where !graph.nodes[index].op.isLeaf {
      guard program.outputs.isEmpty || chance(0.25) else { continue }
      let value = ValueID(node: index, output: integer(below: graph.nodes[index].types.count))
      program.outputs.append(Program.Output(name: "y\(program.outputs.count)", value: value))
    }
    for (index, slot) in graph.slots.enumerated() where slot.role != .parameter && chance(0.7) {
      let known = values { $0 == slot.type }
      program.updates.append(Program.Update(slot: index, value: pick(known)))
    }
    return program
  }

  private mutating func growOperation() {
    switch integer(below: 27) {
    case 0...2: growUnary()
    case 3...7: growBinary()
    case 8: growSelection()
    case 9...10: growView()
    case 11: growPadding()
    case 12...14: growReduction()
    case 15: growSoftmax()
    case 16...17: growDot()
    case 18...19: growConvolution()
    case 20...21: growPooling()
    case 22...23: growNormalization()
    case 24: growIndexing()
    case 25: growDraw()
    default: appendOperation()
    }
  }

  // MARK: Operands

  /// A value of the program's floating-point type, most often one of the last.
  mutating func operand(ranks: ClosedRange<Int> = 0...5) -> ValueID {
    let known = values { $0.dtype == precision && ranks.contains($0.shape.rank) }
    if !known.isEmpty, chance(0.85) {
      return chance(0.6)
        ? known[known.count - 1 - integer(below: min(known.count, 3))]
        : pick(known)
    }
    let shapes = [
      image, image, Shape([extents.batch, extents.width, extents.channels]),
      Shape([extents.batch, extents.channels]), Shape([extents.batch, extents.units]),
      Shape([extents.channels]),
    ]
    let fitting = shapes.filter { ranks.contains($0.rank) }
    return leaf(TensorType(precision, fitting.isEmpty ? image : pick(fitting)))
  }

  var image: Shape {
    Shape([extents.batch, extents.height, extents.width, extents.channels])
  }

  /// A value of a shape: one that exists, or one that is repeated to it.
  mutating func partner(_ shape: Shape) -> ValueID {
    let known = values { $0 == TensorType(precision, shape) }
    if !known.isEmpty, chance(0.5) { return pick(known) }
    if chance(0.3) { return leaf(TensorType(precision, shape)) }
    var part = shape.dimensions
    part.removeFirst(integer(below: part.count + 1))
    for axis in part.indices where chance(0.25) { part[axis] = 1 }
    let small = values { $0 == TensorType(precision, Shape(part)) }
    let operand =
      !small.isEmpty && chance(0.6) ? pick(small) : leaf(TensorType(precision, Shape(part)))
    return append(.broadcast(shape), [operand])
  }

  /// Appends an operation unless it isn't valid or its result is large.
  @discardableResult
  mutating func grow(_ op: Op, _ inputs: ValueID...) -> ValueID? { grow(op, of: inputs) }

  @discardableResult
  mutating func grow(_ op: Op, of inputs: [ValueID]) -> ValueID? {
    var node = Node(op: op, inputs: inputs, types: [])
    do {
      node.types = try graph.inferredTypes(of: node)
    } catch {
      return nil
    }
    let largest = max(16_384, inputs.map { graph.type(of: $0).shape.count }.max() ?? 0)
    guard node.types.allSatisfy({ $0.shape.count <= largest }) else { return nil }
    _ = append(node)
    return ValueID(node: graph.nodes.count - 1)
  }

  // MARK: Elementwise

  private mutating func growUnary() {
    var x = operand()
    let tame: [UnaryOp] = [
      .relu, .relu, .relu, .tanh, .sigmoid, .negate, .absolute, .square, .sin, .cos, .erf, .sign,
      .floor, .ceil, .round,
    ]
    let positive: [UnaryOp] = [.log, .sqrt, .rsqrt, .reciprocal, .exp, .expm1, .log1p]
    if chance(0.7) {
      grow(.unary(pick(tame)), x)
    } else {
      x = grow(.unary(.sigmoid), x) ?? x
      grow(.unary(pick(positive)), x)
    }
  }

  private mutating func growBinary() {
    let x = operand()
    let shape = graph.type(of: x).shape
    let y = partner(shape)
    let function: BinaryOp = pick([
      .add, .add, .add, .subtract, .subtract, .multiply, .multiply, .maximum, .minimum, .divide,
      .power, .remainder,
    ])
    switch function {
    case .divide:
      if let divisor = grow(.unary(.sigmoid), y) { grow(.binary(.divide), x, divisor) }
    case .power:
      if let base = grow(.unary(.sigmoid), x) { grow(.binary(.power), base, y) }
    default:
      let isSwapped = chance(0.3)
      grow(.binary(function), isSwapped ? y : x, isSwapped ? x : y)
    }
  }

  private mutating func growSelection() {
    let x = operand()
    let shape = graph.type(of: x).shape
    let y = partner(shape)
    var compared: ValueID?
    switch integer(below: 10) {
    case 0: compared = grow(.unary(chance(0.5) ? .isNaN : .isFinite), x)
    case 1...2:
      guard let a = grow(.unary(.round), x), let b = grow(.unary(.round), y) else { return }
      compared = grow(.compare(chance(0.5) ? .equal : .notEqual), a, b)
    default: compared = grow(.compare(comparison(of: precision)), x, y)
    }
    guard let mask = compared else { return }
    if chance(0.3), let other = grow(.unary(.not), mask) {
      grow(.binary(chance(0.5) ? .and : .or), mask, other)
    }
    if chance(0.5) {
      grow(.convert(precision), mask)
    } else {
      let z = partner(shape)
      grow(.select, mask, chance(0.5) ? x : z, y)
    }
  }
}

extension Op {
  /// Whether the operation computes nothing.
  var isLeaf: Bool {
    switch self {
    case .input, .scalar, .state, .constant, .iota: true
    default: false
    }
  }
}
