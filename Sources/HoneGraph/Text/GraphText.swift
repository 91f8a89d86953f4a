public import HoneCore

/// Programs as text: printed for people, bug reports and golden tests, saved with a run, and read
/// back to an equal program.
///
/// ```
/// program train
/// input x: float32[32, 784]
/// scalar learning_rate: float32
/// slot dense/kernel: float32[784, 10] parameter trainable
/// %0 = input x
/// %1 = state dense/kernel
/// %2 = dotGeneral %0, %1 {lhsContracting: [1], rhsContracting: [0]} : float32[32, 10] @dense
/// %3 = constant splat 0.5 : float32[784, 10]
/// output logits = %2
/// update dense/kernel = %3
/// ```
///
/// A line is one statement. `#` begins a comment. Output 1 of a node with several is `%2:1`. Names other than letters, digits and `_ . / -`
/// stand in double quotes with the escapes `\" \\ \n \r \t \u{…}`. After a node's operands come
/// its attributes, its types, `@` its scope, `recomputed` if it repeats an earlier node to spare
/// memory, and `at` the line of source that made it. Attributes
/// `shape` and `dtype` are left out where they are those of the node's type. When reading, a type
/// may be left out where it follows from the operands; one that is given is checked. The numbers
/// of nodes are labels: any are read, and places in the order of nodes are written.
public enum GraphText {
  /// The program as text.
  ///
  /// - Parameters:
  ///   - program: the program.
  ///   - locations: whether to write the lines of source that made the nodes.
  public static func print(_ program: Program, locations: Bool = true) -> String {
    GraphPrinter(program: program, printsLocations: locations).text
  }

  /// The program that a text describes.
  ///
  /// - Parameters:
  ///   - text: what ``print(_:locations:)`` wrote, or a person.
  ///   - file: the file's name for messages.
  /// - Throws: an error of kind `.file` at the first mistake, with its line and column.
  public static func parse(_ text: String, file: String = "graph") throws(HoneError) -> Program {
    var lexer = GraphLexer(text: text, file: file)
    var parser = GraphParser(tokens: try lexer.tokens())
    return try parser.parseProgram()
  }

  /// The error for a mistake in graph text.
  static func failure(
    wanted: String, received: String, help: String? = nil, at location: SourceLocation
  ) -> HoneError {
    HoneError(
      .file, operation: "graph text", wanted: wanted, received: received,
      help: help ?? "write the line as Hone prints it, or save the graph again",
      location: location)
  }
}

extension Program {
  /// The program as ``GraphText``.
  public var text: String { GraphText.print(self) }
}
