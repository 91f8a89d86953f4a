internal import HoneCore

/// The texts of a column: where they are, not what they are.
///
/// A text is read from the file when it is asked for, so that a table of long texts takes 12 bytes a
/// row. Of a compressed file the texts are kept.
struct TextColumn: Sendable {
  private enum Source {
    case file(FileReader)
    case memory([UInt8])
  }

  private var source: Source
  private var starts: [Int] = []
  /// Negative for fields with doubled quotes.
  private var lengths: [Int32] = []
  /// What a missing text is replaced by.
  var fill = ""

  private static let missing = -1

  /// An empty column.
  ///
  /// - Parameter file: The file that the texts are in; nil to keep them.
  init(file: FileReader?) { source = file.map { .file($0) } ?? .memory([]) }

  var count: Int { starts.count }

  mutating func append(_ scanner: CSVScanner, _ field: Int) {
    let place = scanner.place(field)
    let length = Int32(truncatingIfNeeded: place.end - place.start)
    lengths.append(place.hasDoubledQuotes ? -length : length)
    switch source {
    case .file: starts.append(scanner.recordOffset + place.start)
    case .memory(var bytes):
      source = .memory([])  // So that `bytes` is alone and grows in place.
      starts.append(bytes.count)
      bytes.append(contentsOf: scanner.bytes(field))
      source = .memory(bytes)
    }
  }

  mutating func appendMissing() {
    starts.append(Self.missing)
    lengths.append(0)
  }

  /// The text of a row.
  ///
  /// - Throws: `.data` if the file has become shorter.
  func text(_ row: Int) throws(HoneError) -> String {
    let start = starts[row]
    if start == Self.missing { return fill }
    let range = start..<start + Int(lengths[row].magnitude)
    let bytes: [UInt8]
    switch source {
    case .file(let file): bytes = try file.bytes(range)
    case .memory(let all): bytes = Array(all[range])
    }
    return bytes.withUnsafeBufferPointer {
      CSVScanner.text($0, hasDoubledQuotes: lengths[row] < 0)
    }
  }
}
