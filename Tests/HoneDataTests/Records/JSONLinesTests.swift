import Foundation
import HoneCore
import HoneData
import Testing

struct JSONLinesTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func file(_ text: String, _ name: String = "a.jsonl") throws -> String {
    try folder.write(Array(text.utf8), name)
  }

  private func message(_ body: () throws -> Void) throws -> String {
    let error = #expect(throws: HoneError.self) { try body() }
    #expect(error?.kind == .data)
    return try #require(error).description.replacing(folder.path + "/", with: "")
  }

  private let text = """
    {"text": "좋다", "stars": 5, "v": [[1, 2.5], [3, 4]], "new": true, "label": "pos"}\r

    {"text": "", "stars": 1.5, "label": "neg", "v": [[0, 0], [0, 1e3]], "new": false, "x": {}}
    """

  @Test func fieldsBecomeFeatures() throws {
    let data = try JSONLines(try file(text), targets: ["label"])
    #expect(
      data.features == [
        FeatureSpec(.input, name: "text", kind: .text),
        FeatureSpec(.input, name: "stars", kind: .tensor([1], .float32)),
        FeatureSpec(.input, name: "v", kind: .tensor([2, 2], .float32)),
        FeatureSpec(.input, name: "new", kind: .tensor([1], .float32)),
        FeatureSpec(.target, name: "label", kind: .tensor([], .int32)),
      ])
    #expect(data.classNames == ["neg", "pos"])
    #expect(data.classLabels == [1, 0])
    let values = try data.sample(at: 1).values
    #expect(values[0] == .text(""))
    #expect(values[1] == .tensor(HostTensor([Float(1.5)])))
    #expect(try values[2] == .tensor(HostTensor([Float(0), 0, 0, 1000], shape: [2, 2])))
    #expect(values[3] == .tensor(HostTensor([Float(0)])))
    #expect(values[4] == .tensor(HostTensor(scalar: Int32(0))))
    #expect(data.name(of: 1).hasSuffix("a.jsonl:3"))
  }

  @Test func targetsOfNumbersAreLabelsIfTheyAreConsecutive() throws {
    let lines = "{\"x\": 1, \"y\": 0}\n{\"x\": 2, \"y\": 2}\n{\"x\": 2, \"y\": 1}\n"
    let labels = try JSONLines(try file(lines), targets: ["y"])
    #expect(labels.classLabels == [0, 2, 1])
    #expect(labels.classNames == nil)
    let prices = try JSONLines(try file(lines), targets: ["x"])
    #expect(prices.classLabels == nil)
    #expect(prices.features[1] == FeatureSpec(.target, name: "x", kind: .tensor([1], .float32)))
  }

  @Test func otherFilesAreReadAsTheFirst() throws {
    let train = try JSONLines(try file(text), inputs: ["text"], targets: ["label"])
    let test = try train.applying(to: try file("{\"label\":\"pos\",\"text\":\"a\"}", "t.jsonl"))
    #expect(test.classLabels == [1])
    #expect(test.features == train.features)
    #expect(
      try message {
        _ = try train.applying(to: try file("\n{\"text\":\"a\", \"label\":\"so-so\"}", "v.jsonl"))
      } == """
        v.jsonl: field "label" expects one of the 2 labels of the training data, "neg", "pos". \
        Received: "so-so"
          at v.jsonl:2:22
        """)
  }

  @Test func mistakesAreNamedWithTheirPlace() throws {
    #expect(
      try message { _ = try JSONLines(try file("{\"a\": 1}\n{\"a\": }\n")) } == """
        a.jsonl: JSON expects a value. Received: "}"
          at a.jsonl:2:7
        """)
    #expect(
      try message { _ = try JSONLines(try file("{\"a\": 1}\n[1]\n")) }.contains("at a.jsonl:2:1"))
    #expect(
      try message { _ = try JSONLines(try file("{\"a\": 1}\n{\"b\": 1}\n")) } == """
        a.jsonl: JSON lines expects the field "a". Received: "b"
          at a.jsonl:2:1
        """)
    #expect(
      try message { _ = try JSONLines(try file("{\"a\": 1}\n{\"a\": \"x\"}\n")) }
        .contains("field \"a\" expects a number. Received: \"x\"\n  at a.jsonl:2:7"))
    #expect(
      try message { _ = try JSONLines(try file("{\"a\": [1, 2]}\n{\"a\": [1]}\n")) }
        .contains("expects a list of numbers of shape [2]. Received: [1]"))
    #expect(
      try message { _ = try JSONLines(try file("{\"a\": null}\n")) }.contains("Received: null"))
    #expect(try message { _ = try JSONLines(try file("\n\n")) }.contains("Received: an empty file"))
    #expect(
      try message { _ = try JSONLines(try folder.write([0x7B, 0, 0x7D], "a.jsonl")) }
        .contains("no NUL bytes"))
    let deep = String(repeating: "[", count: 100_000)
    #expect(try message { _ = try JSONLines(try file("{\"a\": \(deep)")) }.contains("256 levels"))
  }
}

struct TextFilesTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func put(_ bytes: [UInt8], _ name: String) throws {
    let url = URL(filePath: folder.path + "/" + name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  @Test func linesAreSamples() throws {
    let long = String(repeating: "긴 줄 ", count: 300_000)
    let text = "\u{FEFF}one\r\n\n두 번째\n\(long)\n\r\nlast"
    let file = try TextFile(try folder.write(Array(text.utf8), "a b.txt"))
    let expected = ["one", "두 번째", long, "last"]
    #expect(file.count == 4)
    for (index, line) in expected.enumerated() {
      #expect(try file.sample(at: index).values == [.text(line)])
    }
    #expect((0..<4).map { file.name(of: $0).split(separator: ":").last } == ["1", "3", "4", "6"])
    #expect(file.features == [FeatureSpec(.input, name: "text", kind: .text)])
  }

  @Test func linesThatAreNotUTF8AreNamed() throws {
    let file = try TextFile(try folder.write(Array("ok\n한".utf8) + [0xFF, 0x0A], "a.txt"))
    #expect(try file.sample(at: 0).values == [.text("ok")])
    let error = #expect(throws: HoneError.self) { try file.sample(at: 1) }
    #expect(error?.location == SourceLocation(file: folder.path + "/a.txt", line: 2, column: 2))
    #expect(error?.received == "the byte 0xff")
  }

  @Test func foldersAreClasses() throws {
    try put(Array("good".utf8), "train/pos/1.txt")
    try put([0xEF, 0xBB, 0xBF] + Array("좋다\n".utf8), "train/pos/sub dir/한글.TXT")
    try put(Array("bad".utf8), "train/neg/2.txt")
    try put(Array("no text".utf8), "train/neg/notes.md")
    try put(Array("x".utf8), "train/README")
    try put(Array("bad".utf8), "test/neg/2.txt")
    let train = try TextFolder(folder.path + "/train")
    #expect(train.classNames == ["neg", "pos"])
    #expect(train.classLabels == [0, 1, 1])
    #expect(try train.sample(at: 2).values[0] == .text("좋다\n"))
    #expect(try train.sample(at: 2).values[1] == .tensor(HostTensor(scalar: Int32(1))))
    #expect(train.name(of: 0).hasSuffix("train/neg/2.txt"))
    #expect(try train.applying(to: folder.path + "/test").classLabels == [0])
    try put(Array("meh".utf8), "test/so-so/1.txt")
    let error = #expect(throws: HoneError.self) { try train.applying(to: folder.path + "/test") }
    #expect(error?.received == "so-so")
    let all = try TextFolder(folder.path + "/train", isLabelled: false)
    #expect(all.count == 3)
    #expect(all.classLabels == nil)
  }

  @Test func otherFoldersAndTextsAreErrors() throws {
    try put(Array("a".utf8), "data/a/1.txt")
    let flat = #expect(throws: HoneError.self) { try TextFolder(folder.path + "/data/a") }
    #expect(flat?.wanted == "a folder for each class")
    let none = #expect(throws: HoneError.self) { try TextFolder(folder.path + "/none") }
    #expect(none?.description.contains("no such file or folder") == true)
    try put([0x61, 0xC0], "bad/c/1.txt")
    let bad = try TextFolder(folder.path + "/bad")
    #expect(
      #expect(throws: HoneError.self) { try bad.sample(at: 0) }?.location?.description
        .hasSuffix("1.txt:1:2") == true)
  }
}
