/// The particles that stand at the end of Korean words, and the two forms that many of them have:
/// one after a consonant, one after a vowel.
///
/// ```text
/// 책이, 영화가 · 책을, 영화를 · 책은, 영화는 · 책과, 영화와 · 책으로, 영화로, 연필로
/// ```
struct KoreanParticle: Sendable {
  /// The form after a final consonant.
  let afterConsonant: String
  /// The form after a vowel.
  let afterVowel: String
  /// Whether words that end in ㄹ take the form after a vowel, as 으로 and 로 do.
  let treatsRieulAsVowel: Bool

  private init(_ afterConsonant: String, _ afterVowel: String, rieul: Bool = false) {
    self.afterConsonant = afterConsonant
    self.afterVowel = afterVowel
    treatsRieulAsVowel = rieul
  }

  private init(_ form: String) { self.init(form, form) }

  /// How a word ends.
  enum Ending: Sendable {
    case vowel, rieul, consonant
  }

  /// The form that agrees with an ending.
  func form(after ending: Ending) -> String {
    switch ending {
    case .vowel: afterVowel
    case .rieul: treatsRieulAsVowel ? afterVowel : afterConsonant
    case .consonant: afterConsonant
    }
  }

  /// Whether the form is the same after every word.
  var isFixed: Bool { afterConsonant == afterVowel }

  /// Every way to read a word as a stem and a particle that agrees with it, longest particle first.
  static func readings(of word: String) -> [(stem: String, particle: KoreanParticle)] {
    var readings: [(stem: String, particle: KoreanParticle)] = []
    for particle in all {
      for form in Set([particle.afterConsonant, particle.afterVowel]) where word.hasSuffix(form) {
        let stem = String(word.dropLast(form.count))
        guard !stem.isEmpty else { continue }
        let agrees = ending(of: stem).map { particle.form(after: $0) == form } ?? particle.isFixed
        if agrees { readings.append((stem, particle)) }
      }
    }
    let order = readings.indices.sorted {
      (readings[$0].stem.count, $0) < (readings[$1].stem.count, $1)
    }
    return order.map { readings[$0] }
  }

  /// A word with a particle that agrees with it; nil if nobody can say how the word ends.
  func attached(to word: String) -> String? {
    if isFixed { return word + afterVowel }
    return Self.ending(of: word).map { word + form(after: $0) }
  }

  /// How a word ends when it is read aloud: Hangul by its last syllable, digits as they are read
  /// (일, 이, 삼 …), capital letters by their names (엘, 엠, 엔, 알 …); nil for anything else.
  static func ending(of word: String) -> Ending? {
    guard let last = word.unicodeScalars.last else { return nil }
    if let parts = Hangul.parts(last) {
      return parts.final == 0 ? .vowel : Hangul.finals[parts.final] == "ㄹ" ? .rieul : .consonant
    }
    switch last {
    case "2", "4", "5", "9": return .vowel
    case "1", "7", "8", "L", "R": return .rieul
    case "0", "3", "6", "M", "N": return .consonant
    case "A"..."Z": return .vowel
    default: return nil
    }
  }

  /// Where a form is that of two particles, the first one is meant: 친구야 is a call.
  private static let all: [KoreanParticle] =
    ([
      ("이", "가"), ("을", "를"), ("은", "는"), ("과", "와"), ("이나", "나"), ("이랑", "랑"),
      ("아", "야"), ("이며", "며"), ("이고", "고"), ("이라", "라"), ("이라고", "라고"),
      ("이라는", "라는"), ("이라도", "라도"), ("이라면", "라면"), ("이든", "든"), ("이란", "란"),
      ("이나마", "나마"), ("이야", "야"), ("이여", "여"), ("이면", "면"), ("이지만", "지만"),
      ("이었다", "였다"), ("이에요", "예요"),
    ].map { KoreanParticle($0.0, $0.1) }
      + [
        ("으로", "로"), ("으로서", "로서"), ("으로써", "로써"), ("으로는", "로는"), ("으로도", "로도"),
        ("으로만", "로만"), ("으로부터", "로부터"),
      ].map { KoreanParticle($0.0, $0.1, rieul: true) }
      + [
        "의", "에", "에서", "에게", "에게서", "께", "께서", "도", "만", "까지", "부터", "보다", "처럼",
        "같이", "마다", "조차", "마저", "밖에", "한테", "하고", "들", "들이", "들을", "들은", "들의", "들에게",
        "들도", "들과", "에는", "에도", "에서는", "에서도", "에게는", "만은", "만이", "만을", "만의", "까지는",
        "까지도", "부터는", "보다는", "보다도", "처럼은", "인", "입니다", "이다",
      ].map { KoreanParticle($0) })
}
