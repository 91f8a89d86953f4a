import Foundation
import HoneCore
import HoneIO
import Testing

struct SafetensorsTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func file(_ json: String, data: [UInt8] = []) -> [UInt8] {
    let header = Array(json.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header + data
  }

  @Test func everyTypeAndShapeSurvives() throws {
    var tensors: [String: HostTensor] = [:]
    for dtype in DType.allCases {
      for shape: Shape in [[], [3], [2, 0, 4], [2, 3, 5]] {
        tensors["\(dtype)\(shape)"] = HostTensor(shape: shape, dtype: dtype) { memory in
          for index in memory.indices {
            memory[index] = dtype == .bool ? UInt8(index % 2) : UInt8(truncatingIfNeeded: 7 * index)
          }
        }
      }
    }
    let path = folder.path + "/w.safetensors"
    let metadata = ["format": "hone", "quote": "\"é\n", "config": "{\"a\": 1}"]
    try SafetensorsFile.write(tensors, metadata: metadata, to: path)
    let read = try SafetensorsFile(path)
    #expect(read.metadata == metadata)
    #expect(Set(read.names) == Set(tensors.keys))
    for (name, tensor) in tensors {
      #expect(read.dtype(of: name) == tensor.dtype)
      #expect(read.shape(of: name) == tensor.shape)
      #expect(try read.tensor(name) == tensor)
    }
  }

  @Test func theBytesAreThoseOfTheFormat() throws {
    let path = folder.path + "/w.safetensors"
    try SafetensorsFile.write(
      ["b": HostTensor([1, 2] as [UInt8]), "a": HostTensor([1] as [Float])], to: path)
    let json =
      "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}, "
      + "\"b\": {\"dtype\": \"U8\", \"shape\": [2], \"data_offsets\": [4, 6]}}"
    let padded = json + String(repeating: " ", count: (8 - json.utf8.count % 8) % 8)
    #expect(try readBytes(path) == file(padded, data: [0, 0, 0x80, 0x3F, 1, 2]))
  }

  @Test func anyOrderOfTheSameTensorsGivesTheSameFile() throws {
    let tensors = (0..<20).map { (name: "t\($0)", tensor: HostTensor([Int32($0)])) }
    try SafetensorsFile.write(tensors, to: folder.path + "/a")
    try SafetensorsFile.write(tensors.reversed(), to: folder.path + "/b")
    #expect(try readBytes(folder.path + "/a") == readBytes(folder.path + "/b"))
  }

  @Test func anEmptyFileOfTensorsIsOne() throws {
    let path = folder.path + "/none"
    try SafetensorsFile.write([:], to: path)
    #expect(try SafetensorsFile(path).names.isEmpty)
  }

  @Test func filesOfThePythonPackageOpen() throws {
    let golden = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/golden")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: golden.path)
      .filter { $0.hasSuffix(".safetensors") }
    #expect(paths.count > 100)
    for path in paths {
      let file = try SafetensorsFile(golden.path + "/" + path)
      for name in file.names {
        #expect(try file.tensor(name).shape == file.shape(of: name))
      }
    }
  }

  @Test(arguments: [
    ("{\"a\":1}", 0, "tensor \"a\" expects a dtype, one of F64, F32"),
    ("[]", 0, "header expects a JSON object. Received: a list of 0"),
    ("{\"a\":", 0, "JSON expects a value. Received: the end of the text"),
    (
      "{\"a\":{\"dtype\":\"F8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1,
      "tensor \"a\" expects a dtype, one of F64, F32, F16, BF16, I64, I32, U8, BOOL. "
        + "Received: \"F8\""
    ),
    (
      "{\"a\":{\"dtype\":\"U8\",\"shape\":[-1],\"data_offsets\":[0,1]}}", 1,
      "tensor \"a\" expects a shape, a list of whole numbers of 0 or more"
    ),
    (
      "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,1]}}", 1,
      "tensor \"a\" expects 2 bytes for uint8[2]. Received: 1"
    ),
    (
      "{\"a\":{\"dtype\":\"U8\",\"shape\":[4294967296,4294967296,9],\"data_offsets\":[0,1]}}", 1,
      "tensor \"a\" expects fewer elements"
    ),
    (
      "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", 1,
      "tensor \"a\" expects two data_offsets in order, up to 1. Received: [0, 2]"
    ),
    (
      "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,0]}}", 1,
      "tensor \"a\" expects two data_offsets in order"
    ),
    (
      "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2,
      "tensor \"a\" expects data_offsets that begin at 0. Received: 1: a gap or an overlap"
    ),
    (
      "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
        + "\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1,
      "tensor \"b\" expects data_offsets that begin at 1. Received: 0"
    ),
    (
      "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 4,
      "byte 62: expects the end of the file after the last tensor. Received: 3 more bytes"
    ),
    ("{\"__metadata__\":{\"a\":1}}", 0, "__metadata__.a expects a text. Received: 1"),
    ("{\"a\":{},\"a\":{}}", 0, "the key \"a\" is there twice"),
  ])
  func malformedHeadersAreOneError(_ json: String, _ dataCount: Int, _ message: String) throws {
    let path = try folder.write(file(json, data: Array(repeating: 0, count: dataCount)), "bad")
    let error = #expect(throws: HoneError.self) { try SafetensorsFile(path) }
    #expect(error?.kind == .file)
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains(path) == true)
  }

  @Test func wrongLengthsAreNamed() throws {
    for (bytes, message) in [
      ([], "byte 0: expects 8 bytes for the length of the header. Received: 0"),
      ([9, 0, 0, 0, 0, 0, 0, 0, 1, 2], "a header of 2 to 2 bytes. Received: 9"),
      ([UInt8](repeating: 255, count: 9), "Received: 18446744073709551615"),
    ] as [([UInt8], String)] {
      let path = try folder.write(bytes, "bad")
      let error = #expect(throws: HoneError.self) { try SafetensorsFile(path) }
      #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
  }

  @Test func aFileCutShortAfterOpeningIsAnErrorNotACrash() throws {
    let path = folder.path + "/w"
    try SafetensorsFile.write(["a": HostTensor(zeros: [1000])], to: path)
    let opened = try SafetensorsFile(path)
    try #require(FileHandle(forWritingAtPath: path)).truncate(atOffset: 500)
    let error = #expect(throws: HoneError.self) { try opened.tensor("a") }
    #expect(error?.help == "the file is truncated; use another copy")
  }

  @Test func missingTensorsSuggestTheNearest() throws {
    let path = folder.path + "/w"
    try SafetensorsFile.write(["dense/kernel": HostTensor(zeros: [1])], to: path)
    let error = #expect(throws: HoneError.self) { try SafetensorsFile(path).tensor("dens/kernel") }
    #expect(
      error?.description == """
        \(path): there is no tensor "dens/kernel"
          help: did you mean "dense/kernel"?
        """)
    #expect(throws: HoneError.self) {
      try SafetensorsFile.write(["__metadata__": HostTensor(zeros: [1])], to: path)
    }
    let missing = #expect(throws: HoneError.self) { try SafetensorsFile("/no/file") }
    #expect(
      missing?.description == "/no/file: open: no such file or folder\n  help: check the path")
  }
}
