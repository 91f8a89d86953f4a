import Foundation
import HoneCore
import Testing

@testable import HoneData

/// A file isn't taken for gzip by two bytes alone.
struct GzipBeginningTests {
  /// The bytes of a TFRecord file of one record.
  private func record(_ length: Int) -> [UInt8] {
    func masked(_ bytes: [UInt8]) -> [UInt8] {
      let checksum = bytes.withUnsafeBytes { CRC32C.masked(CRC32C.update(0, $0)) }
      return (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
    }
    let head = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    let payload = [UInt8](repeating: 7, count: length)
    return head + masked(head) + payload + masked(payload)
  }

  @Test(arguments: [0x8B1F, 0x088B1F])
  func recordsWhoseLengthBeginsLikeGzipAreRead(_ length: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.tfrecord"
    try Data(record(length)).write(to: URL(fileURLWithPath: path))
    let file = try TFRecordFile(path)
    #expect(file.count == 1)
  }

  @Test func aTextThatBeginsWithTheTwoBytesIsNoGzip() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.txt"
    try Data([0x1F, 0x8B, 0x41, 0x0A]).write(to: URL(fileURLWithPath: path))
    #expect(try UnpackedFile.open(path).byteCount == 4)
    try Data([0x1F, 0x8B, 8, 0xE0]).write(to: URL(fileURLWithPath: path))
    #expect(try UnpackedFile.open(path).byteCount == 4)
  }
}
