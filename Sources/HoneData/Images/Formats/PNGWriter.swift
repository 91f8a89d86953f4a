internal import CPNG
public import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

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
    let header = try makeHeader(of: image, path)
    defer { header.deallocate() }
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

  /// The bytes of a file.
  ///
  /// - Parameter image: as for ``write(_:to:)``.
  /// - Throws: `.usage` if the tensor isn't such an image.
  public static func bytes(of image: HostTensor) throws(HoneError) -> [UInt8] {
    let header = try makeHeader(of: image, "image")
    defer { header.deallocate() }
    // First the size, then the bytes.
    var count = 0
    var bytes: [UInt8] = []
    for isMeasured in [false, true] {
      if isMeasured { bytes = [UInt8](repeating: 0, count: count) }
      let written = image.withUnsafeBytes { pixels in
        bytes.withUnsafeMutableBytes { target in
          png_image_write_to_memory(
            header, isMeasured ? target.baseAddress : nil, &count, 0, pixels.baseAddress, 0, nil)
        }
      }
      guard written != 0 else {
        throw HoneError(.data, operation: "write PNG", message: message(of: header))
      }
    }
    return Array(bytes.prefix(count))
  }
}

/// libpng's description of an image; libpng keeps its address.
private func makeHeader(
  of image: HostTensor, _ path: String
) throws(HoneError) -> UnsafeMutablePointer<png_image> {
  let channels = image.shape.rank == 3 ? image.shape[2] : 1
  guard image.dtype == .uint8, 2...3 ~= image.shape.rank, 1...4 ~= channels, image.count > 0
  else {
    throw HoneError(
      .usage, path: path, operation: "PNG", wanted: "uint8 of shape [H, W] or [H, W, 1 … 4]",
      received: "\(image.dtype) of shape \(image.shape)")
  }
  let header = UnsafeMutablePointer<png_image>.allocate(capacity: 1)
  header.initialize(to: png_image())
  header.pointee.version = UInt32(PNG_IMAGE_VERSION)
  header.pointee.height = UInt32(clamping: image.shape[0])
  header.pointee.width = UInt32(clamping: image.shape[1])
  header.pointee.format =
    (channels >= 3 ? Flag.color : 0) | (channels % 2 == 0 ? Flag.alpha : 0)
  return header
}

private func message(of image: UnsafePointer<png_image>) -> String {
  withUnsafeBytes(of: image.pointee.message) { bytes in
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}

/// libpng's format flags, which its header defines by macros.
private enum Flag {
  static let alpha: UInt32 = 1
  static let color: UInt32 = 2
}
