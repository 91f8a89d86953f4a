/// Bytes as text, by RFC 4648 with padding.
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let pad = UInt8(ascii: "=")

  static func encode(_ bytes: UnsafeRawBufferPointer) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group = 0
      for offset in 0..<3 {
        group = group << 8 | (offset < count ? Int(bytes[start + offset]) : 0)
      }
      for place in 0..<4 {
        text.append(place <= count ? alphabet[group >> (18 - 6 * place) & 63] : pad)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes, or nil if the text isn't what ``encode(_:)`` writes.
  static func decode(_ text: String) -> [UInt8]? {
    var values = [Int8](repeating: -1, count: 256)
    for (value, letter) in alphabet.enumerated() { values[Int(letter)] = Int8(value) }
    let letters = Array(text.utf8)
    guard letters.count % 4 == 0 else { return nil }
    let padding = letters.reversed().prefix(2).prefix { $0 == pad }.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(letters.count / 4 * 3)
    var group = 0
    for (index, letter) in letters.enumerated() {
      let isPadding = index >= letters.count - padding
      let value = isPadding ? 0 : Int(values[Int(letter)])
      guard value >= 0 else { return nil }
      group = (group << 6 | value) & 0xFF_FFFF
      if index % 4 == 3 {
        bytes.append(UInt8(group >> 16))
        bytes.append(UInt8(group >> 8 & 255))
        bytes.append(UInt8(group & 255))
      }
    }
    let dropped = bytes.suffix(padding)
    return dropped.allSatisfy { $0 == 0 } ? bytes.dropLast(padding) : nil
  }
}
