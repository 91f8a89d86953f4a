import Foundation
import HoneCore
import Testing

struct SHA256Tests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 100_000),
      "6d1cf22d7cc09b085dfc25ee1a1f3ae0265804c607bc2074ad253bcc82fd81ee"
    ),
  ])
  func knownAnswersOfTheStandard(_ text: String, _ hash: String) {
    #expect(SHA256.hash(Array(text.utf8)) == hash)
  }

  @Test func piecesHashAsTheWhole() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: 31 * $0) }
    for size in [1, 3, 55, 56, 63, 64, 65, 128, 299] {
      var hash = SHA256()
      for start in stride(from: 0, to: bytes.count, by: size) {
        bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { hash.update($0) }
      }
      #expect(hash.finalize() == SHA256.hash(bytes))
    }
  }
}

struct FileSystemTests {
  @Test func foldersAreMadeWithThoseAbove() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: root) }
    try FileSystem.makeFolder(root + "/a/b")
    try FileSystem.makeFolder(root + "/a/b")
    #expect(FileSystem.isFolder(root + "/a/b"))
    try Data([1, 2, 3]).write(to: URL(filePath: root + "/file"))
    #expect(FileSystem.byteCount(of: root + "/file") == 3)
    #expect(!FileSystem.isFolder(root + "/file"))
    try FileSystem.rename(root + "/file", to: root + "/a/file")
    #expect(!FileSystem.exists(root + "/file"))
    let error = #expect(throws: HoneError.self) { try FileSystem.makeFolder(root + "/a/file/b") }
    #expect(error?.kind == .file)
    FileSystem.remove(root + "/a/file")
    #expect(!FileSystem.exists(root + "/a/file"))
  }

  @Test(arguments: [("a", "."), ("/a", "/"), ("a/b", "a"), ("/a/b/c", "/a/b")])
  func foldersOfPaths(_ path: String, _ folder: String) {
    #expect(FileSystem.folder(of: path) == folder)
  }

  @Test func cachesFollowTheEnvironment() {
    let xdg = ProcessEnvironment { ["XDG_CACHE_HOME": "/c", "HOME": "/h"][$0] }
    #expect(xdg.cacheFolder == "/c/hone")
    let relative = ProcessEnvironment { ["XDG_CACHE_HOME": "c", "HOME": "/h"][$0] }
    #expect(["/h/.cache/hone", "/h/Library/Caches/hone"].contains(relative.cacheFolder))
    #expect(ProcessEnvironment { _ in "" }["ANY"] == nil)
  }
}

struct MonitorTests {
  @Test func oneThreadWakesAnother() throws {
    let monitor = Monitor()
    let counter = Counter()
    try WorkerThread.start {
      for _ in 0..<100 {
        monitor.withLock {
          while counter.value % 2 == 0 { monitor.wait() }
          counter.value += 1
          monitor.signal()
        }
      }
    }
    for _ in 0..<100 {
      monitor.withLock {
        counter.value += 1
        monitor.signal()
        while counter.value % 2 == 1 { monitor.wait() }
      }
    }
    #expect(counter.value == 200)
  }
}

/// Written only within the monitor's lock.
private final class Counter: @unchecked Sendable {
  var value = 0
}

struct AppendedFileTests {
  private static func path() -> String {
    FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
  }

  /// Longer than what a stream buffers, so that a text could be written in parts.
  @Test func textsOfManyThreadsDoNotMix() async throws {
    let path = Self.path()
    defer { FileSystem.remove(path) }
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          let line = String(repeating: "\(writer)", count: 10_000 + writer) + "\n"
          for _ in 0..<20 { try? AppendedFile.append(line, to: path, isFlushed: false) }
        }
      }
    }
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 160)
    for line in lines {
      let writer = try #require(line.first?.wholeNumberValue)
      #expect(line.count == 10_000 + writer && Set(line).count == 1)
    }
  }

  @Test func textsFollowEachOther() throws {
    let path = Self.path()
    defer { FileSystem.remove(path) }
    try AppendedFile.append("abc", to: path)
    try AppendedFile.append("def", to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "abcdef")
    #expect(throws: HoneError.self) { try AppendedFile.append("a", to: path + "/none") }
  }
}
