internal import CImageCodecs
public import HoneCore

extension ImageDecoder {
  /// PNG, by libpng: all kinds, interlaced or not; 16 bits are rounded to 8.
  func decodePNG(_ file: ImageFile) throws(HoneError) -> HostTensor {
    var header = HoneImageHeader()
    guard let base = file.bytes.assumingMemoryBound(to: UInt8.self).baseAddress,
      let codec = hone_png_open(base, file.bytes.count, &header)
    else { throw file.damaged(wanted: "a PNG image", received: header.text) }
    defer { hone_png_close(codec) }
    try file.check(header.size, leastBits: header.least_bits, largest: largestByteCount)
    let image = try header.pixels(of: file) { memory, count, header in
      hone_png_read(codec, memory, count, &header)
    }
    guard appliesOrientation, let exif = Self.exif(of: file.bytes) else { return image }
    return Orientation(exif: exif).apply(to: image)
  }

  /// The content of the chunk with EXIF data, if there is one.
  private static func exif(of file: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var position = 8
    while position <= file.count - 12 {
      let length = file[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      let start = position + 8
      guard length <= file.count - 4 - start else { return nil }
      if file[position + 4..<start].elementsEqual("eXIf".utf8) {
        return UnsafeRawBufferPointer(rebasing: file[start..<start + length])
      }
      position = start + length + 4
    }
    return nil
  }
}

/// Reads PNG files into `[H, W, C]` uint8 tensors; ``ImageDecoder`` reads other formats as well.
public enum PNGReader {
  /// Reads a file. Sixteen-bit samples are reduced to eight.
  ///
  /// - Throws: `.data` if the file is missing, isn't a PNG, is damaged, or would take more than
  ///   256 MiB.
  public static func read(
    _ path: String, channels: ImageChannels = .asStored
  ) throws(HoneError) -> HostTensor {
    try ImageDecoder(channels: channels).decode(path, only: .png)
  }
}
