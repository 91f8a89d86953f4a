import Foundation
import HoneCore
import Testing

@testable import HoneData

/// Gzip that is read at any place.
struct UnpackedFileTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func recordsAndLinesAreThoseOfThePlainFile() throws {
    let path = fixture("records/examples.tfrecord")
    let packed = try folder.write(gzip(try readBytes(path)), "a.tfrecord.gz")
    let (plain, unpacked) = (
      try TFRecordExamples([path], targets: ["y"]), try TFRecordExamples([packed], targets: ["y"])
    )
    #expect(unpacked.count == plain.count && unpacked.features == plain.features)
    for index in [4, 0, 3] {
      #expect(try unpacked.sample(at: index).values == plain.sample(at: index).values)
    }
    #expect(unpacked.name(of: 2) == packed + ", record 2")
    let lines = (0..<50).map { "{\"x\": \($0), \"label\": \"\($0 % 3 == 0 ? "b" : "a")\"}" }
    let text = Array(lines.joined(separator: "\n").utf8)
    let json = try JSONLines(folder.write(gzip(text), "a.jsonl.gz"), targets: ["label"])
    let same = try JSONLines(folder.write(text, "a.jsonl"), targets: ["label"])
    #expect(json.count == 50 && json.classLabels == same.classLabels)
    #expect(json.classLabels?.prefix(4) == [1, 0, 0, 1] && json.classNames == ["a", "b"])
    for index in [49, 0, 17] {
      #expect(try json.sample(at: index).values == same.sample(at: index).values)
    }
  }

  @Test func damageIsFoundWhenTheFileIsOpened() throws {
    let whole = gzip(Array("{\"x\": 1}\n{\"x\": 2}".utf8))
    let cut = try folder.write(Array(whole.dropLast(9)), "cut.jsonl.gz")
    let truncated = #expect(throws: HoneError.self) { try JSONLines(cut) }
    #expect(truncated?.kind == .data && truncated?.received == "the end of the file")
    var bytes = whole
    bytes[20] ^= 1
    let flipped = try folder.write(bytes, "flipped.jsonl.gz")
    #expect(#expect(throws: HoneError.self) { try JSONLines(flipped) }?.kind == .data)
  }

  @Test func whatUnpacksToMoreThanTheLimitIsRefused() throws {
    let path = try folder.write(gzip([UInt8](repeating: 1, count: 5000)), "bomb.gz")
    #expect(try UnpackedFile.open(path, limit: 5000).byteCount == 5000)
    let error = #expect(throws: HoneError.self) { try UnpackedFile.open(path, limit: 4999) }
    #expect(error?.path == path && error?.wanted?.hasPrefix("at most 4999 bytes") == true)
    #expect(error?.help?.contains("TMPDIR") == true)
  }

  @Test func nothingIsLeftBehind() throws {
    func left() throws -> Int {
      ["/var/tmp", FileManager.default.temporaryDirectory.path].reduce(0) { sum, folder in
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return sum + names.count { $0.hasPrefix("hone-temporary-") }
      }
    }
    let before = try left()
    let reader = try UnpackedFile.open(try folder.write(gzip([1, 2, 3]), "a.gz"))
    #expect(try reader.bytes(1..<3) == [2, 3])
    #expect(try left() <= before)
  }
}
