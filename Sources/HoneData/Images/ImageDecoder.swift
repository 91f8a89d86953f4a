public import HoneCore

/// Decodes images, PNG, JPEG, BMP and the first frame of GIF, into uint8 tensors `[H, W, C]`.
///
/// The format is told by a file's first bytes, whatever its name. Everything that these formats
/// hold is read: grey, alpha, palettes, 16 bits (rounded to 8), interlaced and progressive images,
/// CMYK, and the orientation that cameras note in EXIF data, which is applied. Gamma and color
/// profiles aren't, as in other frameworks.
///
/// ```swift
/// let image = try ImageDecoder.decode("photo.jpg", channels: .rgb)
/// ```
///
/// Nothing is taken for granted: an image that would take more than ``largestByteCount`` is refused
/// before memory is taken for it, and a file that is truncated or damaged in its image data is an
/// error, never a picture that is half grey.
public struct ImageDecoder: Hashable, Sendable {
  /// Which channels images are delivered with.
  public var channels: ImageChannels
  /// What transparent pixels show where alpha is dropped: a grey, 255 for white; nil for the color
  /// that is stored beneath, as other frameworks do. What is half transparent is mixed.
  public var background: UInt8?
  /// Whether the orientation in EXIF data is applied.
  public var appliesOrientation: Bool
  /// A JPEG image may be decoded at ½, ¼ or ⅛ of its size, much faster, as long as it keeps this
  /// many rows and ``leastWidth``; nil for the full size.
  public var leastHeight: Int?
  /// The pixels of a row that a reduced JPEG image keeps.
  public var leastWidth: Int?
  /// The most bytes that an image may take when decoded, 256 MiB by default.
  public var largestByteCount: Int

  /// Creates a decoder.
  ///
  /// - Parameters:
  ///   - channels: Which channels images are delivered with.
  ///   - background: What transparent pixels show where alpha is dropped: a grey; nil for the color
  ///     that is stored beneath.
  ///   - appliesOrientation: Whether the orientation in EXIF data is applied.
  ///   - leastHeight: A JPEG image may be decoded at ½, ¼ or ⅛ of its size as long as it keeps this
  ///     many rows; nil for the full size.
  ///   - leastWidth: And this many pixels of a row; nil for the full size.
  ///   - largestByteCount: The most bytes that an image may take when decoded.
  public init(
    channels: ImageChannels = .asStored, background: UInt8? = nil,
    appliesOrientation: Bool = true, leastHeight: Int? = nil, leastWidth: Int? = nil,
    largestByteCount: Int = 1 << 28
  ) {
    self.channels = channels
    self.background = background
    self.appliesOrientation = appliesOrientation
    self.leastHeight = leastHeight
    self.leastWidth = leastWidth
    self.largestByteCount = largestByteCount
  }

  /// Decodes a file.
  ///
  /// - Throws: `.data` that names the file if it is missing, of another format, too large, or
  ///   damaged.
  public static func decode(
    _ path: String, channels: ImageChannels = .asStored
  ) throws(HoneError) -> HostTensor {
    try ImageDecoder(channels: channels).decode(path)
  }

  /// Decodes the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - channels: Which channels the image is delivered with.
  ///   - name: How messages call the file.
  /// - Throws: `.data` if they are of another format, too large an image, or damaged.
  public static func decode(
    _ bytes: [UInt8], channels: ImageChannels = .asStored, name: String = "image"
  ) throws(HoneError) -> HostTensor {
    try ImageDecoder(channels: channels).decode(bytes, name: name)
  }

  /// Decodes a file.
  ///
  /// - Throws: `.data` that names the file if it is missing, of another format, too large, or
  ///   damaged.
  public func decode(_ path: String) throws(HoneError) -> HostTensor {
    try decode(path, only: nil)
  }

  /// Decodes a file of any format, or of one.
  func decode(_ path: String, only format: ImageFormat?) throws(HoneError) -> HostTensor {
    let file = try RandomAccessFile(path)
    guard file.byteCount <= Self.largestFile else {
      throw HoneError(
        .data, path: path, operation: "image",
        wanted: "a file of at most \(Self.largestFile) bytes", received: "\(file.byteCount) bytes")
    }
    let bytes = try file.bytes(0..<file.byteCount)
    return try bytes.withUnsafeBufferPointer { bytes throws(HoneError) in
      try decode(UnsafeRawBufferPointer(bytes), name: path, only: format)
    }
  }

  /// Decodes the bytes of a file.
  ///
  /// - Throws: `.data` if they are of another format, too large an image, or damaged.
  public func decode(_ bytes: [UInt8], name: String) throws(HoneError) -> HostTensor {
    try bytes.withUnsafeBufferPointer { bytes throws(HoneError) in
      try decode(UnsafeRawBufferPointer(bytes), name: name)
    }
  }

  /// Decodes the bytes of a file.
  ///
  /// - Throws: `.data` if they are of another format, too large an image, or damaged.
  public func decode(
    _ bytes: UnsafeRawBufferPointer, name: String
  ) throws(HoneError) -> HostTensor {
    try decode(bytes, name: name, only: nil)
  }

  private func decode(
    _ bytes: UnsafeRawBufferPointer, name: String, only wanted: ImageFormat?
  ) throws(HoneError) -> HostTensor {
    let found = ImageFormat(magic: bytes)
    guard let format = found, wanted == nil || wanted == format else {
      throw HoneError(
        .data, path: name, operation: wanted?.name ?? "image",
        wanted: wanted.map { "a \($0.name) image" } ?? "PNG, JPEG, BMP or GIF",
        received: found.map { "a \($0.name) image" } ?? ImageFormat.guess(bytes),
        help: "convert the file, or leave it out")
    }
    let file = ImageFile(bytes: bytes, name: name, format: format)
    let image =
      switch format {
      case .png: try decodePNG(file)
      case .jpeg: try decodeJPEG(file)
      case .bmp: try decodeBMP(file)
      case .gif: try decodeGIF(file)
      }
    return image.converted(to: channels, over: background)
  }

  private static let largestFile = 1 << 30
}

/// The bytes of an image file that is being decoded.
struct ImageFile {
  let bytes: UnsafeRawBufferPointer
  let name: String
  let format: ImageFormat

  /// Data that is damaged or not as its format has it.
  func damaged(wanted: String = "intact image data", received: String) -> HoneError {
    HoneError(
      .data, path: name, operation: format.name, wanted: wanted, received: received,
      help: "the file is damaged; fetch or copy it again, or leave it out")
  }

  /// Data as the format may have it, which Hone doesn't read.
  func unsupported(wanted: String, received: String) -> HoneError {
    HoneError(
      .data, path: name, operation: format.name, wanted: wanted, received: received,
      help: "save the image as a usual \(format.name) or PNG file, or leave it out")
  }

  /// Refuses an image whose pixels would take too much memory, or whose file is far too short for
  /// it, before memory is taken.
  ///
  /// - Parameters:
  ///   - size: What the header says.
  ///   - leastBits: What so large an image takes in a file at least; 0 if that can't be told.
  ///   - largest: The most bytes that it may take in memory.
  func check(
    _ size: ImageSize, leastBits: UInt64 = 0, largest: Int
  ) throws(HoneError) {
    let text = "\(size.height) × \(size.width) × \(size.channels)"
    guard size.height > 0, size.width > 0, size.channels > 0 else {
      throw damaged(wanted: "an image with pixels", received: text)
    }
    let most = largest / size.channels
    guard size.width <= most, size.height <= most / size.width else {
      throw HoneError(
        .data, path: name, operation: format.name, wanted: "at most \(largest) bytes of pixels",
        received: text, help: "scale the image down first")
    }
    guard leastBits / 8 <= UInt64(bytes.count) else {
      throw damaged(
        wanted: "at least \(leastBits / 8) bytes for \(text)",
        received: "a file of \(bytes.count) bytes")
    }
  }
}
