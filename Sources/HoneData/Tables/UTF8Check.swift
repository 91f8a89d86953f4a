/// Searches bytes for the first that isn't UTF-8.
enum UTF8Check {
  /// The place of the first byte that begins no well-formed character; nil if all is UTF-8.
  ///
  /// Overlong forms, surrogates and code points above U+10FFFF aren't well-formed (Unicode 15,
  /// table 3-7).
  static func firstInvalid(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var place = 0
    let count = bytes.count
    while place < count {
      let lead = bytes[place]
      if lead < 0x80 {
        place += 1
        continue
      }
      let length: Int
      var second: ClosedRange<UInt8> = 0x80...0xBF
      switch lead {
      case 0xC2...0xDF: length = 2
      case 0xE0: (length, second) = (3, 0xA0...0xBF)
      case 0xED: (length, second) = (3, 0x80...0x9F)
      case 0xE1...0xEF: length = 3
      case 0xF0: (length, second) = (4, 0x90...0xBF)
      case 0xF1...0xF3: length = 4
      case 0xF4: (length, second) = (4, 0x80...0x8F)
      default: return place
      }
      guard place + length <= count, second ~= bytes[place + 1] else { return place }
      for next in place + 2..<max(place + length, place + 2) where bytes[next] & 0xC0 != 0x80 {
        return place
      }
      place += length
    }
    return nil
  }
}
