import HoneCore
import Testing

@testable import HoneData

struct TextVectorizationTests {
  private let words = TextVectorization(outputSequenceLength: 4, vocabulary: ["a"])

  @Test func scriptsKeepTheirLetters() {
    #expect(words.tokens(of: "ÉCOLE Ünïted ΑΒΓ ДА") == ["école", "ünïted", "αβγ", "да"])
    #expect(words.tokens(of: "東京タワー、고양이。مرحبا") == ["東京タワー", "고양이", "مرحبا"])
    #expect(words.tokens(of: "좋아요 😀👍🏽 ©") == ["좋아요", "😀👍🏽", "©"])
  }

  @Test func marksBeyondASCIIAreMarks() {
    #expect(words.tokens(of: "“It’s fine”—he said… “네”") == ["its", "fine", "he", "said", "네"])
    #expect(words.tokens(of: "a\u{3000}b\u{A0}c\u{2009}d") == ["a", "b", "c", "d"])
    let keras = TextVectorization(outputSequenceLength: 4, vocabulary: ["a"], unicode: false)
    #expect(keras.tokens(of: "“It’s FINE” É") == ["“it’s", "fine”", "É"])
  }

  /// macOS writes Hangul as jamo: the same words must get the same numbers.
  @Test func spellingsOfOneTextAreOne() {
    let composed = "한국어 각 뷁 Ångström é ё が プ"
    let scalars = composed.unicodeScalars
    #expect(TextStandardizerProbe.decomposed(composed).unicodeScalars.count > scalars.count)
    let a = words.tokens(of: composed)
    let b = words.tokens(of: TextStandardizerProbe.decomposed(composed))
    #expect(a.map { Array($0.utf8) } == b.map { Array($0.utf8) })
  }

  @Test func textsAreCutAndFilled() {
    let transform = TextVectorization(outputSequenceLength: 3, vocabulary: ["새", "cat"])
    #expect(transform.tensor(of: "cat 새 dog cat").elements(as: Int32.self) == [3, 2, 1])
    #expect(transform.tensor(of: "새").elements(as: Int32.self) == [2, 0, 0])
    #expect(transform.tensor(of: "").elements(as: Int32.self) == [0, 0, 0])
    #expect((0..<5).map { transform.token(at: $0) } == ["", "[UNK]", "새", "cat", "[UNK]"])
  }

  @Test func optionsThatContradictAreErrors() throws {
    let features = ValueSource.texts(["a"]).features
    for (wrong, part) in [
      (TextVectorization(vocabulary: ["a"]), "report(on:"),
      (TextVectorization(outputSequenceLength: 3), "adapt(to:)"),
      (TextVectorization(outputMode: .count, outputSequenceLength: 3, vocabulary: ["a"]), "leave"),
      (TextVectorization(outputMode: .oneHot, vocabulary: ["a"]), "Embedding"),
      (TextVectorization(ngrams: [0], outputSequenceLength: 3, vocabulary: ["a"]), "ngrams"),
      (TextVectorization(outputSequenceLength: 3, vocabulary: ["a", "a"]), "twice"),
    ] {
      #expect(failure { _ = try wrong.features(from: features) }?.contains(part) == true)
    }
  }

  @Test func theReportWarnsOfWhatIsLost() throws {
    let training = ValueSource.texts(Array(repeating: "good film", count: 9) + ["bad film"])
    let fitted = try TextVectorization(maxTokens: 4, outputSequenceLength: 2).adapt(to: training)
    #expect(fitted.vocabulary == ["film", "good"])
    let fine = try fitted.report(on: training)
    #expect(fine.unknownTokens == 1 && fine.tokens == 20 && fine.truncatedTexts == 0)
    #expect(fine.warnings().isEmpty)
    let other = ValueSource.texts(["아주 좋은 영화 film", "good", "!!!", "one two three four five"])
    let report = try fitted.report(on: other)
    #expect(report.texts == 4 && report.emptyTexts == 1 && report.longest == 5)
    #expect(report.truncatedShare == 0.5 && report.unknownShare == 0.8)
    #expect(report.length(quantile: 0.5) == 1)
    let warnings = report.warnings().map(\.description)
    #expect(warnings.count == 3)
    #expect(warnings[0].contains("80.0 % of them are left out"))
    #expect(warnings[1].contains("50.0 % of the texts are longer"))
    #expect(warnings[1].contains("at most 5 tokens"))
  }

  @Test func manyTokensAreFoundAgain() {
    var table = TokenTable()
    for index in 0..<20_000 {
      var text = "token \(index) 토큰"
      #expect(text.withUTF8 { table.insert($0) } == index)
    }
    let found = (0..<20_000).map { (number: Int) in table.find("token \(number) 토큰") ?? -1 }
    #expect(found == Array(0..<20_000))
    #expect(table.find("token 20000 토큰") == nil)
    #expect(table.text(777) == "token 777 토큰")
  }
}

/// Texts written with their marks apart (NFD), to compare with.
enum TextStandardizerProbe {
  static func decomposed(_ text: String) -> String {
    let marks: [Character: String] = [
      "Å": "A\u{30A}", "ö": "o\u{308}", "é": "e\u{301}", "ё": "е\u{308}", "が": "か\u{3099}",
      "プ": "フ\u{309A}",
    ]
    var result = ""
    for character in text {
      if let apart = marks[character] {
        result += apart
      } else if let scalar = character.unicodeScalars.first, let parts = Hangul.parts(scalar) {
        var scalars = String.UnicodeScalarView()
        let values =
          [0x1100 + parts.initial, 0x1161 + parts.medial]
          + (parts.final > 0 ? [0x11A7 + parts.final] : [])
        scalars.append(contentsOf: values.compactMap { Unicode.Scalar(UInt32($0)) })
        result.unicodeScalars.append(contentsOf: scalars)
      } else {
        result.append(character)
      }
    }
    return result
  }
}
