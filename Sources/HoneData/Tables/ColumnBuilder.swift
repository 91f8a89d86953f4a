internal import HoneCore

/// Collects the values of one column while a file is read, and finds out what they are.
///
/// A column is what its first value is: numbers, truth values or words. One that turns out mixed is
/// only counted further, and read a second time as words. Words are categories as long as there are
/// few of them and they are short, see ``Limits``; what cannot be decided before the end is kept
/// both ways.
final class ColumnBuilder {
  /// When words are categories rather than texts, if the type isn't given.
  enum Limits {
    static let categories = 1000
    static let length = 64
    /// So many categories are always few; more must be fewer than half of the rows.
    static let few = 20
    /// The most categories of a column that is declared to have them, or of a target.
    static let declaredCategories = 1 << 20
  }

  enum State { case undecided, numbers, truths, words, mixed }

  let name: String
  let role: FieldSpec.Role
  let policy: MissingValues
  /// The type that was given.
  let declared: ColumnType?
  /// The column of the table that was fitted, if this file is only read as that one was.
  let fitted: TableColumn?

  /// The place of its cells among those of a row.
  let cell: Int
  private let cells: CellWriter

  // One thread reads a file; checks of exclusive access would take a third of the time.
  @exclusivity(unchecked) var state: State
  var vocabulary = ByteVocabulary()
  var texts: TextColumn
  @exclusivity(unchecked) var isWhole = true
  var longest = 0
  var missingCount = 0
  var firstMissing: SourceLocation?
  /// Missing values that have no text at all: texts lack nothing else.
  var emptyCount = 0
  var firstEmpty: SourceLocation?
  var numberCount = 0
  var wordCount = 0
  var firstWord: (text: String, location: SourceLocation)?

  private let marks: MissingMarks
  private let keepsCodes: Bool
  private let keepsTexts: Bool
  let unknownIsIndex: Bool
  private(set) var hasTooManyCategories = false

  /// - Parameters:
  ///   - startsAsWords: Whether an earlier reading found words among numbers.
  ///   - cells: Takes the values, or codes of them, but not texts.
  ///   - cell: The place of its cells among those of a row.
  ///   - file: The file, for texts; nil if places in it can't be read.
  init(
    name: String, role: FieldSpec.Role, policy: MissingValues, declared: ColumnType?,
    fitted: TableColumn?, startsAsWords: Bool, marks: MissingMarks, unknown: UnknownCategories,
    cells: CellWriter, cell: Int, file: FileReader?
  ) {
    self.name = name
    self.role = role
    self.policy = policy
    self.declared = declared
    self.fitted = fitted
    self.marks = marks
    self.cells = cells
    self.cell = cell
    texts = TextColumn(file: file)
    unknownIsIndex = unknown == .index && role == .input
    switch declared {
    case .int, .double: state = .numbers
    case .bool: state = .truths
    case .categorical, .text: state = .words
    case nil: state = startsAsWords ? .words : .undecided
    }
    keepsCodes = declared != .text
    keepsTexts = declared == .text || declared == nil && role == .input
    if let fitted, fitted.type == .categorical {
      vocabulary = ByteVocabulary(fitted.vocabulary)
    }
  }

  /// Whether a field of this column is missing.
  func isMissing(_ scanner: CSVScanner, _ field: Int) -> Bool {
    let bytes = scanner.bytes(field)
    return declared == .text ? bytes.isEmpty : marks.contains(bytes)
  }

  /// Takes over a field.
  ///
  /// - Throws: `.data` that names the place if the field isn't of the column's given type.
  @inline(__always)
  func append(_ scanner: CSVScanner, _ field: Int) throws(HoneError) {
    if isMissing(scanner, field) { return appendMissing(scanner, field) }
    if state == .numbers, let value = DecimalNumber.parse(scanner.bytes(field)) {
      if !value.isWhole { isWhole = false }
      guard value.number.magnitude <= Double(Float.greatestFiniteMagnitude) else {
        throw failure(scanner, field, "a number below 3.4e38")
      }
      return put(Float(value.number))
    }
    try appendOther(scanner, field)
  }

  @inline(__always)
  private func put(_ number: Float) { cells.row[cell] = number.bitPattern }

  private func put(code: Int32) { cells.row[cell] = UInt32(bitPattern: code) }

  private func appendMissing(_ scanner: CSVScanner, _ field: Int) {
    missingCount += 1
    if firstMissing == nil { firstMissing = scanner.location(field) }
    switch state {
    case .numbers, .truths: put(.nan)
    case .undecided, .words:
      if keepsCodes { put(code: CategoryCodes.missing) }
      if keepsTexts {
        if scanner.bytes(field).isEmpty {
          emptyCount += 1
          if firstEmpty == nil { firstEmpty = scanner.location(field) }
          texts.appendMissing()
        } else {
          texts.append(scanner, field)
        }
      }
    case .mixed: break
    }
  }

  private func appendOther(_ scanner: CSVScanner, _ field: Int) throws(HoneError) {
    switch state {
    case .undecided:
      decide(scanner.bytes(field))
      try append(scanner, field)
    case .numbers:
      if declared != nil { throw failure(scanner, field, "a number") }
      becomeMixed(scanner, field)
    case .truths:
      if let truth = Self.truth(scanner.bytes(field), isDeclared: declared != nil) {
        put(truth ? 1 : 0)
      } else if declared != nil {
        throw failure(scanner, field, "true or false")
      } else {
        becomeMixed(scanner, field)
      }
    case .words:
      if keepsTexts { texts.append(scanner, field) }
      if keepsCodes { try appendCategory(scanner, field) }
    case .mixed: count(scanner, field)
    }
  }

  /// The state that a first value begins.
  private func decide(_ bytes: UnsafeBufferPointer<UInt8>) {
    if DecimalNumber.parse(bytes) != nil {
      state = .numbers
    } else if Self.truth(bytes, isDeclared: false) != nil {
      state = .truths
    } else {
      state = .words
      return
    }
    texts = TextColumn(file: nil)
  }

  private func becomeMixed(_ scanner: CSVScanner, _ field: Int) {
    let known = cells.count - missingCount
    numberCount = state == .numbers ? known : 0
    wordCount = state == .truths ? known : 0
    state = .mixed
    count(scanner, field)
  }

  private func count(_ scanner: CSVScanner, _ field: Int) {
    if DecimalNumber.parse(scanner.bytes(field)) != nil {
      numberCount += 1
    } else {
      wordCount += 1
      if firstWord == nil { firstWord = (scanner.text(field), scanner.location(field)) }
    }
  }

  private func appendCategory(_ scanner: CSVScanner, _ field: Int) throws(HoneError) {
    if hasTooManyCategories { return }
    var bytes = scanner.bytes(field)
    longest = max(longest, bytes.count)
    var unescaped: [UInt8] = []
    if scanner.hasDoubledQuotes(field) { unescaped = Array(scanner.text(field).utf8) }
    let code = unescaped.withUnsafeBufferPointer { other -> Int32 in
      if !other.isEmpty { bytes = other }
      return fitted == nil
        ? vocabulary.insert(bytes) : vocabulary.find(bytes) ?? CategoryCodes.unknown
    }
    if code == CategoryCodes.unknown, !unknownIsIndex { throw unknownCategory(scanner, field) }
    put(code: code)
    if declared == nil, role == .input {
      if vocabulary.count > Limits.categories || longest > Limits.length {
        hasTooManyCategories = true
      }
    } else if vocabulary.count > Limits.declaredCategories {
      throw failure(scanner, field, "at most \(Limits.declaredCategories) categories")
    }
  }

  static func truth(_ bytes: UnsafeBufferPointer<UInt8>, isDeclared: Bool) -> Bool? {
    guard 1...5 ~= bytes.count else { return nil }
    switch String(decoding: bytes, as: UTF8.self).lowercased() {
    case "true": return true
    case "false": return false
    case "t", "yes", "y", "1": return isDeclared ? true : nil
    case "f", "no", "n", "0": return isDeclared ? false : nil
    default: return nil
    }
  }
}

extension ColumnBuilder {
  private func failure(_ scanner: CSVScanner, _ field: Int, _ wanted: String) -> HoneError {
    HoneError(
      .data, path: scanner.path, operation: "column \"\(name)\"", wanted: wanted,
      received: "\"\(scanner.text(field).prefix(60))\"",
      help: fitted == nil
        ? "mend the value, or give the column another type"
        : "mend the value: the column is read as in the file that the table was fitted to",
      location: scanner.location(field))
  }

  private func unknownCategory(_ scanner: CSVScanner, _ field: Int) -> HoneError {
    let known = vocabulary.texts
    let shown = known.prefix(8).map { "\"\($0)\"" }.joined(separator: ", ")
    let text = scanner.text(field)
    return HoneError(
      .data, path: scanner.path,
      operation: role == .target ? "label column \"\(name)\"" : "column \"\(name)\"",
      wanted: "one of the \(known.count) categories of the training data, \(shown)"
        + (known.count > 8 ? " …" : ""),
      received: "\"\(text.prefix(60))\"",
      help: role == .target
        ? "the labels of both files must be the same: mend the label, or train on data that has it"
        : NearestKey.help(for: text, among: known)
          ?? "mend the value, or let unknown categories have an index: unknown: .index",
      location: scanner.location(field))
  }
}
