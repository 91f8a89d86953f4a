/// What happens to a text before it is split into tokens.
public enum TextStandardization: String, Hashable, Sendable, CaseIterable {
  /// Small letters, no punctuation.
  case lowerAndStripPunctuation
  /// Small letters.
  case lower
  /// No punctuation.
  case stripPunctuation
  /// Nothing.
  case none

  var lowers: Bool { self == .lower || self == .lowerAndStripPunctuation }
  var strips: Bool { self == .stripPunctuation || self == .lowerAndStripPunctuation }
}

/// Writes a text as the UTF-8 bytes of its standardized form.
struct TextStandardizer: Sendable {
  let form: TextStandardization
  /// Whether letters, punctuation and spaces beyond ASCII count, and letters are composed.
  let unicode: Bool
  /// What becomes of each ASCII byte; 0 for nothing.
  private let ascii: [UInt8]

  init(_ form: TextStandardization, unicode: Bool) {
    self.form = form
    self.unicode = unicode
    ascii = (0..<128).map { byte in
      let scalar = Unicode.Scalar(UInt8(byte))
      if form.strips, Self.isPunctuation(UInt8(byte)) { return 0 }
      return form.lowers && "A"..."Z" ~= scalar ? UInt8(byte) + 32 : UInt8(byte)
    }
  }

  /// The 32 signs of ASCII that are neither letters, digits nor spaces.
  static func isPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case 33...47, 58...64, 91...96, 123...126: true
    default: false
    }
  }

  /// Replaces `bytes` by the standardized text.
  func standardize(_ text: String, into bytes: inout [UInt8]) {
    bytes.removeAll(keepingCapacity: true)
    var text = text
    let isASCII = text.withUTF8 { source in
      bytes.reserveCapacity(source.count)
      return ascii.withUnsafeBufferPointer { ascii in
        for byte in source {
          if byte >= 128, unicode { return false }
          let mapped = byte < 128 ? ascii[Int(byte)] : byte
          if mapped != 0 || byte == 0 { bytes.append(mapped) }
        }
        return true
      }
    }
    if !isASCII { standardizeAll(CanonicalComposition.composed(text), into: &bytes) }
  }

  private func standardizeAll(_ text: String, into bytes: inout [UInt8]) {
    bytes.removeAll(keepingCapacity: true)
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0..<128:
        let mapped = ascii[Int(scalar.value)]
        if mapped != 0 || scalar.value == 0 { bytes.append(mapped) }
      case 0xAC00...0xD7A3, 0x3040...0x30FA, 0x3400...0x9FFF:  // Hangul, kana, Chinese characters
        append(scalar, to: &bytes)
      default: standardize(scalar, into: &bytes)
      }
    }
  }

  private func standardize(_ scalar: Unicode.Scalar, into bytes: inout [UInt8]) {
    let properties = scalar.properties
    if properties.isWhitespace {
      bytes.append(32)
    } else if form.strips, properties.isPunctuation {
      // Quotation marks stand in words as apostrophes; what else isn't set off by spaces divides.
      if !["\u{2018}", "\u{2019}", "\u{2032}"].contains(scalar) { bytes.append(32) }
    } else if form.lowers, properties.changesWhenLowercased {
      bytes.append(contentsOf: properties.lowercaseMapping.utf8)
    } else {
      append(scalar, to: &bytes)
    }
  }

  private func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    if let encoded = UTF8.encode(scalar) { bytes.append(contentsOf: encoded) }
  }
}

extension Unicode.Scalar.Properties {
  /// Whether the code point is a mark of punctuation.
  var isPunctuation: Bool {
    switch generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      true
    default: false
    }
  }
}
