import Foundation
import HoneCore
import HoneData

/// A folder for one test, removed at the end.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  func write(_ bytes: [UInt8], _ name: String) throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(filePath: file))
    return file
  }

  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}

/// The bytes of an IDX file.
func idx(type: UInt8 = 0x08, extents: [Int], elements: [UInt8]) -> [UInt8] {
  [0, 0, type, UInt8(extents.count)]
    + extents.flatMap { extent in
      (0..<4).map { UInt8(truncatingIfNeeded: extent >> (24 - 8 * $0)) }
    } + elements
}

/// Bytes as one gzip member of stored blocks, so that tests need no compressor.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var crc: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 != 0 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }
  func little(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
  }
  let length = UInt32(bytes.count)
  return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1] + little(length, 2) + little(~length, 2) + bytes
    + little(~crc, 4) + little(length, 4)
}

/// Samples `0 ..< count` of two numbers each, (i, −i), labelled i mod classes.
func numberedDataset(_ count: Int, classes: Int = 4) throws -> ArrayDataset {
  try ArrayDataset(
    x: HostTensor((0..<count).flatMap { [Float($0), -Float($0)] }, shape: [count, 2]),
    y: HostTensor((0..<count).map { Int32($0 % classes) }))
}

/// The bytes of a file.
func readBytes(_ path: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(filePath: path)))
}

/// The path of a file of `Tests/Fixtures`.
func fixture(_ name: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/\(name)").path
}
