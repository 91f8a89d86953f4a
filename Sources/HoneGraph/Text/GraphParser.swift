internal import HoneCore

/// Reads graph text, statement by statement: see ``GraphText``.
struct GraphParser {
  private let tokens: [GraphToken]
  private var position = 0
  var program = Program(name: "", graph: Graph(), outputs: [])
  /// Places in tables by name, and in the nodes by label.
  var inputs: [String: Int] = [:]
  var scalars: [String: Int] = [:]
  var slots: [String: Int] = [:]
  var nodes: [Int: Int] = [:]

  /// - Precondition: the last token is `end`.
  init(tokens: [GraphToken]) { self.tokens = tokens }

  mutating func parseProgram() throws(HoneError) -> Program {
    while take(.newline) {}
    guard take(.word("program")) else {
      throw failure("\"program\" and its name", help: "is this a file that Hone wrote?")
    }
    program.name = try name("the program's name")
    try endLine()
    while current.kind != .end {
      try statement()
      try endLine()
    }
    return program
  }

  private mutating func statement() throws(HoneError) {
    if current.kind == .symbol("%") { return try node() }
    let keywords = ["input", "scalar", "slot", "output", "update"]
    let start = current
    switch start.kind {
    case .word("input"): try input()
    case .word("scalar"): try scalar()
    case .word("slot"): try slot()
    case .word("output"): try output()
    case .word("update"): try update()
    case .word(let word):
      throw failure(
        "% or " + keywords.joined(separator: ", "),
        help: NearestKey.help(for: word, among: keywords))
    default: throw failure("% or " + keywords.joined(separator: ", "))
    }
  }

  private mutating func input() throws(HoneError) {
    advance()
    let place = current
    let name = try name("the input's name")
    try expect(":")
    let type = try type()
    guard inputs.updateValue(program.graph.inputs.count, forKey: name) == nil else {
      throw twice("input", place)
    }
    program.graph.inputs.append(InputSpecification(name: name, type: type))
  }

  private mutating func scalar() throws(HoneError) {
    advance()
    let place = current
    let name = try name("the scalar's name")
    try expect(":")
    let dtype = try dtype()
    guard scalars.updateValue(program.graph.scalars.count, forKey: name) == nil else {
      throw twice("scalar", place)
    }
    program.graph.scalars.append(ScalarSpecification(name: name, dtype: dtype))
  }

  private mutating func slot() throws(HoneError) {
    advance()
    let place = current
    let path = try name("the slot's path")
    try expect(":")
    let type = try type()
    guard case .word(let word) = current.kind, let role = StateSlot.Role(rawValue: word) else {
      throw failure(
        "a role: " + StateSlot.Role.allCases.map(\.rawValue).joined(separator: ", "))
    }
    advance()
    let isTrainable = take(.word("trainable"))
    guard slots.updateValue(program.graph.slots.count, forKey: path) == nil else {
      throw twice("slot", place)
    }
    program.graph.slots.append(
      StateSlot(path: path, type: type, role: role, isTrainable: isTrainable))
  }

  private mutating func output() throws(HoneError) {
    advance()
    let place = current
    let name = try name("the output's name")
    try expect("=")
    let value = try reference()
    guard !program.outputs.contains(where: { $0.name == name }) else {
      throw twice("output", place)
    }
    program.outputs.append(Program.Output(name: name, value: value))
  }

  private mutating func update() throws(HoneError) {
    advance()
    let place = current
    let slot = try index(of: "slot", in: slots)
    try expect("=")
    let valuePlace = current
    let value = try reference()
    guard !program.updates.contains(where: { $0.slot == slot }) else {
      throw twice("update of", place)
    }
    let (wanted, received) = (program.graph.slots[slot].type, program.graph.type(of: value))
    guard wanted == received else {
      throw GraphText.failure(
        wanted: "a value of the slot's type \(wanted)", received: "\(received)",
        at: valuePlace.location)
    }
    program.updates.append(Program.Update(slot: slot, value: value))
  }

  private func twice(_ what: String, _ token: GraphToken) -> HoneError {
    GraphText.failure(
      wanted: "one \(what) \(token.shown)", received: "a second",
      help: "remove or rename one of the two", at: token.location)
  }
}

extension GraphParser {
  var current: GraphToken { tokens[position] }
  var following: GraphToken { tokens[min(position + 1, tokens.count - 1)] }

  mutating func advance() { position = min(position + 1, tokens.count - 1) }

  /// Whether the next token is the given one; then it is taken.
  mutating func take(_ kind: GraphToken.Kind) -> Bool {
    guard current.kind == kind else { return false }
    advance()
    return true
  }

  mutating func expect(_ sign: Character, or other: String? = nil) throws(HoneError) {
    guard take(.symbol(sign)) else {
      throw failure(other.map { "\"\(sign)\" or \($0)" } ?? "\"\(sign)\"")
    }
  }

  mutating func name(_ what: String) throws(HoneError) -> String {
    switch current.kind {
    case .word(let text), .string(let text):
      advance()
      return text
    default: throw failure(what)
    }
  }

  /// The place of a name in a table.
  mutating func index(of what: String, in table: [String: Int]) throws(HoneError) -> Int {
    let token = current
    let name = try name("the name of the \(what)")
    guard let index = table[name] else {
      throw GraphText.failure(
        wanted: "the name of \(what) declared above", received: token.shown,
        help: NearestKey.help(for: name, among: table.keys.sorted())
          ?? "declare it above: \(what) \(GraphPrinter.name(name)): …", at: token.location)
    }
    return index
  }

  mutating func integer(_ what: String) throws(HoneError) -> Int {
    guard case .word(let word) = current.kind, let number = Int(word), number >= 0,
      number <= AttributeReader.largestInteger
    else { throw failure(what) }
    advance()
    return number
  }

  mutating func dtype() throws(HoneError) -> DType {
    let names = DType.allCases.map(\.rawValue)
    guard case .word(let word) = current.kind, let dtype = DType(rawValue: word) else {
      throw failure("a type: " + names.joined(separator: ", "))
    }
    advance()
    return dtype
  }

  mutating func type() throws(HoneError) -> TensorType {
    let dtype = try dtype()
    let start = current.location
    try expect("[")
    var dimensions: [Int] = []
    while !take(.symbol("]")) {
      if !dimensions.isEmpty { try expect(",", or: "\"]\"") }
      if take(.word("?")) {
        dimensions.append(Shape.unknown)
      } else {
        dimensions.append(try integer("an extent below 2³¹, or ?"))
      }
    }
    guard Shape(dimensions).isWithinTextLimit else {
      throw GraphText.failure(
        wanted: "a tensor of fewer than 2⁴⁸ elements", received: "more", at: start)
    }
    return TensorType(dtype, Shape(dimensions))
  }

  mutating func endLine() throws(HoneError) {
    guard current.kind == .newline || current.kind == .end else {
      throw failure("the end of the line")
    }
    while take(.newline) {}
  }

  func failure(_ wanted: String, help: String? = nil) -> HoneError {
    GraphText.failure(
      wanted: wanted, received: current.shown, help: help, at: current.location)
  }
}

extension Shape {
  /// Whether there are fewer than 2⁴⁸ elements: far more than fit anywhere, and few enough that
  /// inference can't overflow.
  var isWithinTextLimit: Bool {
    var count = 1
    for extent in dimensions {
      let (product, overflow) = count.multipliedReportingOverflow(by: max(extent, 1))
      guard !overflow, product < 1 << 48 else { return false }
      count = product
    }
    return true
  }
}
