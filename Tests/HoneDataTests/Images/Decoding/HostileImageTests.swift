import HoneCore
import HoneData
import Testing

/// Files that are damaged, or made to do harm: an error of kind `.data` that names the file, and no
/// more memory than allowed.
struct HostileImageTests {
  /// What is decoded, or the error, which must be of the right kind.
  private func outcome(_ bytes: [UInt8], _ decoder: ImageDecoder = ImageDecoder()) -> HostTensor? {
    do {
      return try decoder.decode(bytes, name: "bad")
    } catch {
      #expect(error.kind == .data)
      #expect(error.path == "bad")
      #expect(error.received?.isEmpty == false)
      return nil
    }
  }

  @Test(arguments: ImageFixtures.names)
  func filesThatEndEarlyAreErrors(_ name: String) throws {
    let bytes = try ImageFixtures.bytes(name)
    let whole = try ImageFixtures.pixels(name)
    var fewest = bytes.count
    for length in bytes.indices {
      guard let image = outcome(Array(bytes[..<length])) else { continue }
      // What comes after the first frame of a GIF, and what fills up a BMP, may be missing.
      #expect(image == whole, "\(length) of \(bytes.count) bytes")
      fewest = min(fewest, length)
    }
    let slack = name == "gif-animated.gif" ? bytes.count : name.hasPrefix("gif") ? 3 : 4
    #expect(bytes.count - fewest <= (name.hasSuffix("png") || name.hasSuffix("jpg") ? 0 : slack))
  }

  @Test(arguments: ImageFixtures.names)
  func flippedBytesNeverCrash(_ name: String) throws {
    let bytes = try ImageFixtures.bytes(name)
    // Wrong sizes would be allowed to take memory; so the limit is small.
    let decoder = ImageDecoder(largestByteCount: 1 << 16)
    var failures = 0
    for place in bytes.indices {
      for mask: UInt8 in [0xFF, 0x80, 0x01] {
        var damaged = bytes
        damaged[place] ^= mask
        if let image = outcome(damaged, decoder) {
          #expect(image.byteCount <= 1 << 16)
        } else {
          failures += 1
        }
      }
    }
    #expect(failures > 10)
  }

  @Test func everyDamagedByteOfPNGIsNoticed() throws {
    let bytes = try ImageFixtures.bytes("png-rgba-16.png")
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 0x10
      #expect(outcome(damaged) == nil, "byte \(place)")
    }
  }

  /// What is refused by its header: no memory was taken for the pixels.
  private func isRefused(_ bytes: [UInt8]) -> Bool {
    let error = #expect(throws: HoneError.self) { try ImageDecoder.decode(bytes, name: "bad") }
    let wanted = error?.wanted ?? ""
    return wanted.hasSuffix("bytes of pixels") || wanted.hasPrefix("at least")
      || wanted.contains("more bytes from byte")
  }

  @Test func hugeSizesAreRefusedBeforeMemoryIsTaken() throws {
    let cases: [(name: String, place: Int, bytes: [UInt8])] = [
      ("png-grey-8.png", 16, [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF]),
      ("png-grey-8.png", 16, [0x00, 0x00, 0x3F, 0xFF, 0x00, 0x00, 0x3F, 0xFF]),
      ("bmp-24.bmp", 18, [0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F]),
      ("bmp-24.bmp", 18, [0x00, 0x20, 0x00, 0x00, 0x00, 0x20, 0x00, 0x00]),
      ("bmp-32.bmp", 18, [0xFF, 0xFF, 0xFF, 0x7F, 0x00, 0x00, 0x00, 0x80]),
      ("gif.gif", 6, [0xFF, 0xFF, 0xFF, 0xFF]),
    ]
    for (name, place, replacement) in cases {
      var bytes = try ImageFixtures.bytes(name)
      bytes.replaceSubrange(place..<place + replacement.count, with: replacement)
      if name.hasSuffix("png") { mendChecksum(&bytes) }
      #expect(isRefused(bytes), "\(name)")
    }
    for name in ["jpeg-420.jpg", "jpeg-grey.jpg", "jpeg-progressive.jpg", "jpeg-cmyk.jpg"] {
      for extent: [UInt8] in [[0xFF, 0xDC], [0x20, 0x00]] {
        var bytes = try ImageFixtures.bytes(name)
        let frame = try #require(
          (0..<bytes.count).first { bytes[$0] == 0xFF && [0xC0, 0xC2].contains(bytes[$0 + 1]) })
        bytes.replaceSubrange(frame + 5..<frame + 9, with: extent + extent)
        #expect(isRefused(bytes), "\(name)")
      }
    }
  }

  @Test func sizesAreCheckedInBytesOfPixels() throws {
    let bytes = try ImageFixtures.bytes("png-rgb-8.png")  // 13 × 19 × 3 = 741
    #expect(outcome(bytes, ImageDecoder(largestByteCount: 741)) != nil)
    let error = #expect(throws: HoneError.self) {
      try ImageDecoder(largestByteCount: 740).decode(bytes, name: "big.png")
    }
    #expect(
      error?.description == """
        big.png: PNG expects at most 740 bytes of pixels. Received: 13 × 19 × 3
          help: scale the image down first
        """)
  }

  @Test func sizesBelowOneAreErrors() throws {
    for (name, place, value) in [
      ("bmp-24.bmp", 18, [0, 0, 0, 0]), ("bmp-24.bmp", 18, [0xFF, 0xFF, 0xFF, 0xFF]),
      ("bmp-24.bmp", 22, [0, 0, 0, 0]), ("gif.gif", 0x3D + 5, [0, 0]),
    ] as [(String, Int, [UInt8])] {
      var bytes = try ImageFixtures.bytes(name)
      bytes.replaceSubrange(place..<place + value.count, with: value)
      #expect(outcome(bytes) == nil, "\(name)")
    }
  }

  /// A screen of 4096 × 4096 whose frame has few codes, and codes that repeat the longest sequence.
  @Test func codesOfGIFStayWithinTheFrame() throws {
    var bomb = Array("GIF89a".utf8) + [0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]
    bomb += [0x2C, 0, 0, 0, 0, 0x00, 0x10, 0x00, 0x10, 0, 2]
    let few = bomb + [3, 0x44, 0x01, 0x05, 0, 0x3B]
    #expect(isRefused(few))
    // Codes 4 (clear), 0, 6, 7, 8 … each one longer than the one before: 16 million pixels at last.
    var bits = 0
    var count = 0
    var data: [UInt8] = []
    func put(_ code: Int, _ size: Int) {
      bits |= code << count
      count += size
      while count >= 8 {
        data.append(UInt8(bits & 255))
        bits >>= 8
        count -= 8
      }
    }
    put(4, 3)
    put(0, 3)
    var size = 3
    for code in 6..<4096 {
      put(code, size)
      if code + 1 == 1 << size, size < 12 { size += 1 }
    }
    for _ in 0..<4096 { put(4095, 12) }
    put(0, 12)
    let blocks = stride(from: 0, to: data.count, by: 255).flatMap { start in
      let block = data[start..<min(start + 255, data.count)]
      return [UInt8(block.count)] + block
    }
    let image = outcome(bomb + blocks + [0, 0x3B])
    #expect(image?.shape == [4096, 4096, 1])
    #expect(image?.elements(as: UInt8.self).allSatisfy { $0 == 0 } == true)
  }

  @Test func progressiveImagesOfThousandsOfScansAreRefused() throws {
    let bytes = try ImageFixtures.bytes("jpeg-progressive-grey.jpg")
    // The last scan, over and over.
    let scans = (0..<bytes.count - 1).filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
    let last = bytes[try #require(scans.last)..<bytes.count - 2]
    let bomb = bytes.dropLast(2) + Array(repeating: last, count: 2000).joined() + [0xFF, 0xD9]
    let start = ContinuousClock.now
    #expect(outcome(Array(bomb)) == nil)
    #expect(ContinuousClock.now - start < .seconds(2))
  }

  @Test func runsBeyondTheImageAreErrors() throws {
    let bytes = try ImageFixtures.bytes("bmp-runs-8.bmp")
    let start = Int(bytes[10])
    for codes: [UInt8] in [
      [255, 1], [0, 2, 255, 0, 1, 1], [0, 2, 0, 13, 1, 1],
      [0, 20] + [UInt8](repeating: 1, count: 20),
      [0, 0] + Array(repeating: [0, 0] as [UInt8], count: 13).joined() + [1, 1], [1, 200],
    ] {
      #expect(outcome(bytes[..<start] + codes + [0, 1]) == nil, "\(codes)")
    }
    #expect(outcome(bytes[..<start] + [0, 1]) != nil)
  }

  private func mendChecksum(_ bytes: inout [UInt8]) {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes[12..<29] {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 != 0 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    for index in 0..<4 { bytes[29 + index] = UInt8(truncatingIfNeeded: ~crc >> (24 - 8 * index)) }
  }
}
