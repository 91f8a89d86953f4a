internal import CZlib
public import HoneCore

extension SafetensorsFile {
  /// The key of the metadata that holds the checksum.
  private static let key = "crc32"
  private static let zeros = "00000000"

  /// Writes a file with a checksum of all its bytes in its metadata, under `crc32`: eight
  /// hexadecimal digits, which count as zeros in the sum.
  ///
  /// ```text
  /// crc32(file with "crc32":"00000000")
  /// ```
  ///
  /// - Parameters: those of ``write(_:metadata:to:)``.
  /// - Throws: `.usage` if a name is there twice, `.file` if the system refuses.
  public static func writeChecked(
    _ tensors: [(name: String, tensor: HostTensor)], metadata: [String: String], to path: String
  ) throws(HoneError) {
    var metadata = metadata
    metadata[key] = zeros
    let contents = try SafetensorsContents(tensors, metadata: metadata, path: path)
    var header = contents.header.encoded()
    var sum = crc32(0, nil, 0)
    header.withUnsafeBytes { sum = add($0, to: sum) }
    for tensor in contents.ordered { tensor.withUnsafeBytes { sum = add($0, to: sum) } }
    let digits = hexadecimal(sum)
    if let place = place(in: header) { header.replaceSubrange(place, with: digits) }
    try contents.write(header, to: path)
  }

  /// Requires that a file is byte for byte what ``writeChecked(_:metadata:to:)`` wrote.
  ///
  /// - Throws: `.file` if a byte differs, is missing or is too many, or if the file can't be read.
  public static func requireChecksum(of path: String) throws(HoneError) {
    let file = try FileReader(path)
    let header = try SafetensorsHeader(of: file)
    let dataStart = header.entries.first?.range.lowerBound ?? file.byteCount
    var bytes = try file.bytes(0..<dataStart)
    guard let stored = header.metadata[key], let place = place(in: bytes),
      Array(stored.utf8) == Array(bytes[place])
    else { throw damaged(path, wanted: "a checksum in its metadata", received: "none") }
    bytes.replaceSubrange(place, with: zeros.utf8)
    var sum = crc32(0, nil, 0)
    bytes.withUnsafeBytes { sum = add($0, to: sum) }
    var offset = dataStart
    while offset < file.byteCount {
      let end = min(offset + 1 << 20, file.byteCount)
      let part = try file.bytes(offset..<end)
      part.withUnsafeBytes { sum = add($0, to: sum) }
      offset = end
    }
    guard hexadecimal(sum) == Array(stored.utf8) else {
      throw damaged(
        path, wanted: "bytes with the checksum \(stored)",
        received: String(decoding: hexadecimal(sum), as: UTF8.self))
    }
  }

  private static func damaged(_ path: String, wanted: String, received: String) -> HoneError {
    HoneError(
      .file, path: path, operation: "checksum", wanted: wanted, received: received,
      help: "the file is damaged; use another copy")
  }

  /// Where the digits are: metadata comes first, and `crc32` sorts before what else Hone writes.
  private static func place(in header: [UInt8]) -> Range<Int>? {
    let mark = Array("\"\(key)\": \"".utf8)
    guard header.count >= mark.count + 8 else { return nil }
    for start in 0...(header.count - mark.count - 8)
    where header[start] == mark[0] && header[start..<start + mark.count].elementsEqual(mark) {
      return start + mark.count..<start + mark.count + 8
    }
    return nil
  }

  private static func add(_ bytes: UnsafeRawBufferPointer, to sum: UInt) -> UInt {
    var sum = sum
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      sum = crc32(sum, part.bindMemory(to: UInt8.self).baseAddress, UInt32(part.count))
      rest = rest.dropFirst(part.count)
    }
    return sum
  }

  private static func hexadecimal(_ sum: UInt) -> [UInt8] {
    let text = String(sum, radix: 16)
    return Array((String(repeating: "0", count: 8 - text.count) + text).utf8)
  }
}
