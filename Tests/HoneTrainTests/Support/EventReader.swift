import Foundation
import Hone

/// What an event file says, read without the code that writes it.
struct EventReader {
  struct Value: Hashable {
    var step: Int
    var tag: String
    /// Nil for everything but scalars.
    var scalar: Float?
    /// The fields of the value beside its tag.
    var fields: Set<Int>
  }

  private(set) var values: [Value] = []

  /// Reads the one event file of a folder.
  init(folder: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasPrefix("events.out.tfevents.") }
    guard names.count == 1 else { throw HoneError(.file, path: folder, received: "\(names)") }
    let bytes = Array(try Data(contentsOf: URL(filePath: folder + "/" + names[0])))
    var place = 0
    while place < bytes.count {
      let count = Self.number(bytes[place..<place + 8])
      read(Array(bytes[place + 12..<place + 12 + count]))
      place += 16 + count
    }
  }

  func tags(at step: Int) -> [String] { values.filter { $0.step == step }.map(\.tag) }

  func scalars(_ tag: String) -> [Int: Float] {
    Dictionary(
      values.filter { $0.tag == tag }.compactMap { value in value.scalar.map { (value.step, $0) } }
    ) { $1 }
  }

  private mutating func read(_ event: [UInt8]) {
    var step = 0
    for (field, content) in Self.fields(event) {
      if field == 2 { step = Self.number(content[...]) }
      guard field == 5 else { continue }
      for (_, value) in Self.fields(content) {
        let parts = Self.fields(value)
        let tag = parts.first { $0.field == 1 }?.content ?? []
        let scalar = parts.first { $0.field == 2 }
          .map { Float(bitPattern: UInt32(Self.number($0.content[...]))) }
        values.append(
          Value(
            step: step, tag: String(decoding: tag, as: UTF8.self), scalar: scalar,
            fields: Set(parts.map(\.field)).subtracting([1])))
      }
    }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    Int(bytes.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) })
  }

  /// The fields of a message: the bytes of each, those of numbers in little-endian order.
  private static func fields(_ message: [UInt8]) -> [(field: Int, content: [UInt8])] {
    var place = 0
    func varint() -> Int {
      var value = 0
      var shift = 0
      while place < message.count {
        value |= Int(message[place] & 0x7F) << shift
        shift += 7
        place += 1
        if message[place - 1] < 0x80 { break }
      }
      return value
    }
    var fields: [(Int, [UInt8])] = []
    while place < message.count {
      let key = varint()
      switch key & 7 {
      case 0:
        let value = varint()
        fields.append((key >> 3, (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }))
      default:
        let count = key & 7 == 2 ? varint() : key & 7 == 1 ? 8 : 4
        fields.append((key >> 3, Array(message[place..<place + count])))
        place += count
      }
    }
    return fields
  }
}
