internal import HoneCore

extension ColumnBuilder {
  /// Whether the file must be read again, this column as words.
  ///
  /// - Throws: `.data` if nearly all of the values are numbers, so that the rest are mistakes.
  func mustBeReadAsWords(path: String) throws(HoneError) -> Bool {
    guard state == .mixed else { return false }
    if let firstWord, numberCount >= 9 * wordCount {
      throw HoneError(
        .data, path: path, operation: "column \"\(name)\"",
        wanted: "a number, as \(numberCount) of its values are",
        received: "\"\(firstWord.text.prefix(60))\"",
        help: "mend the value, count it among the missing ones, or give the column the type "
          + "categorical or text",
        location: firstWord.location)
    }
    return true
  }

  /// The column, and how its values come of its cells, missing ones replaced.
  ///
  /// - Parameter cells: The cells of all rows.
  /// - Throws: `.data` that names the first missing value if there is nothing to replace it by.
  func finish(_ cells: TableCells, path: String) throws(HoneError) -> (TableColumn, ColumnData) {
    let rows = cells.count
    var column = fitted ?? TableColumn(name: name, role: role, type: type(rows), missing: policy)
    let isText = column.type == .text
    let count = isText ? emptyCount : missingCount
    if count > 0, let place = isText ? firstEmpty : firstMissing {
      if policy == .error || role == .target {
        throw missingError(count, at: place, path: path)
      }
    }
    if rows > 0, missingCount == rows, state == .undecided {
      throw HoneError(
        .data, path: path, operation: "column \"\(name)\"", wanted: "values",
        received: "none in \(rows) rows", help: "leave the column out: ignoring")
    }
    switch column.type {
    case .int, .double, .bool: return try finishNumbers(&column, cells, path: path)
    case .categorical: return try finishCategories(&column, cells, path: path)
    case .text:
      if fitted == nil, case .constant(let text) = policy { column.fill = text }
      texts.fill = column.fill ?? ""
      return (column, .texts(texts))
    }
  }

  private func type(_ rows: Int) -> ColumnType {
    if let declared { return declared }
    switch state {
    case .numbers: return isWhole ? .int : .double
    case .truths: return .bool
    case .undecided, .words, .mixed:
      if role == .target { return .categorical }
      if hasTooManyCategories { return .text }
      let isFew = vocabulary.count <= Limits.few || vocabulary.count <= rows / 2
      return isFew ? .categorical : .text
    }
  }

  private func missingError(_ count: Int, at place: SourceLocation, path: String) -> HoneError {
    let others = count > 1 ? ", the first of \(count) missing values" : ""
    return HoneError(
      .data, path: path, operation: "column \"\(name)\"", wanted: "a value",
      received: "a missing one" + others,
      help: role == .target
        ? "a target can't be made up: mend the file, or drop such rows with missing: .dropRow"
        : "say what becomes of missing values: fill in the mean, the median or a constant, or drop "
          + "the row",
      location: place)
  }

  // Numbers, truth values and labels.

  private func finishNumbers(
    _ column: inout TableColumn, _ cells: TableCells, path: String
  ) throws(HoneError) -> (TableColumn, ColumnData) {
    if fitted == nil {
      column.fill = try numberFill(cells, path: path)
      if role == .target, column.type == .int, isWhole {
        let labels = try consecutiveLabels(cells)
        column.isLabel = declared == .int || labels != nil
        column.vocabulary = labels ?? []
      }
    }
    if column.isIndex {
      try requireLabels(column, cells, path: path)
      return (column, .labels(cell: cell))
    }
    return (column, .numbers(cell: cell, fill: column.fill.flatMap { Float($0) } ?? .nan))
  }

  /// The labels `0 … k − 1` as texts, if every whole number below k and no other occurs, k ≥ 2.
  private func consecutiveLabels(_ cells: TableCells) throws(HoneError) -> [String]? {
    var seen = [Bool](repeating: false, count: Limits.categories)
    var most = 0
    var areLabels = true
    try cells.forEach(cell) {
      let value = Float(bitPattern: $0)
      guard value >= 0, value < Float(Limits.categories) else { return areLabels = false }
      most = max(most, Int(value))
      seen[Int(value)] = true
    }
    guard areLabels, most >= 1, seen[...most].allSatisfy({ $0 }) else { return nil }
    return (0...most).map { String($0) }
  }

  private func requireLabels(
    _ column: TableColumn, _ cells: TableCells, path: String
  ) throws(HoneError) {
    let known = column.vocabulary.count
    var wrong: Float?
    try cells.forEach(cell) {
      let value = Float(bitPattern: $0)
      if let label = Int32(exactly: value), known == 0 || 0..<known ~= Int(label) { return }
      wrong = wrong ?? value
    }
    guard let wrong else { return }
    throw HoneError(
      .data, path: path, operation: "label column \"\(name)\"",
      wanted: known > 0
        ? "labels from 0 to \(known - 1), as in the training data" : "whole labels of 32 bits",
      received: "\(wrong)",
      help: "the labels of both files must be the same: mend the label, or train on data that "
        + "has it")
  }

  private func numberFill(_ cells: TableCells, path: String) throws(HoneError) -> String? {
    let isTruth = state == .truths
    let numbers = NumberStatistics(cells, cell: cell)
    switch policy {
    case .error, .dropRow, .keep: return nil
    case .constant(let text):
      if isTruth, let truth = withBytes(of: text, { Self.truth($0, isDeclared: true) }) {
        return truth ? "1" : "0"
      }
      if let number = Float(text), number.isFinite { return text }
      throw HoneError(
        .usage, path: path, operation: "column \"\(name)\"",
        wanted: "a number to replace missing values by", received: "\"\(text)\"")
    case .mean where !isTruth: return "\(try numbers.mean())"
    case .median where !isTruth: return try numbers.median().map { "\($0)" } ?? "0"
    case .mean, .median, .mostFrequent: return try numbers.mode().map { "\($0)" } ?? "0"
    }
  }

  // Categories.

  private func finishCategories(
    _ column: inout TableColumn, _ cells: TableCells, path: String
  ) throws(HoneError) -> (TableColumn, ColumnData) {
    var codes = CategoryCodes(indices: nil, fill: CategoryCodes.unknown)
    if fitted == nil {
      column.fill = try categoryFill(cells)
      codes.indices = sortVocabulary()
      column.vocabulary = vocabulary.texts
    }
    if missingCount > 0 {
      codes.fill =
        column.fill.flatMap { text in withBytes(of: text) { vocabulary.find($0) } }
        ?? CategoryCodes.unknown
      // A constant that the training data didn't need is no category of it.
      if codes.fill == CategoryCodes.unknown, !unknownIsIndex, let firstMissing {
        throw missingError(missingCount, at: firstMissing, path: path)
      }
    }
    return (column, .indices(cell: cell, codes))
  }

  private func categoryFill(_ cells: TableCells) throws(HoneError) -> String? {
    switch policy {
    case .error, .dropRow, .keep: return nil
    case .constant(let text):
      if missingCount > 0 { withBytes(of: text) { _ = vocabulary.insert($0) } }
      return text
    case .mean, .median, .mostFrequent:
      var counts = [Int](repeating: 0, count: vocabulary.count)
      try cells.forEach(cell) {
        let code = Int32(bitPattern: $0)
        if code >= 0 { counts[Int(code)] += 1 }
      }
      let texts = vocabulary.texts
      let best = counts.indices.max { a, b in
        counts[a] != counts[b]
          ? counts[a] < counts[b] : texts[b].utf8.lexicographicallyPrecedes(texts[a].utf8)
      }
      return best.map { texts[$0] }
    }
  }

  /// Sorts the vocabulary.
  ///
  /// - Returns: The new number of every old one.
  private func sortVocabulary() -> [Int32] {
    let texts = vocabulary.texts
    let numbers = texts.map { Int($0) }
    let areNumbers = !numbers.contains(nil)
    let order = texts.indices.sorted { a, b in
      if areNumbers, let x = numbers[a], let y = numbers[b], x != y { return x < y }
      return texts[a].utf8.lexicographicallyPrecedes(texts[b].utf8)
    }
    vocabulary = ByteVocabulary(order.map { texts[$0] })
    var places = [Int32](repeating: 0, count: order.count)
    for (place, old) in order.enumerated() { places[old] = Int32(truncatingIfNeeded: place) }
    return places
  }

  private func withBytes<R>(of text: String, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    var text = text
    return text.withUTF8 { body($0) }
  }
}
