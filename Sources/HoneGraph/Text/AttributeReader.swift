internal import HoneCore

/// The value of an attribute: a word, or a list of values.
struct TextValue {
  enum Kind {
    case word(String)
    case list([TextValue])
  }

  var kind: Kind
  var location: SourceLocation

  var shown: String {
    switch kind {
    case .word(let word): "\"\(word)\""
    case .list: "a list"
    }
  }
}

/// Reads a node's attributes one by one, with errors that name the place.
struct AttributeReader {
  private let members: [(name: String, value: TextValue)]
  /// The type that the line gives to the node's first output.
  private let type: TensorType?
  private let operation: String
  private let location: SourceLocation
  private var known: [String] = []

  /// The largest number of an extent, an axis, a stride: sums and products of two stay in range.
  static let largestInteger = Int(Int32.max)

  init(
    _ members: [(name: String, value: TextValue)], type: TensorType?, operation: String,
    location: SourceLocation
  ) {
    self.members = members
    self.type = type
    self.operation = operation
    self.location = location
  }

  mutating func integer(_ name: String, usually usual: Int? = nil) throws(HoneError) -> Int {
    guard let value = find(name) else {
      if let usual { return usual }
      throw missing(name)
    }
    return try Self.integer(value)
  }

  mutating func integers(_ name: String, usually usual: [Int]? = nil) throws(HoneError) -> [Int] {
    guard let value = find(name) else {
      if let usual { return usual }
      throw missing(name)
    }
    return try Self.list(value, Self.integer)
  }

  mutating func unsigned(_ name: String) throws(HoneError) -> UInt64 {
    guard let value = find(name) else { throw missing(name) }
    guard case .word(let word) = value.kind, let number = UInt64(word) else {
      throw Self.failure("a whole number of 0 or more", value)
    }
    return number
  }

  /// A truth value; false if it is left out.
  mutating func flag(_ name: String) throws(HoneError) -> Bool {
    guard let value = find(name) else { return false }
    guard case .word(let word) = value.kind, let flag = Bool(word) else {
      throw Self.failure("true or false", value)
    }
    return flag
  }

  mutating func number(_ name: String) throws(HoneError) -> Double {
    guard let value = find(name) else { throw missing(name) }
    guard case .word(let word) = value.kind, let number = ConstantText.float64(word) else {
      throw Self.failure("a number", value)
    }
    return number
  }

  mutating func word(_ name: String) throws(HoneError) -> (String, TextValue) {
    guard let value = find(name) else { throw missing(name) }
    guard case .word(let word) = value.kind else { throw Self.failure("a word", value) }
    return (word, value)
  }

  /// The attribute `shape`, or the shape of the node's type.
  mutating func shape() throws(HoneError) -> Shape {
    guard let value = find("shape") else {
      if let type { return type.shape }
      throw missing("shape", orType: true)
    }
    let shape = Shape(try Self.list(value, Self.extent))
    guard shape.isWithinTextLimit else {
      throw Self.failure("a shape of fewer than 2⁴⁸ elements", value)
    }
    return shape
  }

  /// The attribute `dtype`, or that of the node's type.
  mutating func dtype() throws(HoneError) -> DType {
    guard let value = find("dtype") else {
      if let type { return type.dtype }
      throw missing("dtype", orType: true)
    }
    guard case .word(let word) = value.kind, let dtype = DType(rawValue: word) else {
      throw Self.failure("a type of elements", value, DType.allCases.map(\.rawValue))
    }
    return dtype
  }

  mutating func distribution() throws(HoneError) -> RandomDistribution {
    let (draw, value) = try word("draw")
    switch draw {
    case "uniform": return .uniform(low: try number("low"), high: try number("high"))
    case "normal": return .normal(mean: try number("mean"), deviation: try number("deviation"))
    case "bernoulli": return .bernoulli(probability: try number("probability"))
    default:
      throw Self.failure("a distribution", value, ["uniform", "normal", "bernoulli"])
    }
  }

  mutating func convolution() throws(HoneError) -> ConvolutionDimensions {
    let strides = try integers("strides")
    return ConvolutionDimensions(
      strides: strides, padding: try padding(),
      dilation: try integers("dilation", usually: strides.map { _ in 1 }),
      groups: try integer("groups", usually: 1))
  }

  mutating func windows() throws(HoneError) -> WindowDimensions {
    WindowDimensions(
      window: try integers("window"), strides: try integers("strides"), padding: try padding())
  }

  private mutating func padding() throws(HoneError) -> [EdgePadding] {
    guard let value = find("padding") else { throw missing("padding") }
    return try Self.list(value) { (edges: TextValue) throws(HoneError) -> EdgePadding in
      let pair = try Self.list(edges, Self.integer)
      guard pair.count == 2 else { throw Self.failure("a pair [low, high]", edges) }
      return EdgePadding(low: pair[0], high: pair[1])
    }
  }

  /// Complains of an attribute that the operation doesn't have.
  func finish() throws(HoneError) {
    for (name, value) in members where !known.contains(name) {
      let choices = known.isEmpty ? "no attributes" : known.joined(separator: ", ")
      throw GraphText.failure(
        wanted: "\(choices) after \(operation)", received: "\"\(name)\"",
        help: NearestKey.help(for: name, among: known) ?? "remove it", at: value.location)
    }
  }

  private mutating func find(_ name: String) -> TextValue? {
    known.append(name)
    return members.first { $0.name == name }?.value
  }

  private func missing(_ name: String, orType: Bool = false) -> HoneError {
    GraphText.failure(
      wanted: "the attribute \"\(name)\" of \(operation)", received: "none",
      help: orType
        ? "write the type at the end: : float32[32, 10]"
        : "write it in braces after the operands: {\(name): …}", at: location)
  }
}

extension AttributeReader {
  private static func list<Element>(
    _ value: TextValue, _ read: (TextValue) throws(HoneError) -> Element
  ) throws(HoneError) -> [Element] {
    guard case .list(let values) = value.kind else {
      throw failure("a list in brackets", value)
    }
    var elements: [Element] = []
    for value in values { elements.append(try read(value)) }
    return elements
  }

  private static func integer(_ value: TextValue) throws(HoneError) -> Int {
    guard case .word(let word) = value.kind, let number = Int(word),
      (-largestInteger...largestInteger).contains(number)
    else { throw failure("a whole number below 2³¹", value) }
    return number
  }

  private static func extent(_ value: TextValue) throws(HoneError) -> Int {
    if case .word("?") = value.kind { return Shape.unknown }
    let extent = try integer(value)
    guard extent >= 0 else { throw failure("an extent of 0 or more, or ?", value) }
    return extent
  }

  private static func failure(
    _ wanted: String, _ value: TextValue, _ choices: [String] = []
  ) -> HoneError {
    var help: String?
    if case .word(let word) = value.kind { help = NearestKey.help(for: word, among: choices) }
    let list = choices.isEmpty ? "" : ": " + choices.joined(separator: ", ")
    return GraphText.failure(
      wanted: wanted + list, received: value.shown, help: help, at: value.location)
  }
}
