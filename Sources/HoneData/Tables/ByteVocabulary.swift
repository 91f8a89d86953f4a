/// Different texts, numbered in the order in which they were first seen.
///
/// Texts are compared as bytes. They lie one after the other in one array, and are found by an open
/// hash table of numbers, so that looking one up allocates nothing.
struct ByteVocabulary {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var slots: [Int32]

  /// An empty vocabulary.
  init() { slots = [Int32](repeating: -1, count: 64) }

  /// The vocabulary of given texts, numbered from 0.
  init(_ texts: [String]) {
    self.init()
    for text in texts {
      var text = text
      text.withUTF8 { _ = insert($0) }
    }
  }

  /// The number of texts.
  var count: Int { ends.count }

  /// The text of a number.
  subscript(number: Int) -> String { String(decoding: bytes[range(number)], as: UTF8.self) }

  /// All texts in the order of their numbers.
  var texts: [String] { ends.indices.map { self[$0] } }

  /// The number of a text; nil if it isn't there.
  func find(_ text: UnsafeBufferPointer<UInt8>) -> Int32? {
    let number = slots[slot(of: text)]
    return number < 0 ? nil : number
  }

  /// The number of a text, which is added if it isn't there.
  mutating func insert(_ text: UnsafeBufferPointer<UInt8>) -> Int32 {
    let slot = slot(of: text)
    if slots[slot] >= 0 { return slots[slot] }
    let number = Int32(truncatingIfNeeded: ends.count)
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    slots[slot] = number
    if 2 * ends.count > slots.count { grow() }
    return number
  }

  private func range(_ number: Int) -> Range<Int> {
    (number == 0 ? 0 : ends[number - 1])..<ends[number]
  }

  /// The slot that holds the text's number or, if it has none, that would.
  @inline(__always)
  private func slot(of text: UnsafeBufferPointer<UInt8>) -> Int {
    let mask = slots.count - 1
    return slots.withUnsafeBufferPointer { slots in
      bytes.withUnsafeBufferPointer { bytes in
        var slot = Int(truncatingIfNeeded: Self.hash(text)) & mask
        while slots[slot] >= 0 {
          let range = range(Int(slots[slot]))
          if range.count == text.count, text.elementsEqual(bytes[range]) { break }
          slot = (slot + 1) & mask
        }
        return slot
      }
    }
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: 2 * slots.count)
    for number in ends.indices {
      let place = bytes.withUnsafeBufferPointer {
        slot(of: UnsafeBufferPointer(rebasing: $0[range(number)]))
      }
      slots[place] = Int32(truncatingIfNeeded: number)
    }
  }

  /// FNV-1a with its bits mixed, for tables whose size is a power of two.
  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash ^ hash >> 29
  }
}
