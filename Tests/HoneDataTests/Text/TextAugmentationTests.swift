import Foundation
import HoneCore
import Testing

@testable import HoneData

/// What must hold for every text, every key and every transform.
struct TextAugmentationTests {
  static let texts = [
    "This film isn't good; it is GREAT! I liked the story.", "  Two  spaces,\ttabs\nand lines \n",
    "이 영화는 정말 좋았다. 친구와 영화를 봤다!", "The 영화 was 재미있는 and the STORY 좋았다 (really)...",
    "😀👍🏽 great film 👨‍👩‍👧‍👦 좋아요😀", "", "Great!", "영화", "... !!! ?", " ", "a", "Кино и фильм", "東京は映画が好き",
    "(film) “story” film-like story's 3D 100% http://films.com/story", "é́ z̃ film ҉ story",
    "great great great great great great great great great great great great",
  ]

  static func transforms(_ wordNet: SmallWordNet, _ lexicon: String) -> [any TextTransform] {
    let path = wordNet.path
    return [
      SynonymReplacement(alpha: 0.5, wordNet: path, lexicon: lexicon),
      RandomInsertion(alpha: 0.5, wordNet: path, lexicon: lexicon),
      RandomSwap(alpha: 0.5), RandomDeletion(alpha: 0.6), RandomDeletion(alpha: 1),
      EasyDataAugmentation(wordNet: path, lexicon: lexicon), PunctuationInsertion(),
      TypingNoise(rate: 0.3), TypingNoise(rate: 1),
    ]
  }

  private struct World {
    let wordNet: SmallWordNet
    let folder: TemporaryFolder
    let lexicon: String

    init() throws {
      wordNet = try SmallWordNet()
      folder = try TemporaryFolder()
      lexicon = try folder.write(Array("영화\t작품,필름\n친구\t벗\n".utf8), "lexicon.tsv")
    }
  }

  @Test func propertiesHoldForAllTextsAndKeys() throws {
    let world = try World()
    for transform in Self.transforms(world.wordNet, world.lexicon) {
      let name = "\(type(of: transform))"
      try transform.check()
      for text in Self.texts {
        let marks = punctuation(text)
        let words = WordSequence(text).wordPlaces.count
        for number in 0..<60 {
          let key = RandomKey(seed: 7).folding(UInt64(number))
          let (result, changes) = try transform.augmented(text, key: key)
          #expect(result == (try transform.augmented(text, key: key).text), "\(name) repeats")
          #expect(changes.isEmpty ? result == text : true, "\(name): \(text) → \(result)")
          if words == 0 { #expect(result == text) }
          if words > 0 { #expect(!WordSequence(result).wordPlaces.isEmpty, "\(name): \(text)") }
          // Marks and emoji stay, in their order; AEDA adds some.
          if !(transform is PunctuationInsertion) {
            #expect(punctuation(result) == marks, "\(name): \(text) → \(result)")
          }
          // No script turns into another, and none is broken.
          #expect(scripts(result).isSubset(of: scripts(text)), "\(name): \(text) → \(result)")
          #expect(!result.unicodeScalars.contains("\u{FFFD}"))
        }
      }
    }
  }

  @Test func keysDecideAndDiffer() throws {
    let world = try World()
    let text = Self.texts[0]
    for transform in Self.transforms(world.wordNet, world.lexicon)
    where (transform as? RandomDeletion)?.alpha != 1 {
      let results = try (0..<40).map {
        try transform.augmented(text, key: RandomKey(seed: 1).folding(UInt64($0))).text
      }
      #expect(Set(results).count > 2, "\(type(of: transform))")
    }
  }

  @Test func swapsKeepTheWords() throws {
    let text = Self.texts[3]
    for number in 0..<50 {
      let (result, changes) = try RandomSwap(alpha: 0.3).augmented(
        text, key: RandomKey(seed: UInt64(number)))
      #expect(changes.count == 2)
      #expect(wordsOf(result).sorted() == wordsOf(text).sorted())
      #expect(spaces(result) == spaces(text))
    }
  }

  @Test func deletionTakesItsShare() throws {
    let text = Array(repeating: "word", count: 200).joined(separator: " ")
    let counts = try (0..<200).map {
      wordsOf(try RandomDeletion(alpha: 0.2).augmented(text, key: RandomKey(seed: $0)).text).count
    }
    let mean = Double(counts.reduce(0, +)) / 200
    // 40 000 draws of variance 0.16: the mean of 200 texts deviates by 0.4 words.
    #expect(abs(mean - 160) < 2)
  }

  @Test func insertedMarksAreAllThatChanges() throws {
    for text in Self.texts.prefix(5) {
      for number in 0..<50 {
        let (result, changes) = try PunctuationInsertion(ratio: 0.4).augmented(
          text, key: RandomKey(seed: UInt64(number)))
        let words = wordsOf(text).count
        #expect((1...max(Int(0.4 * Double(words)), 1)).contains(changes.count))
        #expect(wordsOf(result) == wordsOf(text))
        #expect(punctuation(result).count == punctuation(text).count + changes.count)
        #expect(spaces(result).count == spaces(text).count + changes.count)
      }
    }
  }

  @Test func aWordBesideBracketsKeepsThem() throws {
    var words = WordSequence("(great film), “fine” story.")
    #expect(words.remove([0, 1, 2, 3]) == ["great", "story"])
    #expect(words.text == "(film), “fine”.")
  }

  @Test func slipsStayOnTheKeyboard() throws {
    #expect(Keyboard.standard.neighbours(of: "g").map { Character($0) }.sorted() == Array("bfhtvy"))
    #expect(Keyboard.standard.neighbours(of: "ㅁ").contains("ㄴ"))
    var seen = Set<String>()
    for number in 0..<400 {
      let text = try TypingNoise(rate: 0.5).augmented("값", key: RandomKey(seed: UInt64(number)))
        .text
      seen.insert(text)
      #expect(text.unicodeScalars.count == 1)
      #expect(text.unicodeScalars.first.flatMap { Hangul.parts($0) } != nil)
    }
    #expect(seen.contains("갑") == false && seen.count > 3)
    let capital = try (0..<100).map {
      try TypingNoise(rate: 0.3).augmented("GOOD Film", key: RandomKey(seed: $0)).text
    }
    #expect(capital.allSatisfy { $0.prefix { $0 != " " }.allSatisfy(\.isUppercase) })
  }

  @Test func drawsAreRecordedAndReplayed() throws {
    let world = try World()
    let source = ValueSource.texts([Self.texts[0], Self.texts[2]])
    for transform in Self.transforms(world.wordNet, world.lexicon) {
      for index in 0..<source.count {
        var sample = try source.sample(at: index)
        var context = TransformContext(
          key: RandomKey(seed: 3).folding(UInt64(index)), record: DrawRecord())
        context.features = source.features
        try transform.apply(to: &sample, context: &context)
        let record = try #require(context.record)
        #expect(record.entries.count == 1)
        var again = try source.sample(at: index)
        var other = TransformContext(key: RandomKey(seed: 99), replay: DrawReplay(record))
        other.features = source.features
        try transform.apply(to: &again, context: &other)
        #expect(again.values == sample.values)
        if again.values != (try source.sample(at: index)).values {
          #expect(!record.entries[0].caption.isEmpty)
        }
      }
    }
  }

  @Test func configurationsComeBack() throws {
    let world = try World()
    for transform in Self.transforms(world.wordNet, world.lexicon) {
      let made = try Registry.data.make(.transform, from: transform.configuration, at: "augment")
      #expect(made.configuration == transform.configuration)
      #expect((made as? any Transform)?.isTrainingOnly == true)
    }
    let numbers = try ValueSource.tensors([[1]], shape: [1])
    #expect(failure { _ = try RandomSwap().features(from: numbers.features) } != nil)
    let text = ValueSource.texts(["a"])
    #expect(failure { _ = try RandomSwap(alpha: 2).features(from: text.features) } != nil)
    #expect(
      failure { _ = try PunctuationInsertion(marks: []).features(from: text.features) } != nil)
  }

  private func wordsOf(_ text: String) -> [String] {
    WordSequence(text).parts.map(\.word).filter { !$0.isEmpty }
  }

  /// The marks around words; those in a word, as in an address, go where the word goes, and an
  /// apostrophe may lose its last letter.
  private func punctuation(_ text: String) -> [Character] {
    WordSequence(text).parts.flatMap { Array($0.prefix + $0.suffix) }
      .filter { $0 != "'" }
  }

  private func spaces(_ text: String) -> [Character] { text.filter(\.isWhitespace).map { $0 } }

  private func scripts(_ text: String) -> Set<String> {
    Set(
      text.unicodeScalars.filter { $0.properties.isAlphabetic }.map { scalar in
        switch scalar.value {
        case 0x41...0x24F: "Latin"
        case 0x1100...0x11FF, 0x3130...0x318F: "jamo"
        case 0xAC00...0xD7A3: "Hangul"
        case 0x400...0x52F: "Cyrillic"
        default: "other"
        }
      })
  }
}
