internal import HoneCore

/// Counts how often tokens occur, and in how many documents.
struct TokenCounter: Sendable {
  private var table = TokenTable()
  private var counts: [Int] = []
  private var documents: [Int] = []
  private var lastDocument: [Int] = []
  private(set) var documentCount = 0

  /// More than this many different tokens, or bytes of them, aren't a vocabulary.
  static let mostTokens = 50_000_000
  static let mostBytes = 2_000_000_000

  /// Begins a document.
  mutating func beginDocument() { documentCount += 1 }

  /// Counts a token of the document.
  mutating func count(_ token: UnsafeBufferPointer<UInt8>) {
    guard table.count < Self.mostTokens, table.byteCount < Self.mostBytes else { return }
    let number = table.insert(token)
    if number == counts.count {
      counts.append(0)
      documents.append(0)
      lastDocument.append(0)
    }
    counts[number] += 1
    if lastDocument[number] != documentCount {
      lastDocument[number] = documentCount
      documents[number] += 1
    }
  }

  /// Throws if there were more tokens than memory was set aside for.
  func check(_ transform: String) throws(HoneError) {
    guard table.count >= Self.mostTokens || table.byteCount >= Self.mostBytes else { return }
    throw HoneError(
      .data, path: transform, operation: "adapt",
      wanted: "at most \(Self.mostTokens) different tokens of \(Self.mostBytes) bytes",
      received: "more", help: "split the texts into words, or hash them: Hashing(numBins: …)")
  }

  /// The most frequent tokens, at most `limit`; of two that are as frequent the one with the greater
  /// bytes comes first, as in Keras.
  func mostFrequent(_ limit: Int?, except special: [String]) -> [Int] {
    let left = Set(special.compactMap { table.find($0) })
    let order = counts.indices.filter { !left.contains($0) }.sorted {
      counts[$0] != counts[$1] ? counts[$0] > counts[$1] : table.isLess($1, $0)
    }
    return limit.map { Array(order.prefix(max($0, 0))) } ?? order
  }

  func text(_ number: Int) -> String { table.text(number) }

  /// The inverse document frequency, `ln(1 + documents / (1 + documents with the token))`.
  func inverseFrequency(_ number: Int) -> Double {
    Double(Float(Logarithm.natural(1 + Double(documentCount) / Double(1 + documents[number]))))
  }
}
