internal import HoneCore

extension GraphParser {
  /// The largest constant that text may ask for, in bytes.
  private static let largestConstant = 1 << 31

  /// `%label = operation operands {attributes} : types @scope recomputed at file:line:column`
  mutating func node() throws(HoneError) {
    let start = current
    advance()
    let label = try integer("the node's number")
    try expect("=")
    let place = current
    guard case .word(let operation) = place.kind else { throw failure("an operation") }
    advance()
    let literal = operation == "constant" ? try constant() : nil
    let leaf = try leaf(operation)
    let operands = try leaf == nil && literal == nil ? operands() : []
    let members = try attributes()
    let types = try types()
    var node = Node(op: .stopGradient, inputs: operands, types: [])
    if take(.symbol("@")) { node.scope = try name("the scope") }
    node.isRecomputed = take(.word("recomputed"))
    node.location = try sourceLocation()

    var reader = AttributeReader(
      members, type: types?.first, operation: operation, location: place.location)
    if let leaf {
      node.op = leaf
    } else if let literal {
      node.op = .constant(try constant(literal, type: types?.first, place))
    } else if let op = try Op.read(operation, &reader) {
      node.op = op
    } else {
      let names = Op.readableNames + ["input", "scalar", "state", "constant"]
      throw GraphText.failure(
        wanted: "an operation", received: place.shown,
        help: NearestKey.help(for: operation, among: names)
          ?? "a newer Hone may know it: update, or save the graph again", at: place.location)
    }
    try reader.finish()
    node.types = try checked(node, types, place)
    guard nodes.updateValue(program.graph.nodes.count, forKey: label) == nil else {
      throw GraphText.failure(
        wanted: "one node %\(label)", received: "a second", help: "give it a number of its own",
        at: start.location)
    }
    program.graph.nodes.append(node)
  }

  /// `%label` or `%label:output`
  mutating func reference() throws(HoneError) -> ValueID {
    let start = current
    try expect("%", or: "a value such as %3")
    let label = try integer("the node's number")
    let output = takeOutputSign() ? try integer("the output's number") : 0
    guard let node = nodes[label] else {
      throw GraphText.failure(
        wanted: "a value that is defined above", received: "%\(label)",
        help: "move the line of %\(label) above this one", at: start.location)
    }
    let count = program.graph.nodes[node].types.count
    guard output < count else {
      throw GraphText.failure(
        wanted: "an output in 0 ..< \(count) of %\(label)", received: "\(output)",
        at: start.location)
    }
    return ValueID(node: node, output: output)
  }

  /// A colon before a digit; before a word it begins the node's type.
  private mutating func takeOutputSign() -> Bool {
    guard case .word(let word) = following.kind, word.first?.isNumber == true else { return false }
    return take(.symbol(":"))
  }

  private mutating func leaf(_ operation: String) throws(HoneError) -> Op? {
    switch operation {
    case "input": .input(try index(of: "input", in: inputs))
    case "scalar": .scalar(try index(of: "scalar", in: scalars))
    case "state": .state(try index(of: "slot", in: slots))
    default: nil
    }
  }

  private mutating func operands() throws(HoneError) -> [ValueID] {
    var operands: [ValueID] = []
    guard current.kind == .symbol("%") else { return operands }
    repeat { operands.append(try reference()) } while take(.symbol(","))
    return operands
  }

  mutating func attributes() throws(HoneError) -> [(name: String, value: TextValue)] {
    var members: [(name: String, value: TextValue)] = []
    guard take(.symbol("{")) else { return members }
    while !take(.symbol("}")) {
      if !members.isEmpty { try expect(",", or: "\"}\"") }
      let place = current
      let name = try name("an attribute's name")
      guard !members.contains(where: { $0.name == name }) else {
        throw GraphText.failure(
          wanted: "one attribute \"\(name)\"", received: "a second", help: "remove one of the two",
          at: place.location)
      }
      try expect(":")
      members.append((name, try value(depth: 0)))
    }
    return members
  }

  private mutating func value(depth: Int) throws(HoneError) -> TextValue {
    let location = current.location
    if case .word(let word) = current.kind {
      advance()
      return TextValue(kind: .word(word), location: location)
    }
    guard depth < 3, take(.symbol("[")) else { throw failure("a word, a number or a list") }
    var values: [TextValue] = []
    while !take(.symbol("]")) {
      if !values.isEmpty { try expect(",", or: "\"]\"") }
      values.append(try value(depth: depth + 1))
    }
    return TextValue(kind: .list(values), location: location)
  }

  /// `: type` or `: (type, type)`
  mutating func types() throws(HoneError) -> [TensorType]? {
    guard take(.symbol(":")) else { return nil }
    guard take(.symbol("(")) else { return [try type()] }
    var types = [try type()]
    while !take(.symbol(")")) {
      try expect(",", or: "\")\"")
      types.append(try type())
    }
    return types
  }

  private mutating func sourceLocation() throws(HoneError) -> SourceLocation? {
    guard take(.word("at")) else { return nil }
    let file = try name("a file's name")
    try expect(":")
    let line = try integer("a line")
    let column = take(.symbol(":")) ? try integer("a column") : 0
    return SourceLocation(file: file, line: line, column: column)
  }

  /// The inferred types, which must be those that the line gives, if any.
  private func checked(
    _ node: Node, _ types: [TensorType]?, _ place: GraphToken
  ) throws(HoneError) -> [TensorType] {
    let inferred: [TensorType]
    do {
      inferred = try program.graph.inferredTypes(of: node)
    } catch {
      throw HoneError(
        .file, path: node.scope.isEmpty ? nil : node.scope, operation: node.op.name,
        wanted: error.wanted, received: error.received,
        help: error.help ?? "the text was changed: save the graph again", location: place.location)
    }
    guard types == nil || types == inferred else {
      throw GraphText.failure(
        wanted: "the type \(inferred.map(\.description).joined(separator: ", "))",
        received: (types ?? []).map(\.description).joined(separator: ", "),
        help: "correct the type, or leave it out", at: place.location)
    }
    guard inferred.allSatisfy(\.shape.isWithinTextLimit) else {
      throw GraphText.failure(
        wanted: "a tensor of fewer than 2⁴⁸ elements", received: "more", at: place.location)
    }
    return inferred
  }
}

extension GraphParser {
  mutating func constant() throws(HoneError) -> ConstantText.Literal {
    if take(.word("splat")) { return .splat(try element()) }
    if take(.word("base64")) {
      guard case .string = current.kind else { throw failure("bytes in double quotes") }
      defer { advance() }
      return .base64(current)
    }
    guard take(.symbol("[")) else { return .element(try element()) }
    var elements: [GraphToken] = []
    while !take(.symbol("]")) {
      if !elements.isEmpty { try expect(",", or: "\"]\"") }
      elements.append(try element())
    }
    return .list(elements)
  }

  private mutating func element() throws(HoneError) -> GraphToken {
    guard case .word = current.kind else { throw failure("a number, true or false") }
    defer { advance() }
    return current
  }

  func constant(
    _ literal: ConstantText.Literal, type: TensorType?, _ place: GraphToken
  ) throws(HoneError) -> HostTensor {
    guard let type, type.shape.isKnown else {
      throw GraphText.failure(
        wanted: "the constant's type with known extents",
        received: type.map { "\($0)" } ?? "none",
        help: "write the type at the end: : float32[3]", at: place.location)
    }
    guard type.shape.count * type.dtype.byteCount <= Self.largestConstant else {
      throw GraphText.failure(
        wanted: "a constant of at most 2 GiB", received: "\(type)", at: place.location)
    }
    return try ConstantText.read(literal, type: type, at: place.location)
  }
}
