internal import HoneCore

/// How a camera was held: what has to be done to a picture so that it is upright.
///
/// Reference: CIPA DC-008, "Exchangeable image file format", tag 0x0112.
enum Orientation: UInt16, CaseIterable {
  case upright = 1
  case mirrored, turned, flipped, transposed, turnedRight, transversed, turnedLeft

  /// Whether rows become columns.
  var isTransposing: Bool { rawValue >= 5 }

  /// The orientation that EXIF data notes: a TIFF file of the tag, among others. Upright if there
  /// is none, or the data is damaged: it is an advice, the picture is whole without it.
  init(exif bytes: UnsafeRawBufferPointer) {
    self = Self.find(in: bytes) ?? .upright
  }

  private static func find(in bytes: UnsafeRawBufferPointer) -> Orientation? {
    let isLittle = bytes.starts(with: [0x49, 0x49, 0x2A, 0])
    guard isLittle || bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]) else { return nil }
    func number(_ offset: Int, _ count: Int) -> Int? {
      guard offset >= 0, offset <= bytes.count - count else { return nil }
      let digits = bytes[offset..<offset + count]
      return isLittle
        ? digits.reversed().reduce(0) { $0 << 8 | Int($1) }
        : digits.reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(4, 4), let count = number(directory, 2) else { return nil }
    for entry in 0..<count {
      let place = directory + 2 + entry * 12
      guard let tag = number(place, 2) else { return nil }
      if tag != 0x0112 { continue }
      guard number(place + 2, 2) == 3, let value = number(place + 8, 2) else { return nil }
      return Orientation(rawValue: UInt16(value))
    }
    return nil
  }

  /// The upright picture of a uint8 image `[H, W, C]`.
  func apply(to image: HostTensor) -> HostTensor {
    if self == .upright { return image }
    let (height, width, channels) = (image.shape[0], image.shape[1], image.shape[2])
    // The first pixel of the result, and the steps to the next one down and to the right.
    let (first, down, right) =
      switch self {
      case .upright: (0, width, 1)
      case .mirrored: (width - 1, width, -1)
      case .turned: (height * width - 1, -width, -1)
      case .flipped: ((height - 1) * width, -width, 1)
      case .transposed: (0, 1, width)
      case .turnedRight: ((height - 1) * width, 1, -width)
      case .transversed: (height * width - 1, -1, -width)
      case .turnedLeft: (width - 1, -1, width)
      }
    let (rows, columns) = isTransposing ? (width, height) : (height, width)
    return HostTensor(shape: [rows, columns, channels], dtype: .uint8) { target in
      image.withUnsafeBytes { source in
        var place = 0
        for row in 0..<rows {
          var from = (first + row * down) * channels
          for _ in 0..<columns {
            for channel in 0..<channels { target[place + channel] = source[from + channel] }
            place += channels
            from += right * channels
          }
        }
      }
    }
  }
}
