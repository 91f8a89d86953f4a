internal import HoneCore
internal import Synchronization

/// Where transforms find synonyms: a lexicon that the user names, and WordNet for English words.
final class SynonymSource: Sendable {
  let wordNetFolder: String?
  let lexiconPath: String?
  let senses: Int
  private let wordNet: WordNet?
  private let lexicon = Mutex<SynonymLexicon?>(nil)

  init(wordNet folder: String?, lexicon path: String?, senses: Int) {
    wordNetFolder = folder
    lexiconPath = path
    self.senses = senses
    let found =
      folder ?? WordNet.usualFolders.first { FileSystem.exists($0 + "/index.noun") }
    wordNet = found.map { WordNet(folder: $0, senses: senses) }
  }

  /// Opens the files.
  ///
  /// - Throws: `.file` if there is neither a lexicon nor WordNet; `.data` if one can't be read.
  func check(_ transform: String) throws(HoneError) {
    if lexiconPath != nil { _ = try lexiconSynonyms(of: "") }
    try wordNet?.open()
    guard wordNet == nil, lexiconPath == nil else { return }
    throw HoneError(
      .file, path: transform, operation: "synonyms",
      wanted: "WordNet in \(WordNet.usualFolders[0]), or a lexicon", received: "neither",
      help: "install it, `apt-get install wordnet-base`, or name a file of synonyms: lexicon: PATH")
  }

  /// The synonyms of a word as it stands in a text: in its case, number and tense, and with its
  /// particle. Words that hold a sentence together have none.
  func synonyms(of word: String) throws(HoneError) -> [String] {
    let found = try lexiconSynonyms(of: word)
    if !found.isEmpty { return found }
    let small = word.lowercased()
    guard let wordNet, small.count > 1, !StopWords.contains(small),
      small.utf8.allSatisfy({ 97...122 ~= $0 || $0 == 45 || $0 == 39 })
    else { return [] }
    return try wordNet.synonyms(of: small).map { LetterCase.match($0, to: word) }
  }

  private func lexiconSynonyms(of word: String) throws(HoneError) -> [String] {
    guard let lexiconPath else { return [] }
    return try lexicon.withLock { lexicon throws(HoneError) in
      if let opened = lexicon { return opened.synonyms(of: word) }
      let opened = try SynonymLexicon(path: lexiconPath)
      lexicon = opened
      return opened.synonyms(of: word)
    }
  }

  /// The fields that name it.
  static let fields = [
    Field(
      "wordNet", .string, default: .null,
      "the folder of WordNet's files; by default where wordnet-base puts them"),
    Field(
      "lexicon", .string, default: .null,
      "a file of synonyms, a line each: word, tab, synonyms divided by commas"),
    Field(
      "senses", .int(1...1000), default: 2,
      "how many senses of a word give synonyms, frequent ones first"),
  ]

  convenience init(_ fields: Fields) throws(HoneError) {
    self.init(
      wordNet: try fields.optionalString("wordNet"), lexicon: try fields.optionalString("lexicon"),
      senses: try fields.int("senses"))
  }

  var values: [String: ConfigurationValue] {
    [
      "wordNet": .ifAny(wordNetFolder), "lexicon": .ifAny(lexiconPath),
      "senses": ConfigurationValue(senses),
    ]
  }
}
