internal import CImageCodecs
internal import HoneCore

extension ImageDecoder {
  /// JPEG, by libjpeg-turbo: baseline and progressive, Huffman and arithmetic codes, 8 bits.
  func decodeJPEG(_ file: ImageFile) throws(HoneError) -> HostTensor {
    var header = HoneImageHeader()
    guard let base = file.bytes.assumingMemoryBound(to: UInt8.self).baseAddress,
      let codec = hone_jpeg_open(base, file.bytes.count, &header)
    else { throw file.damaged(wanted: "a JPEG image", received: header.text) }
    defer { hone_jpeg_close(codec) }
    let orientation =
      appliesOrientation
      ? Orientation(
        exif: UnsafeRawBufferPointer(start: header.exif, count: header.exif_count)) : .upright
    try file.check(header.size, leastBits: header.least_bits, largest: largestByteCount)
    let denominator = denominator(header.size, isTransposed: orientation.isTransposing)
    guard hone_jpeg_choose(codec, channels == .grayscale ? 1 : 0, denominator, &header) != 0 else {
      throw file.damaged(received: header.text)
    }
    let image = try header.pixels(of: file) { memory, count, header in
      hone_jpeg_read(codec, memory, count, &header)
    }
    return orientation.apply(to: image)
  }

  /// The largest of 1, 2, 4 and 8 by which the size may be divided.
  private func denominator(_ size: ImageSize, isTransposed: Bool) -> Int32 {
    guard let leastHeight, let leastWidth else { return 1 }
    let (rows, columns) = isTransposed ? (leastWidth, leastHeight) : (leastHeight, leastWidth)
    let largest = [8, 4, 2].first { denominator in
      (size.height + denominator - 1) / denominator >= rows
        && (size.width + denominator - 1) / denominator >= columns
    }
    return Int32(largest ?? 1)
  }
}

extension HoneImageHeader {
  var size: ImageSize {
    ImageSize(height: Int(height), width: Int(width), channels: Int(channels))
  }

  /// What the library says.
  var text: String {
    let text = withUnsafeBytes(of: message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return text.isEmpty ? "too little memory" : text
  }

  /// The tensor that a reading function fills; the function returns 0 if it fails.
  mutating func pixels(
    of file: ImageFile,
    _ read: (UnsafeMutablePointer<UInt8>, Int, inout HoneImageHeader) -> Int32
  ) throws(HoneError) -> HostTensor {
    var isRead = false
    let image = HostTensor(
      shape: [size.height, size.width, size.channels], dtype: .uint8
    ) { memory in
      guard let base = memory.assumingMemoryBound(to: UInt8.self).baseAddress else { return }
      isRead = read(base, memory.count, &self) != 0
    }
    guard isRead else { throw file.damaged(received: text) }
    return image
  }
}
