/// Writes letters and their marks as one code point where Unicode has one (NFC), so that a text
/// typed on one system is the same text as typed on another.
///
/// It covers Hangul (made of jamo as macOS writes file names), Latin, Greek, Cyrillic and kana.
enum CanonicalComposition {
  /// The text, composed; the text itself if nothing in it can be composed.
  static func composed(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: mayCompose) else { return text }
    var result = String.UnicodeScalarView()
    for character in text {
      let scalars = character.unicodeScalars
      if scalars.count == 1 || !scalars.contains(where: mayCompose) {
        result.append(contentsOf: scalars)
      } else {
        compose(scalars, into: &result)
      }
    }
    return String(result)
  }

  /// Whether a code point can become part of the one before it.
  private static func mayCompose(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x300...0x36F, 0x1161...0x1175, 0x11A8...0x11C2, 0x3099...0x309A: true
    default: false
    }
  }

  private static func compose(
    _ scalars: Character.UnicodeScalarView, into result: inout String.UnicodeScalarView
  ) {
    var pending: [Unicode.Scalar] = []
    for scalar in scalars {
      if let last = pending.last, let joined = join(last, scalar) {
        pending[pending.count - 1] = joined
      } else {
        pending.append(scalar)
      }
    }
    result.append(contentsOf: pending)
  }

  private static func join(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
    if let syllable = Hangul.join(first, second) { return syllable }
    guard mayCompose(second) else { return nil }
    var pair = String.UnicodeScalarView()
    pair.append(first)
    pair.append(second)
    let text = String(pair)
    return text.count == 1 ? letters[Character(text)] : nil
  }

  /// The letters with marks, found by any spelling: characters that mean the same are equal.
  private static let letters: [Character: Unicode.Scalar] = {
    let blocks: [ClosedRange<UInt32>] = [
      0xC0...0x24F, 0x370...0x3CE, 0x3D3...0x52F, 0x1E00...0x1FFF, 0x3041...0x30FE,
    ]
    var letters: [Character: Unicode.Scalar] = [:]
    for scalar in blocks.joined().lazy.compactMap({ Unicode.Scalar($0) }) {
      let character = Character(scalar)
      if letters[character] == nil { letters[character] = scalar }
    }
    return letters
  }()
}

/// The arithmetic of Hangul syllables: first consonant, vowel, final consonant.
enum Hangul {
  /// The first consonants, as letters of their own, in the order of syllables.
  static let initials = Array("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ".unicodeScalars)
  /// The vowels.
  static let medials = Array("ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ".unicodeScalars)
  /// The final consonants; the first stands for none.
  static let finals = Array(" ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ".unicodeScalars)

  private static let base: UInt32 = 0xAC00
  private static let count: UInt32 = 11172

  /// The parts of a syllable, as places in ``initials``, ``medials`` and ``finals``; nil for
  /// anything else.
  static func parts(_ scalar: Unicode.Scalar) -> (initial: Int, medial: Int, final: Int)? {
    guard scalar.value >= base, scalar.value < base + count else { return nil }
    let index = Int(scalar.value - base)
    return (index / 588, index / 28 % 21, index % 28)
  }

  /// The syllable of parts; nil if there are no such parts.
  static func syllable(initial: Int, medial: Int, final: Int) -> Unicode.Scalar? {
    guard 0..<19 ~= initial, 0..<21 ~= medial, 0..<28 ~= final else { return nil }
    return Unicode.Scalar(base + UInt32((initial * 21 + medial) * 28 + final))
  }

  /// The syllable of a first consonant and a vowel, or of an open syllable and a final consonant,
  /// both written as conjoining jamo.
  static func join(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
    switch (first.value, second.value) {
    case (0x1100...0x1112, 0x1161...0x1175):
      syllable(initial: Int(first.value - 0x1100), medial: Int(second.value - 0x1161), final: 0)
    case (base..<(base + count), 0x11A8...0x11C2):
      parts(first).flatMap { parts in
        parts.final == 0
          ? syllable(
            initial: parts.initial, medial: parts.medial, final: Int(second.value - 0x11A7))
          : nil
      }
    default: nil
    }
  }
}
