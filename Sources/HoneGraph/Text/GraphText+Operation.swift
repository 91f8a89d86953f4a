package import HoneCore

/// Single operations as text, without operands: `add`, `concatenate {axis: 1}`,
/// `constant 0.5 : float32[]`.
extension GraphText {
  /// The operation as text.
  package static func print(_ op: Op) -> String {
    if case .constant(let value) = op {
      return "constant \(ConstantText.print(value)) : \(TensorType(value.dtype, value.shape))"
    }
    let attributes = op.attributes(type: nil).map { "\($0.name): \($0.text)" }
    return op.name + (attributes.isEmpty ? "" : " {" + attributes.joined(separator: ", ") + "}")
  }

  /// The operation that a text names; leaves of a program's tables can't be named.
  ///
  /// - Throws: an error of kind `.file` at the first mistake.
  package static func parseOperation(_ text: String, file: String) throws(HoneError) -> Op {
    var lexer = GraphLexer(text: text, file: file)
    var parser = GraphParser(tokens: try lexer.tokens())
    return try parser.operation()
  }
}

extension GraphParser {
  /// `operation {attributes}` or `constant elements : type`, and no more.
  fileprivate mutating func operation() throws(HoneError) -> Op {
    let place = current
    guard case .word(let name) = place.kind else { throw failure("an operation") }
    advance()
    let literal = name == "constant" ? try constant() : nil
    let members = try attributes()
    let type = try types()?.first
    guard current.kind == .end else { throw failure("the end of the operation") }
    var reader = AttributeReader(members, type: type, operation: name, location: place.location)
    if let literal { return .constant(try constant(literal, type: type, place)) }
    guard let op = try Op.read(name, &reader) else {
      throw GraphText.failure(
        wanted: "an operation", received: place.shown,
        help: NearestKey.help(for: name, among: Op.readableNames + ["constant"])
          ?? "known operations: " + Op.readableNames.joined(separator: ", "), at: place.location)
    }
    try reader.finish()
    return op
  }
}
