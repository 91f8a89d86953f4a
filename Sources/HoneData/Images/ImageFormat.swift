/// A format of image files that Hone reads, told by the first bytes of a file, not by its name.
public enum ImageFormat: String, Hashable, Sendable, Codable, CaseIterable {
  case png, jpeg, bmp, gif

  /// How messages call it.
  public var name: String { rawValue.uppercased() }

  /// The format of a file that begins with these bytes; nil if it is another.
  public init?(magic bytes: UnsafeRawBufferPointer) {
    let found = Self.allCases.first { format in
      format.magics.contains { bytes.starts(with: $0) }
    }
    guard let found else { return nil }
    self = found
  }

  /// The bytes that tell a format: no more than this many.
  static let magicCount = 16

  private var magics: [[UInt8]] {
    switch self {
    case .png: [[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]]
    case .jpeg: [[0xFF, 0xD8, 0xFF]]
    case .bmp: [Array("BM".utf8)]
    case .gif: [Array("GIF87a".utf8), Array("GIF89a".utf8)]
    }
  }

  /// What a file that is in none of the formats seems to be.
  static func guess(_ bytes: UnsafeRawBufferPointer) -> String {
    if bytes.isEmpty { return "an empty file" }
    for (magic, name) in others where bytes.starts(with: magic) { return name }
    if bytes.dropFirst(4).starts(with: Array("ftyp".utf8)) { return "an HEIF, AVIF or video file" }
    let first = bytes.prefix(8)
    if first.allSatisfy({ 32..<127 ~= $0 || 9...13 ~= $0 }) { return "a text file" }
    let digits = first.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return "a file that begins with the bytes " + digits.joined(separator: " ")
  }

  private static let others: [([UInt8], String)] = [
    (Array("RIFF".utf8), "a WebP or other RIFF file"), (Array("II*\0".utf8), "a TIFF file"),
    (Array("MM\0*".utf8), "a TIFF file"), (Array("%PDF".utf8), "a PDF file"),
    (Array("<svg".utf8), "an SVG file"), (Array("<?xml".utf8), "an XML or SVG file"),
    (Array("<!DOCTYPE".utf8), "a web page"), (Array("<html".utf8), "a web page"),
    ([0x1F, 0x8B], "a gzip file"), (Array("PK".utf8), "a zip file"),
    ([0, 0, 1, 0], "an icon file"), (Array("8BPS".utf8), "a Photoshop file"),
    ([0, 0, 0, 0x0C, 0x6A, 0x50], "a JPEG 2000 file"), ([0xFF, 0x0A], "a JPEG XL file"),
    (Array("version https://git-lfs".utf8), "a Git LFS pointer, not the file itself"),
  ]
}
