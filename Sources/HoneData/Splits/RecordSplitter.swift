package import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Cuts a file of records, CSV or JSON lines, into files of the same format.
///
/// Records are copied byte by byte, so that nothing of them changes; files of tables begin with the
/// header. Each file is written under a temporary name and takes its name when it is whole.
package enum RecordSplitter {
  /// The values of a column of a table, one a row, as they are written.
  ///
  /// - Throws: `.data` if the file is damaged, `.usage` if there is no such column.
  package static func column(
    _ name: String, of path: String, format: CSVFormat
  ) throws(HoneError) -> [String] {
    let scanner = try CSVScanner(path, format: format)
    let header = try TableHeader(scanner, format: format)
    guard let field = header.names.firstIndex(of: name) else {
      throw HoneError(
        .usage, path: path, operation: "columns", wanted: "among " + header.list,
        received: "\"\(name)\"", help: NearestKey.help(for: name, among: header.names))
    }
    var values: [String] = []
    var hasRecord = true
    if header.isInFile { hasRecord = try scanner.next() }
    while hasRecord {
      guard field < scanner.fieldCount else {
        throw scanner.failure(
          "\(header.names.count) fields, as the first line has", received: "\(scanner.fieldCount)",
          at: scanner.location(scanner.fieldCount), help: "mend the row")
      }
      values.append(scanner.text(field))
      hasRecord = try scanner.next()
    }
    return values
  }

  /// The number of rows of a table.
  package static func rowCount(of path: String, format: CSVFormat) throws(HoneError) -> Int {
    let scanner = try CSVScanner(path, format: format)
    let header = try TableHeader(scanner, format: format)
    var count = header.isInFile ? 0 : 1
    while try scanner.next() { count += 1 }
    return count
  }

  /// Writes the rows of a table into several files.
  ///
  /// - Parameters:
  ///   - path: The table.
  ///   - parts: The file of each row, as an index of `targets`.
  ///   - targets: The files.
  package static func splitTable(
    _ path: String, format: CSVFormat, parts: [Int], into targets: [String]
  ) throws(HoneError) {
    let scanner = try CSVScanner(path, format: format)
    let header = try TableHeader(scanner, format: format)
    let writers = try PartWriters(targets)
    var hasRecord = true
    if header.isInFile {
      for target in targets.indices { try writers.write(scanner.record, to: target) }
      hasRecord = try scanner.next()
    }
    var row = 0
    while hasRecord, row < parts.count {
      try writers.write(scanner.record, to: parts[row])
      row += 1
      hasRecord = try scanner.next()
    }
    try writers.finish()
  }

  /// Writes the lines of a text file into several files.
  package static func splitLines(
    _ path: String, parts: [Int], into targets: [String]
  ) throws(HoneError) {
    let lines = try LineIndex(path)
    let writers = try PartWriters(targets)
    for (line, part) in parts.enumerated() where line < lines.count {
      let bytes = try lines.bytes(line)
      try bytes.withUnsafeBufferPointer { bytes throws(HoneError) in
        try writers.write(bytes, to: part)
      }
    }
    try writers.finish()
  }

  /// The number of lines of a text file that aren't empty.
  package static func lineCount(of path: String) throws(HoneError) -> Int {
    try LineIndex(path).count
  }
}

/// Files that are written side by side.
private final class PartWriters {
  private let targets: [String]
  private var files: [UnsafeMutablePointer<FILE>] = []
  private var isFinished = false

  init(_ targets: [String]) throws(HoneError) {
    self.targets = targets
    for target in targets {
      guard let file = fopen(target + ".part", "wb") else {
        throw .system(path: target, operation: "write", code: SystemError.code)
      }
      files.append(file)
    }
  }

  deinit {
    if isFinished { return }
    for file in files { fclose(file) }
    for target in targets { FileSystem.remove(target + ".part") }
  }

  /// Writes a record and a line's end.
  func write(_ bytes: UnsafeBufferPointer<UInt8>, to part: Int) throws(HoneError) {
    let file = files[part]
    guard fwrite(bytes.baseAddress, 1, bytes.count, file) == bytes.count, fputc(10, file) == 10
    else { throw .system(path: targets[part], operation: "write", code: SystemError.code) }
  }

  func finish() throws(HoneError) {
    for (index, file) in files.enumerated() where fflush(file) != 0 {
      throw .system(path: targets[index], operation: "write", code: SystemError.code)
    }
    isFinished = true
    for file in files { fclose(file) }
    for target in targets { try FileSystem.rename(target + ".part", to: target) }
  }
}
