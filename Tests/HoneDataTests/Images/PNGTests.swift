import HoneCore
import HoneData
import Testing

struct PNGTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func image(_ height: Int, _ width: Int, _ channels: Int) throws -> HostTensor {
    let values = (0..<height * width * channels).map { UInt8(truncatingIfNeeded: 37 * $0 + 11) }
    return try HostTensor(values, shape: [height, width, channels])
  }

  @Test(arguments: [1, 2, 3, 4])
  func everyChannelCountSurvives(_ channels: Int) throws {
    let path = folder.path + "/image.png"
    for (height, width) in [(1, 1), (7, 5), (28, 28)] {
      let original = try image(height, width, channels)
      try PNGWriter.write(original, to: path)
      #expect(try PNGReader.read(path) == original)
    }
    #expect(try folder.names() == ["image.png"])
  }

  @Test func matricesAreGreyImages() throws {
    let path = folder.path + "/grey.png"
    try PNGWriter.write(HostTensor([1, 2, 3, 4, 5, 6] as [UInt8], shape: [2, 3]), to: path)
    #expect(try PNGReader.read(path).shape == [2, 3, 1])
  }

  @Test func channelsConvert() throws {
    let path = folder.path + "/color.png"
    try PNGWriter.write(
      HostTensor([255, 0, 0, 128, 10, 20, 30, 255] as [UInt8], shape: [1, 2, 4]), to: path)
    #expect(
      try PNGReader.read(path, channels: .rgb).elements(as: UInt8.self)
        == [255, 0, 0, 10, 20, 30])
    #expect(try PNGReader.read(path, channels: .grayscale).elements(as: UInt8.self) == [76, 18])
    try PNGWriter.write(HostTensor([9, 200] as [UInt8], shape: [1, 1, 2]), to: path)
    #expect(try PNGReader.read(path, channels: .rgb).elements(as: UInt8.self) == [9, 9, 9])
    #expect(try PNGReader.read(path, channels: .rgba).elements(as: UInt8.self) == [9, 9, 9, 200])
    #expect(try PNGReader.read(path, channels: .grayscale).elements(as: UInt8.self) == [9])
  }

  @Test func damagedFilesAreErrors() throws {
    let path = folder.path + "/image.png"
    try PNGWriter.write(image(28, 28, 3), to: path)
    let good = try readBytes(path)
    let text = try folder.write(Array("not an image".utf8), "text.png")
    let error = #expect(throws: HoneError.self) { try PNGReader.read(text) }
    #expect(error?.kind == .data)
    #expect(error?.description.hasPrefix("\(text): PNG expects a PNG image. Received: ") == true)
    for length in [0, 5, 20, good.count / 2] {
      let short = try folder.write(Array(good.prefix(length)), "short.png")
      let error = #expect(throws: HoneError.self) { try PNGReader.read(short) }
      #expect(error?.kind == .data)
    }
    let missing = #expect(throws: HoneError.self) { try PNGReader.read("/no/image.png") }
    #expect(missing?.message == "no such file or folder")
  }

  @Test func hugeImagesAreRefusedBeforeMemoryIsTaken() throws {
    let path = folder.path + "/image.png"
    try PNGWriter.write(image(2, 2, 1), to: path)
    var bytes = try readBytes(path)
    // Width and height in the first chunk, and its checksum.
    bytes.replaceSubrange(16..<24, with: [0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF])
    let checksum = crc(bytes[12..<29])
    bytes.replaceSubrange(29..<33, with: (0..<4).map { UInt8(checksum >> (24 - 8 * $0) & 255) })
    let huge = try folder.write(bytes, "huge.png")
    let error = #expect(throws: HoneError.self) { try PNGReader.read(huge) }
    #expect(error?.received == "65535 × 65535 × 1")
  }

  @Test func whatIsNoImageIsNotWritten() throws {
    let path = folder.path + "/image.png"
    for shape: Shape in [[2], [2, 2, 5], [0, 2, 1], [1, 2, 2, 1]] {
      let error = #expect(throws: HoneError.self) {
        try PNGWriter.write(HostTensor(zeros: shape, dtype: .uint8), to: path)
      }
      #expect(error?.kind == .usage)
    }
    let error = #expect(throws: HoneError.self) {
      try PNGWriter.write(image(2, 2, 1), to: "/no/such/folder/image.png")
    }
    #expect(error?.kind == .file)
    #expect(try folder.names().isEmpty)
  }

  private func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF as UInt32) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in
        value & 1 != 0 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
      }
    }
  }
}
