import Foundation
import HoneCore
import HoneIO
import Testing

@Suite struct EventFileTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// The messages of a file whose checksums are right up to its end.
  private func messages(_ path: String) throws -> [[UInt8]] {
    let bytes = try readBytes(path)
    var messages: [[UInt8]] = []
    var place = 0
    while place < bytes.count {
      let count = Int(number(bytes[place..<place + 8]))
      let length = Array(bytes[place..<place + 8])
      #expect(checksum(length) == number(bytes[place + 8..<place + 12]))
      let message = Array(bytes[place + 12..<place + 12 + count])
      #expect(checksum(message) == number(bytes[place + 12 + count..<place + 16 + count]))
      messages.append(message)
      place += 16 + count
    }
    return messages
  }

  private func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func checksum(_ bytes: [UInt8]) -> UInt64 {
    UInt64(bytes.withUnsafeBytes { CRC32C.masked(CRC32C.update(0, $0)) })
  }

  @Test func filesHaveNamesThatTensorBoardFinds() throws {
    let run = folder.path + "/a/b"
    let files = [try EventFile(in: run), try EventFile(in: run)]
    let names = files.map { URL(filePath: $0.path).lastPathComponent }
    #expect(Set(names).count == 2)
    for name in names {
      #expect(name.wholeMatch(of: /events\.out\.tfevents\.\d{10}\..+\.\d+\.\d+/) != nil, "\(name)")
    }
    #expect(try messages(files[0].path).count == 1)
  }

  @Test func everyCallIsInTheFileAtOnce() throws {
    let file = try EventFile(in: folder.path)
    for step in 0..<3 {
      try file.write(["epoch_loss": 0.5, "epoch_accuracy": 1], step: step)
      #expect(try messages(file.path).count == step + 2)
      #expect(file.byteCount == FileSystem.byteCount(of: file.path))
    }
    try file.write(histogram: HostTensor([1, 2, 3] as [Float]), tag: "kernel", step: 0)
    try file.write(scalars: [], step: 0)
    #expect(try messages(file.path).count == 5)
  }

  /// What a lost process wrote after its last checkpoint goes.
  @Test func aFileGoesOnWhereItWas() throws {
    let file = try EventFile(in: folder.path)
    try file.write(["loss": 1], step: 0)
    let count = file.byteCount
    try file.write(["loss": 2], step: 1)
    let again = try EventFile(continuing: file.path, at: count)
    try again.write(["loss": 3], step: 1)
    #expect(again.missingByteCount == 0)
    #expect(try messages(file.path).count == 3)
    #expect(try messages(file.path)[2].suffix(4) == [0, 0, 0x40, 0x40])
  }

  @Test func aFileThatLostBytesSaysSo() throws {
    let file = try EventFile(in: folder.path)
    let again = try EventFile(continuing: file.path, at: file.byteCount + 7)
    #expect(again.missingByteCount == 7)
    #expect(again.byteCount == file.byteCount)
    // What is left of a lost event would hide those that follow.
    try again.write(["loss": 1], step: 0)
    let count = again.byteCount
    try again.write(["loss": 2], step: 1)
    #expect(truncate(file.path, off_t(count + 5)) == 0)
    let third = try EventFile(continuing: file.path, at: count + 20)
    try third.write(["loss": 3], step: 1)
    #expect(third.missingByteCount == 15)
    #expect(try messages(file.path).count == 3)
    let gone = try EventFile(continuing: folder.path + "/gone", at: 40)
    #expect(gone.missingByteCount == 40)
    #expect(try messages(gone.path).count == 1)
  }

  @Test func wrongArgumentsAreErrors() throws {
    let file = try EventFile(in: folder.path)
    let before = file.byteCount
    #expect(throws: HoneError.self) {
      try file.write(histogram: HostTensor([1 as Float]), tag: "kernel", step: 0, buckets: 0)
    }
    #expect(throws: HoneError.self) { try file.write(png: [], shape: [2, 2], tag: "a", step: 0) }
    #expect(file.byteCount == before)
    let plain = try folder.write([], "plain")
    #expect(throws: HoneError.self) { try EventFile(in: plain) }
  }

  @Test func aClosedFileTakesNothing() throws {
    let file = try EventFile(in: folder.path)
    try file.close()
    try file.close()
    #expect(throws: HoneError.self) { try file.write(["loss": 1], step: 0) }
  }

  /// A device that is always full.
  @Test(.enabled(if: FileSystem.exists("/dev/full")))
  func aFullDeviceIsAnError() throws {
    let path = folder.path + "/full"
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/full")
    #expect(throws: HoneError.self) { try EventFile(continuing: path, at: 0) }
  }
}
