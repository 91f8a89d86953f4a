import Foundation
import HoneCore
import Testing

@testable import HoneData

/// A server of this machine that answers requests for the rest of a file, as real ones do, and cuts
/// the first answer short.
private final class Server {
  private let process = Process()
  let address: String

  private static let script = """
    import http.server, os, sys
    cut = [int(sys.argv[2])]
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            path = os.path.join(sys.argv[1], os.path.basename(self.path))
            if not os.path.exists(path):
                return self.send_error(404)
            data = open(path, 'rb').read()
            start = int((self.headers.get('Range') or 'bytes=0-')[6:].split('-')[0])
            self.send_response(206 if start else 200)
            if start:
                self.send_header('Content-Range', f'bytes {start}-{len(data) - 1}/{len(data)}')
            rest = data[start:]
            self.send_header('Content-Length', str(len(rest)))
            self.end_headers()
            if cut[0] and cut[0] < len(rest):
                rest, cut[0] = rest[:cut[0]], 0
            self.wfile.write(rest)
        def log_message(self, *arguments):
            print(self.headers.get('Range') or 'all', file=log, flush=True)
    log = open(os.path.join(sys.argv[1], 'log'), 'w')
    server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """

  init(_ folder: String, cutAfter: Int = 0) throws {
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.script, folder, "\(cutAfter)"]
    process.standardOutput = output
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    address = "http://127.0.0.1:" + line.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  deinit {
    // Threads of the test runner block signals, and what they start inherits that.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  static var canRun: Bool { (try? Shell.run("python3 --version", name: "").0) == 0 }
}

struct PublishedCollectionTests {
  private let web: TemporaryFolder
  private let home: TemporaryFolder
  init() throws {
    web = try TemporaryFolder()
    home = try TemporaryFolder()
  }

  private var environment: ProcessEnvironment {
    let home = home.path
    return ProcessEnvironment { ["HOME": home, "XDG_CACHE_HOME": home][$0] }
  }

  private var cache: String { home.path + "/hone/datasets/flowers" }

  private let rows = (0..<3000).map { "\($0 % 7).5,\($0 % 3).25,kind\($0 % 3)\n" }.joined()

  private func flowers(
    _ address: String, _ checksum: PublishedFile.Checksum
  ) -> PublishedCollection {
    PublishedCollection(
      name: "flowers", summary: "flowers",
      files: [
        PublishedFile(
          name: "flowers.data", origin: .address(address + "/flowers.data"), checksum: checksum)
      ],
      contents: .table(
        file: "flowers.data", columns: ["a", "b", "kind"], target: "kind", ignoring: [], texts: []),
      required: ["flowers.data"])
  }

  @Test(.enabled(if: Server.canRun)) func aBrokenTransferGoesOnWhereItStopped() throws {
    _ = try web.write(Array(rows.utf8), "flowers.data")
    let server = try Server(web.path, cutAfter: 5000)
    let set = flowers(server.address, .stored(SHA256.hash(Array(rows.utf8))))
    // A server that breaks off: curl's own second attempt, or the user's, asks for the rest.
    let fetcher = DatasetFetcher(set, environment: environment)
    if (try? fetcher.fetch()) == nil { try fetcher.fetch() }
    #expect(try readBytes(cache + "/flowers.data") == Array(rows.utf8))
    let log = String(decoding: try readBytes(web.path + "/log"), as: UTF8.self)
    #expect(log.hasPrefix("all\n"))
    #expect(log.contains("bytes=5000-"))
    let table = try #require(try set.load(.train, from: cache))
    #expect(table.count == 3000)
    #expect(table.classNames == ["kind0", "kind1", "kind2"])
    #expect(try set.load(.test, from: cache) == nil)
  }

  @Test(.enabled(if: Server.canRun)) func wrongContentIsRefusedAndUnknownContentReported() throws {
    _ = try web.write(Array(rows.utf8), "flowers.data")
    let server = try Server(web.path)
    let wrong = String(repeating: "0", count: 64)
    let error = #expect(throws: HoneError.self) {
      try DatasetFetcher(flowers(server.address, .stored(wrong)), environment: environment).fetch()
    }
    #expect(error?.wanted == "content with SHA-256 \(wrong)")
    #expect(!FileSystem.exists(cache + "/flowers.data"))
    #expect(!FileSystem.exists(cache + "/flowers.data.part"))
    let lines = Lines()
    var fetcher = DatasetFetcher(flowers(server.address, .unknown), environment: environment)
    fetcher.report = { lines.add($0) }
    try fetcher.fetch()
    #expect(
      lines.all == [
        "flowers.data: no checksum was published; its SHA-256 is "
          + SHA256.hash(Array(rows.utf8))
      ])
    let missing = #expect(throws: HoneError.self) {
      try FileManager.default.removeItem(atPath: web.path + "/flowers.data")
      try FileManager.default.removeItem(atPath: cache + "/flowers.data")
      try fetcher.fetch()
    }
    #expect(missing?.help == "put its files into \(cache)")
  }

  private final class Lines: @unchecked Sendable {
    private let monitor = Monitor()
    private var lines: [String] = []
    func add(_ line: String) { monitor.withLock { lines.append(line) } }
    var all: [String] { monitor.withLock { lines } }
  }

  @Test func whatIsMissingSaysWhatToDo() throws {
    let error = #expect(throws: HoneError.self) {
      try PublishedCollection.iris.locate(environment: environment)
    }
    #expect(
      error?.description == """
        iris: the data set is not on this machine
          help: run `hone data fetch iris`, or put iris.data into \(home.path)/hone/datasets/iris
        """)
    #expect(throws: HoneError.self) { try PublishedCollection.named("irsi") }
    let names = PublishedCollection.all.map(\.name) + ImageCollection.all.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test func agNewsJoinsTitleAndDescription() throws {
    let text = "\"3\",\"Wall St.\",\"Reuters - \"\"Short\"\" sellers\"\n\"1\",\"Peace\",\"Talks\"\n"
    _ = try web.write(Array(text.utf8), "train.csv")
    let news = try AGNews(web.path + "/train.csv")
    #expect(news.classLabels == [2, 0])
    #expect(try news.sample(at: 0).values[0] == .text("Wall St. Reuters - \"Short\" sellers"))
    #expect(try news.sample(at: 1).values[1] == .tensor(HostTensor(scalar: Int32(0))))
  }

  // Archives.

  private func entry(_ name: String, _ content: [UInt8], kind: UInt8 = 48) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, _ place: Int) {
      for (index, byte) in text.utf8.enumerated() { block[place + index] = byte }
    }
    put(name, 0)
    put("0000644", 100)
    put(String(content.count, radix: 8), 124)
    put("ustar", 257)
    block[156] = kind
    for place in 148..<156 { block[place] = 32 }
    put(String(block.reduce(0) { $0 + Int($1) }, radix: 8), 148)
    return block + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }

  @Test func archivesAreUnpackedWhereTheyMayBe() throws {
    let long = "set/" + String(repeating: "x", count: 150) + ".txt"
    let archive =
      entry("set/", [], kind: 53) + entry("set/a.txt", Array("one".utf8))
      + entry("set/link", [], kind: 50) + entry("set/../../evil.txt", [1])
      + entry("/etc/evil.txt", [1]) + entry("other/b.txt", [2])
      + entry("././@LongLink", Array(long.utf8) + [0], kind: 76) + entry("set/x", [7, 8])
      + [UInt8](repeating: 0, count: 1024)
    _ = try web.write(gzip(archive), "set.tar.gz")
    var set = flowers("", .unknown)
    set.files = [
      PublishedFile(
        name: "set.tar.gz", origin: .address("file://" + web.path + "/set.tar.gz"),
        checksum: .content(SHA256.hash(archive)), unpacking: "set")
    ]
    try DatasetFetcher(set, environment: environment).fetch()
    let names = try FileManager.default.contentsOfDirectory(atPath: cache).sorted()
    #expect(names == ["a.txt", String(long.dropFirst(4))])
    #expect(try readBytes(cache + "/a.txt") == Array("one".utf8))
    #expect(!FileSystem.exists(home.path + "/evil.txt"))
  }

  @Test func damagedArchivesAreErrors() throws {
    let whole =
      entry("set/a.txt", [UInt8](repeating: 5, count: 700)) + entry("set/b.txt", [1])
      + [UInt8](repeating: 0, count: 1024)
    for length in [0, 100, 512, 900, 1536, 1700] {
      let path = try web.write(Array(whole.prefix(length)), "short.tar")
      let error = #expect(throws: HoneError.self, "\(length)") {
        try TarReader.unpack(path, limit: 1 << 20) { _ in home.path + "/out" }
      }
      #expect(error?.kind == .data)
    }
    // What follows the digits of the checksum itself says nothing.
    for place in 0..<512 where !(152..<156).contains(place) {
      var bytes = whole
      bytes[place] ^= 0x11
      let path = try web.write(bytes, "flipped.tar")
      #expect(throws: HoneError.self, "byte \(place)") {
        try TarReader.unpack(path, limit: 1 << 20) { _ in home.path + "/out" }
      }
    }
    let path = try web.write(whole, "whole.tar")
    let large = #expect(throws: HoneError.self) {
      try TarReader.unpack(path, limit: 600) { _ in home.path + "/out" }
    }
    #expect(large?.wanted == "at most 600 bytes")
  }
}
