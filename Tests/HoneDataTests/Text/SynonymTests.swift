import Foundation
import HoneCore
import Testing

@testable import HoneData

struct SynonymTests {
  @Test func numberTenseAndCaseStay() throws {
    let wordNet = try SmallWordNet()
    let source = SynonymSource(wordNet: wordNet.path, lexicon: nil, senses: 2)
    for (word, wanted) in [
      ("film", ["movie", "picture", "celluloid strip"]),
      ("Film", ["Movie", "Picture", "Celluloid strip"]),
      ("FILMS", ["MOVIES", "PICTURES", "CELLULOID STRIPS"]), ("stories", ["tales"]),
      ("children", ["kids"]), ("kids", ["children"]), ("liked", ["enjoyed"]),
      ("enjoying", ["liking"]), ("enjoys", ["likes"]), ("halted", ["stopped"]),
      ("halting", ["stopping"]), ("great", ["large"]), ("quickly", ["rapidly"]),
      ("watched", []), ("the", []), ("not", []), ("unheard", []), ("", []), ("영화", []), ("3D", []),
    ] {
      #expect(try source.synonyms(of: word) == wanted, "\(word)")
    }
    let first = SynonymSource(wordNet: wordNet.path, lexicon: nil, senses: 1)
    #expect(try first.synonyms(of: "film") == ["movie", "picture"])
  }

  @Test func particlesAgreeWithTheNewWord() throws {
    let folder = try TemporaryFolder()
    let lines = "# 낱말\n\n영화\t작품, 필름\n책\t도서\n연필\t펜\n친구\t벗,동무\nPC\t컴퓨터\n길\t도로\n"
    let path = try folder.write(Array(lines.utf8), "lexicon.tsv")
    let source = SynonymSource(wordNet: nil, lexicon: path, senses: 2)
    for (word, wanted) in [
      ("영화", ["작품", "필름"]), ("영화를", ["작품을", "필름을"]), ("영화가", ["작품이", "필름이"]),
      ("영화는", ["작품은", "필름은"]), ("영화와", ["작품과", "필름과"]),
      ("영화로", ["작품으로", "필름으로"]), ("영화나", ["작품이나", "필름이나"]),
      ("영화랑", ["작품이랑", "필름이랑"]), ("책이", ["도서가"]), ("책으로", ["도서로"]),
      ("책을", ["도서를"]), ("책은", ["도서는"]), ("책과", ["도서와"]), ("연필로", ["펜으로"]),
      ("친구야", ["벗아", "동무야"]), ("책이야", ["도서야"]), ("길로", ["도로로"]), ("영화에서는", ["작품에서는", "필름에서는"]),
      ("영화들을", ["작품들을", "필름들을"]), ("PC를", ["컴퓨터를"]), ("PC", ["컴퓨터"]),
      // Particles that don't agree are none: 영화을, 책가.
      ("영화을", []), ("책가", []), ("영화관", []), ("없다", []),
    ] {
      let found = try source.synonyms(of: word)
      #expect(found == wanted, "\(word)")
    }
    // Letters apart, as macOS writes them.
    let apart = TextStandardizerProbe.decomposed("영화를")
    #expect(try source.synonyms(of: apart) == ["작품을", "필름을"])
  }

  @Test func endingsAreReadAloud() {
    #expect(KoreanParticle.ending(of: "B1") == .rieul)
    #expect(KoreanParticle.ending(of: "24") == .vowel)
    #expect(KoreanParticle.ending(of: "DVD") == .vowel)
    #expect(KoreanParticle.ending(of: "FM") == .consonant)
    #expect(KoreanParticle.ending(of: "movie") == nil)
    #expect(KoreanParticle.ending(of: "") == nil)
  }

  @Test func brokenFilesAreNamed() throws {
    let folder = try TemporaryFolder()
    let missing = SynonymReplacement(wordNet: folder.path + "/none")
    #expect(failure { try missing.check() }?.contains("none/index.noun") == true)
    for (bytes, part) in [
      (Array("영화 작품\n".utf8), "lexicon.tsv:1"), (Array("a\tb\n\tc\n".utf8), "lexicon.tsv:2"),
      ([0x61, 9, 0xFF, 0xFE, 10], "UTF-8"),
    ] {
      let path = try folder.write(bytes, "lexicon.tsv")
      #expect(failure { try SynonymReplacement(lexicon: path).check() }?.contains(part) == true)
    }
  }

  /// Whatever bytes the files hold, looking up ends with words or with an error.
  @Test func hostileWordNetEndsInErrors() throws {
    let whole = try SmallWordNet()
    let key = RandomKey(seed: 5)
    var errors = 0
    for number in 0..<200 {
      let copy = try SmallWordNet()
      let name = ["index.noun", "data.noun", "noun.exc", "verb.exc"][number % 4]
      var bytes = try readBytes(whole.path + "/" + name)
      let draw = key.folding(UInt64(number))
      if number % 3 == 0 { bytes = Array(bytes.prefix(draw.integer(below: bytes.count, at: 0))) }
      for place in 0..<6 where !bytes.isEmpty {
        bytes[draw.integer(below: bytes.count, at: UInt64(2 * place + 1))] =
          UInt8(draw.integer(below: 256, at: UInt64(2 * place + 2)))
      }
      _ = try copy.folder.write(bytes, name)
      let source = SynonymSource(wordNet: copy.path, lexicon: nil, senses: 2)
      for word in ["film", "films", "story", "kids", "watched"] {
        do { _ = try source.synonyms(of: word) } catch { errors += 1 }
      }
    }
    #expect(errors > 0)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/share/wordnet/index.noun")))
  func theRealWordNetKnowsFilms() throws {
    let source = SynonymSource(wordNet: "/usr/share/wordnet", lexicon: nil, senses: 2)
    #expect(try source.synonyms(of: "films").contains("movies"))
    #expect(try source.synonyms(of: "Quickly").contains("Rapidly"))
    #expect(try source.synonyms(of: "zyzzyva-like") == [])
    // The first and the last entries of an index.
    #expect(try source.synonyms(of: "zyrian").isEmpty)
    #expect(try source.synonyms(of: "boring").contains("tedious"))
  }
}
