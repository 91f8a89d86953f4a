/// The texts that stand for a missing value, found by their first byte.
struct MissingMarks {
  private var marks: [[UInt8]]
  private var begins = [Bool](repeating: false, count: 256)
  private var longest: Int
  private let hasEmpty: Bool

  init(_ texts: Set<String>) {
    marks = texts.map { Array($0.utf8) }.filter { !$0.isEmpty }
    longest = marks.map(\.count).max() ?? 0
    hasEmpty = texts.contains("")
    for mark in marks { begins[Int(mark[0])] = true }
  }

  /// Whether a field is missing.
  @inline(__always)
  func contains(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if bytes.isEmpty { return hasEmpty }
    guard bytes.count <= longest, begins[Int(bytes[0])] else { return false }
    return marks.contains { $0.elementsEqual(bytes) }
  }
}
