internal import HoneCore

/// One field of the objects in a file of JSON lines: what its values are and how they are read.
struct JSONField: Sendable {
  enum Kind: Equatable {
    case number, truth, text
    case list(Shape)

    var noun: String {
      switch self {
      case .number: "a number"
      case .truth: "true or false"
      case .text: "a text"
      case .list(let shape): "a list of numbers of shape \(shape)"
      }
    }
  }

  let name: String
  let role: FieldSpec.Role
  private(set) var kind: Kind?
  /// The texts of a target, in the order of their labels.
  private(set) var vocabulary: [String] = []
  /// The number of labels that training has, if they are numbers.
  private(set) var labelCount = 0
  /// The texts of a target, numbered as they were first seen.
  private var texts: [String: Int] = [:]
  /// What each line had: the number of a text, or a whole number.
  private var seen: [Int32] = []
  private var wholes: Set<Int> = []
  private var isWhole = true

  private static let mostLabels = 1 << 16

  init(name: String, role: FieldSpec.Role) {
    self.name = name
    self.role = role
  }

  /// Whether values are labels, int32.
  var isLabel: Bool {
    role == .target && (kind == .text || kind == .truth || kind == .number && labelCount > 0)
  }

  var feature: FeatureSpec {
    let kind: FeatureSpec.Kind
    switch self.kind {
    case .text where role == .input: kind = .text
    case .list(let shape): kind = .tensor(shape, .float32)
    default: kind = isLabel ? .tensor([], .int32) : .tensor([1], .float32)
    }
    return FeatureSpec(role, name: name, kind: kind)
  }

  /// The object on a line.
  static func parse(_ lines: LineIndex, _ index: Int) throws(HoneError) -> ConfigurationValue {
    let object: ConfigurationValue
    do throws(HoneError) {
      object = try ConfigurationValue(
        parsingJSON: lines.bytes(index), file: lines.path, errorKind: .data)
    } catch {
      var error = error
      error.path = error.path ?? lines.path
      error.location = location(error.location, lines, index)
      throw error
    }
    guard case .object = object.kind else {
      throw HoneError(
        .data, path: lines.path, operation: "JSON lines", wanted: "an object on each line",
        received: String(object.description.prefix(40)), location: location(nil, lines, index))
    }
    return object
  }

  /// A place in a line as a place in the file.
  private static func location(
    _ place: SourceLocation?, _ lines: LineIndex, _ index: Int
  ) -> SourceLocation {
    SourceLocation(file: lines.path, line: lines.number(index), column: place?.column ?? 1)
  }

  // Finding out what values are.

  /// Takes over the field's type from a line, or requires that it is that of the lines before.
  mutating func learn(
    _ object: ConfigurationValue, line lines: LineIndex, _ index: Int
  ) throws(HoneError) {
    let value = try value(of: object, lines, index)
    let found = try Self.kind(of: value) ?? kind
    guard let found, kind == nil || kind == found else {
      throw mismatch(value, kind?.noun ?? "a number, a text, or a list of numbers", lines, index)
    }
    kind = found
    guard role == .target else { return }
    switch value.kind {
    case .string(let text):
      let number = texts[text] ?? texts.count
      texts[text] = number
      seen.append(Int32(truncatingIfNeeded: number))
    case .int(let number):
      if wholes.count <= Self.mostLabels { wholes.insert(number) }
      seen.append(Int32(truncatingIfNeeded: number))
    case .bool(let truth): seen.append(truth ? 1 : 0)
    default: isWhole = false
    }
    if texts.count > Self.mostLabels {
      throw mismatch(value, "at most \(Self.mostLabels) different labels", lines, index)
    }
  }

  mutating func finish() {
    guard role == .target else { return }
    switch kind {
    case .text: vocabulary = texts.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    case .truth: vocabulary = ["false", "true"]
    case .number:
      let isConsecutive = isWhole && wholes.min() == 0 && wholes.max() == wholes.count - 1
      labelCount = isConsecutive && wholes.count > 1 ? wholes.count : 0
    default: break
    }
    texts = [:]
    wholes = []
    seen = []
  }

  /// The labels of the lines that were learned from; nil if the field isn't one of labels.
  ///
  /// - Parameter unfinished: The field as it was before ``finish()``.
  func labels(of unfinished: JSONField) -> [Int]? {
    guard isLabel else { return nil }
    guard kind == .text else { return unfinished.seen.map { Int($0) } }
    var labels = [Int](repeating: 0, count: vocabulary.count)
    for (label, text) in vocabulary.enumerated() {
      if let number = unfinished.texts[text] { labels[number] = label }
    }
    return unfinished.seen.map { labels[Int($0)] }
  }

  private static func kind(of value: ConfigurationValue) throws(HoneError) -> Kind? {
    switch value.kind {
    case .int, .double: .number
    case .bool: .truth
    case .string: .text
    case .array: shape(of: value, depth: 0).map { .list($0) }
    case .null, .object: nil
    }
  }

  /// The shape of nested lists of numbers; nil if they aren't, or if rows differ in length.
  private static func shape(of value: ConfigurationValue, depth: Int) -> Shape? {
    switch value.kind {
    case .int, .double: return []
    case .array(let elements):
      guard depth < 8, let first = elements.first else { return elements.isEmpty ? [0] : nil }
      guard let inner = shape(of: first, depth: depth + 1),
        elements.allSatisfy({ shape(of: $0, depth: depth + 1) == inner })
      else { return nil }
      return Shape([elements.count] + inner.dimensions)
    default: return nil
    }
  }

  // Reading values.

  /// The value of the field on a line.
  func read(
    _ object: ConfigurationValue, line lines: LineIndex, _ index: Int
  ) throws(HoneError) -> FeatureValue {
    let value = try value(of: object, lines, index)
    switch (kind, value.kind) {
    case (.text, .string(let text)):
      if role == .input { return .text(text) }
      if let label = vocabulary.firstIndex(of: text) { return .tensor(Self.label(label)) }
    case (.truth, .bool(let truth)):
      if role == .target { return .tensor(Self.label(truth ? 1 : 0)) }
      return .tensor(HostTensor([truth ? Float(1) : 0]))
    case (.number, .int(let number)) where isLabel:
      if 0..<labelCount ~= number { return .tensor(Self.label(number)) }
    case (.number, .int(let number)) where !isLabel: return .tensor(HostTensor([Float(number)]))
    case (.number, .double(let number)) where !isLabel: return .tensor(HostTensor([Float(number)]))
    case (.list(let shape), .array) where Self.shape(of: value, depth: 0) == shape:
      var numbers: [Float] = []
      Self.flatten(value, into: &numbers)
      return .tensor(try HostTensor(numbers, shape: shape))
    default: break
    }
    guard isLabel else { throw mismatch(value, kind?.noun ?? "a value", lines, index) }
    let wanted =
      vocabulary.isEmpty
      ? "labels from 0 to \(labelCount - 1), as in the training data"
      : "one of the \(vocabulary.count) labels of the training data, "
        + vocabulary.prefix(8).map { "\"\($0)\"" }.joined(separator: ", ")
    throw mismatch(value, wanted, lines, index)
  }

  private static func label(_ label: Int) -> HostTensor {
    HostTensor(scalar: Int32(truncatingIfNeeded: label))
  }

  private static func flatten(_ value: ConfigurationValue, into numbers: inout [Float]) {
    switch value.kind {
    case .int(let number): numbers.append(Float(number))
    case .double(let number): numbers.append(Float(number))
    case .array(let elements): for element in elements { flatten(element, into: &numbers) }
    default: break
    }
  }

  private func value(
    of object: ConfigurationValue, _ lines: LineIndex, _ index: Int
  ) throws(HoneError) -> ConfigurationValue {
    if let value = object[name] { return value }
    throw HoneError(
      .data, path: lines.path, operation: "JSON lines", wanted: "the field \"\(name)\"",
      received: object.keys.prefix(20).map { "\"\($0)\"" }.joined(separator: ", "),
      help: NearestKey.help(for: name, among: object.keys),
      location: Self.location(nil, lines, index))
  }

  private func mismatch(
    _ value: ConfigurationValue, _ wanted: String, _ lines: LineIndex, _ index: Int
  ) -> HoneError {
    let text = value.description
    return HoneError(
      .data, path: lines.path, operation: "field \"\(name)\"", wanted: wanted,
      received: text.count > 60 ? String(text.prefix(60)) + " …" : text,
      location: Self.location(value.location, lines, index))
  }
}
