import Foundation
import HoneCore
import Testing

@testable import HoneData

struct TFRecordTests {
  private let folder: TemporaryFolder
  private let path = fixture("records/examples.tfrecord")
  init() throws { folder = try TemporaryFolder() }

  @Test func theChecksumIsCastagnolis() {
    // The check value of the polynomial, and lengths around a word's.
    let digits = Array("123456789".utf8)
    #expect(digits.withUnsafeBytes { CRC32C.update(0, $0) } == 0xE306_9283)
    for split in 0...9 {
      let first = digits[..<split].withUnsafeBytes { CRC32C.update(0, $0) }
      #expect(digits[split...].withUnsafeBytes { CRC32C.update(first, $0) } == 0xE306_9283)
    }
  }

  @Test func filesThatTensorFlowWritesAreRead() throws {
    let data = try TFRecordExamples([path, path], targets: ["y"], shapes: ["x": [2, 3]])
    #expect(data.count == 10)
    #expect(
      data.features == [
        FeatureSpec(.input, name: "ids", kind: .tensor([3], .int32)),
        FeatureSpec(.input, name: "text", kind: .text),
        FeatureSpec(.input, name: "x", kind: .tensor([2, 3], .float32)),
        FeatureSpec(.target, name: "y", kind: .tensor([], .int32)),
      ])
    #expect(data.classLabels == [0, 1, 2, 0, 1, 0, 1, 2, 0, 1])
    for index in [9, 0, 4, 5] {
      let row = index % 5
      let values = try data.sample(at: index).values
      #expect(values[0] == .tensor(HostTensor([Int32(-row), 1 << 20, Int32(300 * row)])))
      #expect(values[1] == .text("줄 \(row)"))
      let x = (0..<6).map { Float(row * 10) + Float($0) / 4 }
      #expect(try values[2] == .tensor(HostTensor(x, shape: [2, 3])))
      #expect(values[3] == .tensor(HostTensor(scalar: Int32(row % 3))))
    }
    #expect(data.name(of: 7).hasSuffix("examples.tfrecord, record 2"))
  }

  @Test func everyFlippedByteIsFound() throws {
    let whole = try readBytes(path)
    for place in whole.indices {
      var bytes = whole
      bytes[place] ^= 1
      let flipped = try folder.write(bytes, "flipped.tfrecord")
      let error = #expect(throws: HoneError.self, "byte \(place)") {
        let data = try TFRecordExamples([flipped], targets: ["y"])
        for index in 0..<data.count { _ = try data.sample(at: index) }
      }
      #expect(error?.kind == .data)
    }
  }

  @Test func truncatedFilesNameTheRecord() throws {
    let whole = try readBytes(path)
    let ends = try ends(whole)
    for length in 0..<whole.count where !ends.contains(length) {
      let short = try folder.write(Array(whole.prefix(length)), "short.tfrecord")
      let error = #expect(throws: HoneError.self) { try TFRecordExamples([short]) }
      #expect(error?.kind == .data)
      let number = ends.count { $0 < length }
      if length > 0 { #expect(error?.operation?.hasPrefix("record \(number) ") == true) }
    }
  }

  /// Where records end.
  private func ends(_ bytes: [UInt8]) throws -> Set<Int> {
    var ends: Set<Int> = []
    var place = 0
    while place < bytes.count {
      place += 16 + Int(bytes[place]) + Int(bytes[place + 1]) << 8
      ends.insert(place)
    }
    return ends
  }

  @Test func hugeLengthsAreRefused() throws {
    let length = withUnsafeBytes(of: UInt64.max.littleEndian) { Array($0) }
    let checksum = length.withUnsafeBytes { CRC32C.masked(CRC32C.update(0, $0)) }
    let bytes = length + withUnsafeBytes(of: checksum.littleEndian) { Array($0) } + [1, 2, 3]
    let error = #expect(throws: HoneError.self) {
      try TFRecordExamples([folder.write(bytes, "huge.tfrecord")])
    }
    #expect(error?.wanted == "a whole record")
  }

  @Test func otherFilesAreNamed() throws {
    let text = try folder.write(Array("just a text, long enough".utf8), "a.tfrecord")
    let error = #expect(throws: HoneError.self) { try TFRecordExamples([text]) }
    #expect(error?.help == "this isn't a TFRecord file, or it is compressed by zlib")
    let name = #expect(throws: HoneError.self) { try TFRecordExamples([path], targets: ["lable"]) }
    #expect(name?.wanted == "the feature \"lable\"")
    let shape = try TFRecordExamples([path], inputs: ["x"], shapes: ["x": [7]])
    let count = #expect(throws: HoneError.self) { try shape.sample(at: 1) }
    #expect(count?.received == "6 floats")
  }

  /// Bytes that are any message: an error or features, and no crash.
  @Test func messagesOfAnyBytesAreReadOrRefused() throws {
    let whole = try TFRecordFile(path).record(1)
    let key = RandomKey(seed: 5)
    var errors = 0
    for trial in 0..<20_000 {
      var bytes = whole
      for change in 0..<1 + trial % 4 {
        let place = UInt64(trial * 8 + change * 2)
        bytes[key.integer(below: bytes.count, at: place)] = UInt8(
          truncatingIfNeeded: key.bits(at: 2 * place + 1))
      }
      bytes.removeLast(trial % 5)
      do throws(HoneError) {
        _ = try ExampleRecord(bytes, name: "record")
      } catch {
        errors += 1
        #expect(error.kind == .data)
      }
    }
    #expect(errors > 2_000)
  }

  @Test func numbersMayBePackedOrNot() throws {
    func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
      [number << 3 | 2, UInt8(content.count)] + content
    }
    func example(_ list: [UInt8]) -> [UInt8] {
      field(1, field(1, field(1, Array("a".utf8)) + field(2, list)))
    }
    func values(_ list: [UInt8]) throws -> ExampleRecord.Values? {
      try ExampleRecord(example(list), name: "r").features["a"]
    }
    let minusOne = [UInt8](repeating: 0xFF, count: 9) + [1]
    #expect(try values(field(3, [8, 5, 8] + minusOne)) == .integers([5, -1]))
    #expect(try values(field(3, field(1, [5] + minusOne))) == .integers([5, -1]))
    #expect(try values(field(2, [13, 0, 0, 0x80, 0x3F])) == .floats([1]))
    #expect(try values(field(2, field(1, [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]))) == .floats([1, 2]))
    #expect(try values([]) == ExampleRecord.Values.none)
    #expect(throws: HoneError.self) {
      try values(field(3, field(1, [UInt8](repeating: 0xFF, count: 11))))
    }
  }
}
