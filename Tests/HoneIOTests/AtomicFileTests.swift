import Foundation
import HoneCore
import Testing

@testable import HoneIO

struct AtomicFileTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func filesAreReplacedWhole() throws {
    let path = folder.path + "/file.txt"
    try AtomicFile.write("first", to: path)
    try AtomicFile.write("second, longer", to: path)
    #expect(try readBytes(path) == Array("second, longer".utf8))
    try AtomicFile.write([] as [UInt8], to: path)
    #expect(try readBytes(path).isEmpty)
    #expect(try folder.names() == ["file.txt"])
  }

  @Test func theLongestNameCanBeWritten() throws {
    let name = String(repeating: "n", count: 255)
    try AtomicFile.write("x", to: folder.path + "/" + name)
    #expect(try folder.names() == [name])
  }

  @Test func anErrorWhileWritingKeepsTheOldFile() throws {
    let path = folder.path + "/file.txt"
    try AtomicFile.write("old", to: path)
    let error = #expect(throws: HoneError.self) {
      try AtomicFile.write(to: path) { writer throws(HoneError) in
        try writer.write([1, 2, 3])
        throw HoneError(.state, message: "stopped")
      }
    }
    #expect(error?.message == "stopped")
    #expect(try readBytes(path) == Array("old".utf8))
    #expect(try folder.names() == ["file.txt"])
  }

  @Test func missingFoldersAndFoldersInTheWayAreNamed() throws {
    let missing = #expect(throws: HoneError.self) {
      try AtomicFile.write("x", to: "/no/such/folder/file")
    }
    #expect(
      missing?.description
        == "/no/such/folder/file: write: no such file or folder\n  help: check the path")
    #expect(missing?.kind == .file)
    let path = folder.path + "/taken"
    try FileManager.default.createDirectory(
      atPath: path + "/full", withIntermediateDirectories: true)
    let taken = #expect(throws: HoneError.self) { try AtomicFile.write("x", to: path) }
    #expect(taken?.path == path)
    #expect(try folder.names() == ["taken"])
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aFullDeviceIsNamed() throws {
    let file = open("/dev/full", O_WRONLY)
    defer { close(file) }
    let error = #expect(throws: HoneError.self) {
      try FileWriter(file: file, path: "run/weights").write([1, 2, 3])
    }
    #expect(
      error?.description == """
        run/weights: write: no space left on the device
          help: free some space or choose a folder on another device
        """)
  }

  @Test func manyWritersOfOneFileLeaveOneWholeFile() async throws {
    let path = folder.path + "/file"
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          for _ in 0..<20 {
            try AtomicFile.write([UInt8](repeating: UInt8(writer), count: 5000), to: path)
          }
        }
      }
      try await group.waitForAll()
    }
    let bytes = try readBytes(path)
    #expect(bytes.count == 5000)
    #expect(Set(bytes).count == 1)
    #expect(try folder.names() == ["file"])
  }

  @Test func whatKilledWritersLeftGoes() throws {
    let inner = folder.path + "/models"
    try FileSystem.makeFolder(inner)
    for path in [folder.path, inner] {
      try AtomicFile.write("x", to: path + "/.hone-1k2j.tmp")
      try AtomicFile.write("x", to: path + "/weights.tmp")
    }
    AtomicFile.removeAbandoned(in: folder.path)
    let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    #expect(left == ["models", "models/weights.tmp", "weights.tmp"])
  }
}
