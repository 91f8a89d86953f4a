internal import CPNG
public import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Which channels an image is delivered with.
public enum ImageChannels: String, Hashable, Sendable, Codable, CaseIterable {
  /// As the file has them: grey 1, grey with alpha 2, RGB 3, RGBA 4; palettes become RGB(A).
  case asStored
  /// One: 0.299 R + 0.587 G + 0.114 B; alpha is dropped.
  case grayscale
  /// Three; alpha is dropped.
  case rgb
  /// Four; alpha is 255 where the file has none.
  case rgba
}

/// Reads PNG files into `[H, W, C]` uint8 tensors, by libpng.
public enum PNGReader {
  /// The most bytes that an image may take when decoded.
  static let largest = 1 << 28

  /// Reads a file. Sixteen-bit samples are reduced to eight.
  ///
  /// - Throws: `.data` if the file is missing, isn't a PNG, is damaged, or would take more than
  ///   256 MiB.
  public static func read(
    _ path: String, channels: ImageChannels = .asStored
  ) throws(HoneError) -> HostTensor {
    guard let file = fopen(path, "rb") else {
      throw .system(.data, path: path, operation: "open", code: SystemError.code)
    }
    defer { fclose(file) }
    let image = makeHeader()
    defer {
      png_image_free(image)
      image.deallocate()
    }
    guard png_image_begin_read_from_stdio(image, file) != 0 else {
      throw failure(path, "a PNG image", image)
    }
    image.pointee.flags |= Flag.sixteenBitIsSRGB
    image.pointee.format &= Flag.alpha | Flag.color
    let stored = channelCount(image.pointee.format)
    let height = Int(image.pointee.height)
    let width = Int(image.pointee.width)
    guard height * width * stored <= largest else {
      throw HoneError(
        .data, path: path, operation: "PNG", wanted: "at most \(largest) bytes of pixels",
        received: "\(height) × \(width) × \(stored)", help: "scale the image down first")
    }
    var code: Int32 = 0
    let pixels = HostTensor(shape: [height, width, stored], dtype: .uint8) { memory in
      code = png_image_finish_read(image, nil, memory.baseAddress, 0, nil)
    }
    guard code != 0, image.pointee.warning_or_error & 2 == 0 else {
      throw failure(path, "intact image data", image)
    }
    return pixels.converted(to: channels)
  }

  private static func channelCount(_ format: UInt32) -> Int {
    (format & Flag.color != 0 ? 3 : 1) + (format & Flag.alpha != 0 ? 1 : 0)
  }

  private static func failure(
    _ path: String, _ wanted: String, _ image: UnsafePointer<png_image>
  ) -> HoneError {
    HoneError(
      .data, path: path, operation: "PNG", wanted: wanted, received: message(of: image),
      help: "the file is damaged or of another format")
  }
}

/// Writes `[H, W]` or `[H, W, C]` uint8 tensors as PNG files, by libpng.
public enum PNGWriter {
  /// Writes a file, under a temporary name first, so that no half-written image is left.
  ///
  /// - Parameters:
  ///   - image: uint8 of shape `[H, W]` or `[H, W, C]` with C = 1 (grey), 2 (grey with alpha), 3
  ///     (RGB) or 4 (RGBA).
  ///   - path: The file.
  /// - Throws: `.usage` if the tensor isn't such an image, `.file` if it can't be written.
  public static func write(_ image: HostTensor, to path: String) throws(HoneError) {
    let channels = image.shape.rank == 2 ? 1 : image.shape[2]
    guard image.dtype == .uint8, 2...3 ~= image.shape.rank, 1...4 ~= channels, image.count > 0
    else {
      throw HoneError(
        .usage, path: path, operation: "PNG", wanted: "uint8 of shape [H, W] or [H, W, 1 … 4]",
        received: "\(image.dtype) of shape \(image.shape)")
    }
    let header = makeHeader()
    defer { header.deallocate() }
    header.pointee.height = UInt32(clamping: image.shape[0])
    header.pointee.width = UInt32(clamping: image.shape[1])
    header.pointee.format =
      (channels >= 3 ? Flag.color : 0) | (channels % 2 == 0 ? Flag.alpha : 0)
    let temporary = path + ".part"
    guard let file = fopen(temporary, "wb") else {
      throw .system(path: path, operation: "write", code: SystemError.code)
    }
    let written = image.withUnsafeBytes {
      png_image_write_to_stdio(header, file, 0, $0.baseAddress, 0, nil)
    }
    let isClosed = fclose(file) == 0
    guard written != 0, isClosed, rename(temporary, path) == 0 else {
      let code = SystemError.code
      unlink(temporary)
      if written != 0 { throw .system(path: path, operation: "write", code: code) }
      throw HoneError(.file, path: path, operation: "write PNG", message: message(of: header))
    }
  }
}

/// libpng's description of an image; libpng keeps its address.
private func makeHeader() -> UnsafeMutablePointer<png_image> {
  let header = UnsafeMutablePointer<png_image>.allocate(capacity: 1)
  header.initialize(to: png_image())
  header.pointee.version = UInt32(PNG_IMAGE_VERSION)
  return header
}

private func message(of image: UnsafePointer<png_image>) -> String {
  withUnsafeBytes(of: image.pointee.message) { bytes in
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}

/// libpng's format and image flags, which its header defines by macros.
private enum Flag {
  static let alpha: UInt32 = 1
  static let color: UInt32 = 2
  static let sixteenBitIsSRGB: UInt32 = 4
}

extension HostTensor {
  /// A uint8 image `[H, W, C]` with other channels.
  func converted(to channels: ImageChannels) -> HostTensor {
    let stored = shape[2]
    let wanted: Int
    switch channels {
    case .asStored: wanted = stored
    case .grayscale: wanted = 1
    case .rgb: wanted = 3
    case .rgba: wanted = 4
    }
    if wanted == stored { return self }
    return HostTensor(shape: [shape[0], shape[1], wanted], dtype: .uint8) { target in
      withUnsafeBytes { source in
        for pixel in 0..<shape[0] * shape[1] {
          let from = pixel * stored
          let to = pixel * wanted
          let isGrey = stored < 3
          let red = source[from]
          let green = isGrey ? red : source[from + 1]
          let blue = isGrey ? red : source[from + 2]
          if wanted == 1 {
            // 0.299, 0.587, 0.114 in units of 2⁻¹⁶.
            let sum = 19595 * UInt32(red) + 38470 * UInt32(green) + 7471 * UInt32(blue)
            target[to] = isGrey ? red : UInt8(truncatingIfNeeded: (sum + 0x8000) >> 16)
            continue
          }
          target[to] = red
          target[to + 1] = green
          target[to + 2] = blue
          if wanted == 4 { target[to + 3] = stored == 2 ? source[from + 1] : 255 }
        }
      }
    }
  }
}
