import Foundation

/// A WordNet of a few words in a temporary folder, in the format of the real one.
struct SmallWordNet {
  let folder: TemporaryFolder
  var path: String { folder.path }

  /// Each set of synonyms: the part of speech and its words, as in `data.*`.
  static let sets: [(part: String, words: [String])] = [
    ("noun", ["film", "movie", "picture"]), ("noun", ["story", "tale"]),
    ("noun", ["child", "kid"]),
    ("verb", ["enjoy", "like"]), ("verb", ["see", "watch"]), ("verb", ["stop", "halt"]),
    ("adj", ["great", "large(p)"]), ("adj", ["good", "fine"]), ("adv", ["quickly", "rapidly"]),
    ("noun", ["film", "celluloid_strip"]),
  ]

  init() throws {
    folder = try TemporaryFolder()
    let letters = ["noun": "n", "verb": "v", "adj": "a", "adv": "r"]
    for part in ["noun", "verb", "adj", "adv"] {
      let letter = letters[part] ?? ""
      var data = "  1 a licence line, as the real files begin\n"
      var places: [String: [Int]] = [:]
      for set in Self.sets where set.part == part {
        let place = data.utf8.count
        let number = String(place)
        let count = String(set.words.count, radix: 16)
        let words = set.words.map { $0 + " 0" }.joined(separator: " ")
        data +=
          String(repeating: "0", count: 8 - number.count) + number
          + " 03 \(letter) " + (count.count < 2 ? "0" : "") + count + " \(words) 000 | a gloss  \n"
        for word in set.words { places[word.prefix { $0 != "(" } + "", default: []].append(place) }
      }
      var index = "  1 a licence line\n"
      for (word, senses) in places.sorted(by: {
        Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8))
      }) {
        index +=
          "\(word) \(letter) \(senses.count) 1 @ \(senses.count) 1 "
          + senses.map { "\($0)" }.joined(separator: " ") + "  \n"
      }
      _ = try folder.write(Array(data.utf8), "data." + part)
      _ = try folder.write(Array(index.utf8), "index." + part)
    }
    _ = try folder.write(Array("children child\n".utf8), "noun.exc")
    _ = try folder.write(
      Array("saw see\nseen see\nstopped stop\nstopping stop\n".utf8), "verb.exc")
  }
}
