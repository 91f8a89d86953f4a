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

  /// The column and its values, missing ones replaced.
  ///
  /// - Parameter rows: The number of rows.
  /// - Throws: `.data` that names the first missing value if there is nothing to replace it by.
  func finish(rows: Int, path: String) throws(HoneError) -> (TableColumn, ColumnData) {
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
    case .int, .double, .bool: return try finishNumbers(&column, path: path)
    case .categorical: return try finishCategories(&column, path: path)
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
    _ column: inout TableColumn, path: String
  ) throws(HoneError) -> (TableColumn, ColumnData) {
    if fitted == nil {
      column.fill = try numberFill(path: path)
      if role == .target, column.type == .int, isWhole {
        let labels = consecutiveLabels()
        column.isLabel = declared == .int || labels != nil
        column.vocabulary = labels ?? []
      }
    }
    if missingCount > 0, let fill = column.fill, let value = Float(fill) {
      for row in numbers.indices where numbers[row].isNaN { numbers[row] = value }
    }
    guard column.isIndex else { return (column, .numbers(numbers)) }
    return (column, .indices(try labels(column, path: path)))
  }

  /// The labels `0 … k − 1` as texts, if every whole number below k and no other occurs, k ≥ 2.
  private func consecutiveLabels() -> [String]? {
    guard let most = numbers.max(), most >= 1, most < Float(Limits.categories) else { return nil }
    var seen = [Bool](repeating: false, count: Int(most) + 1)
    for value in numbers {
      guard value >= 0 else { return nil }
      seen[Int(value)] = true
    }
    return seen.allSatisfy { $0 } ? seen.indices.map { String($0) } : nil
  }

  private func labels(_ column: TableColumn, path: String) throws(HoneError) -> [Int32] {
    let known = column.vocabulary.count
    var labels = [Int32](repeating: 0, count: numbers.count)
    for (row, value) in numbers.enumerated() {
      guard let label = Int32(exactly: value), known == 0 || 0..<known ~= Int(label) else {
        throw HoneError(
          .data, path: path, operation: "label column \"\(name)\"",
          wanted: known > 0
            ? "labels from 0 to \(known - 1), as in the training data" : "whole labels of 32 bits",
          received: "\(value)",
          help: "the labels of both files must be the same: mend the label, or train on data that "
            + "has it")
      }
      labels[row] = label
    }
    return labels
  }

  private func numberFill(path: String) throws(HoneError) -> String? {
    let isTruth = state == .truths
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
    case .mean where !isTruth:
      let known = numbers.lazy.filter { !$0.isNaN }
      let sum = known.reduce(0.0) { $0 + Double($1) }
      return "\(Float(sum / Double(max(numbers.count - missingCount, 1))))"
    case .median where !isTruth:
      let sorted = numbers.filter { !$0.isNaN }.sorted()
      guard !sorted.isEmpty else { return "0" }
      let half = sorted.count / 2
      let middle =
        sorted.count % 2 == 1
        ? sorted[half] : Float((Double(sorted[half - 1]) + Double(sorted[half])) / 2)
      return "\(middle)"
    case .mean, .median, .mostFrequent:
      var counts: [Float: Int] = [:]
      for value in numbers where !value.isNaN { counts[value, default: 0] += 1 }
      let best = counts.max { a, b in a.value != b.value ? a.value < b.value : a.key > b.key }
      return best.map { "\($0.key)" } ?? "0"
    }
  }

  // Categories.

  private func finishCategories(
    _ column: inout TableColumn, path: String
  ) throws(HoneError) -> (TableColumn, ColumnData) {
    if fitted == nil {
      column.fill = categoryFill()
      let order = sortVocabulary()
      for row in codes.indices where codes[row] >= 0 { codes[row] = order[Int(codes[row])] }
      column.vocabulary = vocabulary.texts
    }
    if missingCount > 0 {
      let fill =
        column.fill.flatMap { text in withBytes(of: text) { vocabulary.find($0) } }
        ?? Self.unknownCode
      // A constant that the training data didn't need is no category of it.
      if fill == Self.unknownCode, !unknownIsIndex, let firstMissing {
        throw missingError(missingCount, at: firstMissing, path: path)
      }
      for row in codes.indices where codes[row] == Self.missingCode { codes[row] = fill }
    }
    return (column, .indices(codes))
  }

  private func categoryFill() -> String? {
    switch policy {
    case .error, .dropRow, .keep: return nil
    case .constant(let text):
      if missingCount > 0 { withBytes(of: text) { _ = vocabulary.insert($0) } }
      return text
    case .mean, .median, .mostFrequent:
      var counts = [Int](repeating: 0, count: vocabulary.count)
      for code in codes where code >= 0 { counts[Int(code)] += 1 }
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
