import HoneCore
import HoneData
import Testing

struct ImageDecoderTests {
  @Test func thereAreFilesOfAllFormats() {
    #expect(ImageFixtures.names.count >= 59)
    for format in [".png", ".jpg", ".bmp", ".gif"] {
      #expect(ImageFixtures.names.contains { $0.hasSuffix(format) })
    }
  }

  /// Exact: Pillow decodes by the same libraries, and what it rounds down is written exactly.
  @Test(arguments: ImageFixtures.names)
  func pixelsAreThoseOfPillow(_ name: String) throws {
    let expected = try ImageFixtures.pixels(name)
    #expect(try ImageDecoder.decode(ImageFixtures.path(name)) == expected)
    #expect(try ImageDecoder.decode(ImageFixtures.bytes(name), name: name) == expected)
  }

  @Test(arguments: ImageFixtures.names)
  func channelsConvertAlike(_ name: String) throws {
    let bytes = try ImageFixtures.bytes(name)
    let stored = try ImageDecoder.decode(bytes)
    for channels in [ImageChannels.grayscale, .rgb, .rgba] {
      let image = try ImageDecoder.decode(bytes, channels: channels)
      #expect(image.shape == [stored.shape[0], stored.shape[1], channels.count ?? 0])
    }
    let values = stored.elements(as: UInt8.self).map { Int($0) }
    let step = stored.shape[2]
    let grey = try ImageDecoder.decode(bytes, channels: .grayscale).elements(as: UInt8.self)
    for (pixel, value) in grey.enumerated() {
      let color = values[pixel * step..<(pixel + 1) * step]
      let brightness =
        step < 3
        ? Double(values[pixel * step])
        : zip([0.299, 0.587, 0.114], color).reduce(0) { $0 + $1.0 * Double($1.1) }
      // JPEG stores brightness itself; of its RGB, clipped to 0 … 255, it can't be told closely.
      let isClipped = color.contains { $0 == 0 || $0 == 255 }
      #expect(isClipped || abs(Double(value) - brightness) <= 2)
    }
    let opaque = try ImageDecoder.decode(bytes, channels: .rgba).elements(as: UInt8.self)
    let alphas = stride(from: 3, to: opaque.count, by: 4).map { opaque[$0] }
    #expect(step % 2 == 0 || alphas.allSatisfy { $0 == 255 })
  }

  @Test func orientationIsLeftAloneIfAsked() throws {
    let upright = try ImageFixtures.pixels("jpeg-exif-1.jpg")
    for orientation in 1...8 {
      let bytes = try ImageFixtures.bytes("jpeg-exif-\(orientation).jpg")
      let decoder = ImageDecoder(appliesOrientation: false)
      #expect(try decoder.decode(bytes, name: "x") == upright)
    }
  }

  @Test func damagedOrientationsAreUpright() throws {
    let good = try ImageFixtures.bytes("jpeg-exif-6.jpg")
    let upright = try ImageFixtures.pixels("jpeg-exif-1.jpg")
    let start = try #require(
      (0..<good.count).first { good[$0...].starts(with: Array("Exif\0\0".utf8)) })
    // The byte order, the place of the directory, the tag, its type, its value.
    for (place, value) in [(6, 0x4A), (10, 0xFF), (13, 0xFF), (17, 0xFF), (18, 9), (25, 9)] {
      var bytes = good
      bytes[start + place] = UInt8(value)
      #expect(try ImageDecoder.decode(bytes) == upright, "\(place)")
    }
  }

  @Test func transparentPixelsShowTheBackground() throws {
    let bytes = try ImageFixtures.bytes("png-rgba-8.png")
    let stored = try ImageDecoder.decode(bytes).elements(as: UInt8.self)
    let white = try ImageDecoder(channels: .rgb, background: 255).decode(bytes, name: "x")
    #expect(white.shape == [13, 19, 3])
    let colors = white.elements(as: UInt8.self)
    for pixel in 0..<13 * 19 {
      let alpha = Double(stored[pixel * 4 + 3]) / 255
      for channel in 0..<3 {
        let mixed = Double(stored[pixel * 4 + channel]) * alpha + 255 * (1 - alpha)
        #expect(abs(Double(colors[pixel * 3 + channel]) - mixed) <= 0.5)
      }
    }
    let grey = try ImageDecoder(channels: .grayscale, background: 9).decode(
      ImageFixtures.bytes("png-grey-alpha-8.png"), name: "x")
    #expect(grey.shape == [13, 19, 1])
    // Alpha that is kept, and images without, stay as they are.
    let kept = try ImageDecoder(channels: .rgba, background: 255).decode(bytes, name: "x")
    #expect(kept.elements(as: UInt8.self) == stored)
    let opaque = try ImageFixtures.bytes("png-rgb-8.png")
    #expect(
      try ImageDecoder(channels: .rgb, background: 255).decode(opaque, name: "x")
        == ImageDecoder.decode(opaque))
  }

  @Test func largeJPEGImagesAreReducedWhileTheyAreDecoded() throws {
    let bytes = try ImageFixtures.bytes("jpeg-420.jpg")  // 13 × 19
    func shape(_ height: Int?, _ width: Int?) throws -> Shape {
      try ImageDecoder(leastHeight: height, leastWidth: width).decode(bytes, name: "x").shape
    }
    #expect(try shape(nil, nil) == [13, 19, 3])
    #expect(try shape(8, 8) == [13, 19, 3])
    #expect(try shape(7, 10) == [7, 10, 3])
    #expect(try shape(7, 11) == [13, 19, 3])
    #expect(try shape(4, 5) == [4, 5, 3])
    #expect(try shape(2, 3) == [2, 3, 3])
    #expect(try shape(0, -3) == [2, 3, 3])
    // A turned image keeps what is asked of the upright one.
    let turned = try ImageFixtures.bytes("jpeg-exif-6.jpg")
    let decoder = ImageDecoder(leastHeight: 10, leastWidth: 7)
    #expect(try decoder.decode(turned, name: "x").shape == [10, 7, 3])
  }

  @Test func reducedImagesAreMeans() throws {
    let bytes = try ImageFixtures.bytes("jpeg-grey.jpg")
    let full = try ImageDecoder.decode(bytes).elements(as: UInt8.self)
    let half = try ImageDecoder(leastHeight: 7, leastWidth: 10).decode(bytes, name: "x")
    let values = half.elements(as: UInt8.self)
    var worst = 0
    for row in 0..<6 {
      for column in 0..<9 {
        let place = 2 * row * 19 + 2 * column
        let sum = [place, place + 1, place + 19, place + 20].reduce(0) { $0 + Int(full[$1]) }
        worst = max(worst, abs(Int(values[row * 10 + column]) - sum / 4))
      }
    }
    #expect(worst <= 12)
  }

  @Test func otherFormatsAreNamed() throws {
    let cases: [(bytes: [UInt8], received: String)] = [
      ([], "an empty file"), (Array("RIFFxxxxWEBP".utf8), "a WebP or other RIFF file"),
      (Array("<!DOCTYPE html>".utf8), "a web page"), (Array("hello there".utf8), "a text file"),
      ([0, 0, 0, 24] + Array("ftypheic".utf8), "an HEIF, AVIF or video file"),
      ([0x12, 0xAB, 0], "a file that begins with the bytes 12 ab 00"),
    ]
    for (bytes, received) in cases {
      let error = #expect(throws: HoneError.self) { try ImageDecoder.decode(bytes, name: "x.png") }
      #expect(error?.path == "x.png")
      #expect(error?.wanted == "PNG, JPEG, BMP or GIF")
      #expect(error?.received == received)
    }
  }

  @Test func filesAreDecodedWhateverTheirNames() throws {
    let folder = try TemporaryFolder()
    for name in ["jpeg-420.jpg", "gif.gif", "bmp-24.bmp", "png-rgb-8.png"] {
      let path = try folder.write(ImageFixtures.bytes(name), "그림 \(name) file.txt")
      #expect(try ImageDecoder.decode(path) == ImageFixtures.pixels(name))
    }
  }

  @Test func whatIsNoFileIsAnError() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.png"
    let missing = #expect(throws: HoneError.self) { try ImageDecoder.decode(path) }
    #expect(missing?.message == "no such file or folder")
    let isFolder = #expect(throws: HoneError.self) { try ImageDecoder.decode(folder.path) }
    #expect(isFolder?.received == "a folder")
    #expect(isFolder?.path == folder.path)
  }
}
