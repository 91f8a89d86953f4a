/// Different texts, numbered 0, 1, 2 … in the order of their insertion, and found by their UTF-8
/// bytes without making a `String`.
///
/// Open addressing with linear probing; the bytes of all texts are one array.
package struct TokenTable: Sendable {
  private var bytes: [UInt8] = []
  private var starts: [Int] = [0]
  private var hashes: [UInt64] = []
  /// One more than the number of the text in this slot; 0 for none.
  private var slots = [Int32](repeating: 0, count: 64)

  /// Creates an empty table.
  package init() {}

  /// Creates a table of texts; one that is there twice has its first number.
  package init(_ texts: [String]) {
    for var text in texts { _ = text.withUTF8 { insert($0) } }
  }

  /// The number of texts.
  package var count: Int { hashes.count }

  /// The bytes of all texts.
  package var byteCount: Int { bytes.count }

  /// The number of a text; nil if it isn't there.
  package func find(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    let slot = slot(of: text, hash: Self.hash(text))
    return slots[slot] == 0 ? nil : Int(slots[slot]) - 1
  }

  /// The number of a text; nil if it isn't there.
  package func find(_ text: String) -> Int? {
    var text = text
    return text.withUTF8 { find($0) }
  }

  /// The number of a text, which is put in if it isn't there.
  package mutating func insert(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    let hash = Self.hash(text)
    let slot = slot(of: text, hash: hash)
    if slots[slot] != 0 { return Int(slots[slot]) - 1 }
    bytes.append(contentsOf: text)
    starts.append(bytes.count)
    hashes.append(hash)
    slots[slot] = Int32(hashes.count)
    if 2 * hashes.count > slots.count { grow() }
    return hashes.count - 1
  }

  /// The text of a number.
  package func text(_ number: Int) -> String {
    String(decoding: bytes[starts[number]..<starts[number + 1]], as: UTF8.self)
  }

  /// Whether the bytes of one text come before those of another.
  package func isLess(_ a: Int, _ b: Int) -> Bool {
    bytes[starts[a]..<starts[a + 1]].lexicographicallyPrecedes(bytes[starts[b]..<starts[b + 1]])
  }

  /// The slot that holds a text, or the free one where it belongs.
  private func slot(of text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if hashes[number] == hash, isEqual(number, text) { return slot }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func isEqual(_ number: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = starts[number]
    guard starts[number + 1] - start == text.count else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      for place in 0..<text.count where bytes[start + place] != text[place] { return false }
      return true
    }
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: 2 * slots.count)
    let mask = slots.count - 1
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(number + 1)
    }
  }

  /// FNV-1a, with its high bits folded into the low ones.
  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash ^ hash >> 29
  }
}
