internal import HoneCore

/// The form in which event files hold each message.
///
/// ```text
/// length (8 bytes) · its checksum (4) · message · its checksum (4)
/// ```
///
/// Numbers are little-endian; checksums are masked CRC-32C. Reference: TFRecord.
enum RecordFrame {
  static func bytes(around message: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(message.count + 16)
    bytes.appendLittleEndian(UInt64(message.count))
    bytes.appendLittleEndian(checksum(bytes))
    bytes += message
    bytes.appendLittleEndian(checksum(message))
    return bytes
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { CRC32C.masked(CRC32C.update(0, $0)) }
  }
}
