internal import HoneCore

/// The features of a `tf.train.Example`, read from the bytes of its protocol buffer message.
///
/// ```text
/// Example  { Features features = 1; }
/// Features { map<string, Feature> feature = 1; }      // entries: key = 1, value = 2
/// Feature  { BytesList = 1 | FloatList = 2 | Int64List = 3; }   // each: repeated value = 1
/// ```
///
/// Lists of numbers may be packed or not; fields that aren't known are skipped.
///
/// Reference: "Protocol Buffers: Encoding".
struct ExampleRecord {
  /// The list of one feature.
  enum Values: Equatable {
    case bytes([[UInt8]])
    case floats([Float])
    case integers([Int64])
    /// A feature of which not even the type is said.
    case none

    var count: Int {
      switch self {
      case .bytes(let list): list.count
      case .floats(let list): list.count
      case .integers(let list): list.count
      case .none: 0
      }
    }
  }

  /// The features by name. The last of several of one name counts, as protocol buffers say.
  private(set) var features: [String: Values] = [:]

  /// Reads a message.
  ///
  /// - Parameter name: The record, for messages.
  /// - Throws: `.data` that names the byte at which the message is damaged.
  init(_ bytes: [UInt8], name: String) throws(HoneError) {
    let message = WireMessage(bytes, name: name)
    for field in try message.fields(0..<bytes.count) where field.number == 1 {
      for entry in try message.fields(try message.range(field)) where entry.number == 1 {
        var key = ""
        var values = Values.none
        for part in try message.fields(try message.range(entry)) {
          if part.number == 1 { key = try message.text(part) }
          if part.number == 2 { values = try Self.values(try message.range(part), of: message) }
        }
        features[key] = values
      }
    }
  }

  private static func values(
    _ range: Range<Int>, of message: WireMessage
  ) throws(HoneError) -> Values {
    var values = Values.none
    for list in try message.fields(range) {
      let range = try message.range(list)
      switch list.number {
      case 1:
        var items: [[UInt8]] = []
        for item in try message.fields(range) where item.number == 1 {
          items.append(Array(message.bytes[try message.range(item)]))
        }
        values = .bytes(items)
      case 2: values = .floats(try floats(range, of: message))
      case 3: values = .integers(try integers(range, of: message))
      default: break
      }
    }
    return values
  }

  private static func floats(
    _ range: Range<Int>, of message: WireMessage
  ) throws(HoneError) -> [Float] {
    var floats: [Float] = []
    for item in try message.fields(range) where item.number == 1 {
      if case .fixed32(let bits) = item.value {
        floats.append(Float(bitPattern: bits))
        continue
      }
      let packed = try message.range(item)
      guard packed.count % 4 == 0 else {
        throw message.failure(packed.lowerBound, "packed floats of 4 bytes each")
      }
      floats.reserveCapacity(floats.count + packed.count / 4)
      for place in Swift.stride(from: packed.lowerBound, to: packed.upperBound, by: 4) {
        floats.append(Float(bitPattern: message.uint32(place)))
      }
    }
    return floats
  }

  private static func integers(
    _ range: Range<Int>, of message: WireMessage
  ) throws(HoneError) -> [Int64] {
    var integers: [Int64] = []
    for item in try message.fields(range) where item.number == 1 {
      if case .number(let bits) = item.value {
        integers.append(Int64(bitPattern: bits))
        continue
      }
      let packed = try message.range(item)
      var place = packed.lowerBound
      while place < packed.upperBound {
        integers.append(Int64(bitPattern: try message.number(&place, before: packed.upperBound)))
      }
    }
    return integers
  }
}

/// The fields of a protocol buffer message.
struct WireMessage {
  struct Field {
    enum Value {
      case number(UInt64)
      case fixed32(UInt32)
      case fixed64
      case range(Range<Int>)
    }

    let number: UInt64
    let place: Int
    let value: Value
  }

  let bytes: [UInt8]
  private let name: String

  init(_ bytes: [UInt8], name: String) {
    self.bytes = bytes
    self.name = name
  }

  /// The fields in a range of the bytes.
  func fields(_ range: Range<Int>) throws(HoneError) -> [Field] {
    var fields: [Field] = []
    var place = range.lowerBound
    while place < range.upperBound {
      let start = place
      let tag = try number(&place, before: range.upperBound)
      let value: Field.Value
      switch tag & 7 {
      case 0: value = .number(try number(&place, before: range.upperBound))
      case 1:
        guard range.upperBound - place >= 8 else { throw failure(place, "8 bytes") }
        place += 8
        value = .fixed64
      case 2:
        let length = try number(&place, before: range.upperBound)
        guard length <= UInt64(range.upperBound - place) else {
          throw failure(place, "\(length) bytes")
        }
        value = .range(place..<place + Int(length))
        place += Int(length)
      case 5:
        guard range.upperBound - place >= 4 else { throw failure(place, "4 bytes") }
        value = .fixed32(uint32(place))
        place += 4
      default: throw failure(start, "a field of a type that there is")
      }
      fields.append(Field(number: tag >> 3, place: start, value: value))
    }
    return fields
  }

  /// The bytes of a field that has a length.
  func range(_ field: Field) throws(HoneError) -> Range<Int> {
    guard case .range(let range) = field.value else {
      throw failure(field.place, "a field with a length")
    }
    return range
  }

  /// The text of a field.
  func text(_ field: Field) throws(HoneError) -> String {
    let range = try range(field)
    guard let text = String(validating: bytes[range], as: UTF8.self) else {
      throw failure(range.lowerBound, "a name in UTF-8")
    }
    return text
  }

  /// A number of 1 to 10 bytes, seven bits each.
  func number(_ place: inout Int, before end: Int) throws(HoneError) -> UInt64 {
    var number: UInt64 = 0
    let start = place
    for shift in Swift.stride(from: UInt64(0), to: 70, by: 7) {
      guard place < end else { throw failure(start, "a number that is whole") }
      let byte = bytes[place]
      place += 1
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return number }
    }
    throw failure(start, "a number of at most 10 bytes")
  }

  func uint32(_ place: Int) -> UInt32 {
    bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  func failure(_ place: Int, _ wanted: String) -> HoneError {
    HoneError(
      .data, path: name, operation: "tf.train.Example at byte \(place)", wanted: wanted,
      received: "something else", help: "the record is damaged or holds something else")
  }
}
