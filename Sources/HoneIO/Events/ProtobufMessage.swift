/// The bytes of a protocol buffer message, field by field.
///
/// Fields are written in the order in which they are added. Reference: "Protocol Buffers: Encoding".
struct ProtobufMessage {
  private(set) var bytes: [UInt8] = []

  private enum WireType: UInt64 {
    case varint = 0
    case fixed64 = 1
    case delimited = 2
    case fixed32 = 5
  }

  /// A number that is 0 where it isn't written, and so isn't.
  mutating func add(_ field: UInt64, _ value: Int) {
    if value == 0 { return }
    key(field, .varint)
    varint(UInt64(bitPattern: Int64(value)))
  }

  /// A choice of a `oneof`, which is written whatever it is.
  mutating func add(_ field: UInt64, _ value: Bool) {
    key(field, .varint)
    varint(value ? 1 : 0)
  }

  mutating func add(_ field: UInt64, _ value: Double) {
    key(field, .fixed64)
    bytes.appendLittleEndian(value.bitPattern)
  }

  mutating func add(_ field: UInt64, _ value: Float) {
    key(field, .fixed32)
    bytes.appendLittleEndian(value.bitPattern)
  }

  mutating func add(_ field: UInt64, _ value: String) { add(field, bytes: Array(value.utf8)) }

  mutating func add(_ field: UInt64, _ value: ProtobufMessage) { add(field, bytes: value.bytes) }

  mutating func add(_ field: UInt64, bytes value: [UInt8]) {
    key(field, .delimited)
    varint(UInt64(value.count))
    bytes += value
  }

  private mutating func key(_ field: UInt64, _ type: WireType) {
    varint(field << 3 | type.rawValue)
  }

  /// Seven bits a byte, the lowest first; all but the last have the highest bit.
  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}

extension [UInt8] {
  mutating func appendLittleEndian(_ value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
