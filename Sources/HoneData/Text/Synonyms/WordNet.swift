internal import HoneCore
internal import Synchronization

/// English synonyms from the files of WordNet 3.0, as the package `wordnet-base` installs them.
///
/// Files are opened when the first word is looked up, and read by searches; at most
/// ``mostRemembered`` answers are kept.
final class WordNet: Sendable {
  private let folder: String
  /// How many senses of a word give synonyms; WordNet puts the frequent ones first.
  private let senses: Int
  private let state = Mutex(State())

  /// The answers that are kept in memory.
  static let mostRemembered = 50_000

  /// Where packages put WordNet.
  static let usualFolders = [
    "/usr/share/wordnet", "/usr/local/share/wordnet", "/opt/homebrew/opt/wordnet/dict",
    "/usr/local/opt/wordnet/dict", "/usr/local/WordNet-3.0/dict",
  ]

  init(folder: String, senses: Int) {
    self.folder = folder
    self.senses = senses
  }

  private enum PartOfSpeech: String, CaseIterable {
    case noun, verb, adj, adv
  }

  private struct Files {
    var indices: [PartOfSpeech: WordNetFile] = [:]
    var data: [PartOfSpeech: WordNetFile] = [:]
    let inflection: EnglishInflection

    init(folder: String) throws(HoneError) {
      for part in PartOfSpeech.allCases {
        indices[part] = try WordNetFile(folder + "/index." + part.rawValue)
        data[part] = try WordNetFile(folder + "/data." + part.rawValue)
      }
      inflection = try EnglishInflection(folder: folder)
    }
  }

  private struct State {
    var files: Files?
    var answers: [String: [String]] = [:]
  }

  /// Opens the files.
  ///
  /// - Throws: `.data` if one is missing or can't be read.
  func open() throws(HoneError) { _ = try synonyms(of: "good") }

  /// The synonyms of a word in small letters, in the word's number or tense.
  func synonyms(of word: String) throws(HoneError) -> [String] {
    try state.withLock { state throws(HoneError) in try answer(to: word, &state) }
  }

  private func answer(to word: String, _ state: inout State) throws(HoneError) -> [String] {
    if let answer = state.answers[word] { return answer }
    let files: Files
    if let opened = state.files { files = opened } else { files = try Files(folder: folder) }
    state.files = files
    let answer = try find(word, files)
    if state.answers.count >= Self.mostRemembered { state.answers.removeAll() }
    state.answers[word] = answer
    return answer
  }

  private struct Reading {
    let part: PartOfSpeech
    let base: String
    let form: EnglishInflection.Form?
    let entry: WordNetEntry
  }

  private func find(_ word: String, _ files: Files) throws(HoneError) -> [String] {
    guard let reading = try reading(of: word, files) else { return [] }
    var found: [String] = []
    for place in reading.entry.senses.prefix(senses) {
      guard let file = files.data[reading.part] else { continue }
      guard let words = WordNetEntry.words(try file.line(at: place)) else {
        throw file.malformed(at: place, "a set of synonyms")
      }
      for synonym in words {
        guard let plain = Self.plain(synonym), plain != reading.base else { continue }
        let formed =
          reading.form.map { files.inflection.form($0, of: plain) } ?? plain
        if let formed, formed != word, !found.contains(formed) { found.append(formed) }
      }
    }
    return found
  }

  /// The part of speech in which a word is most frequent: as it stands, else as a form of another.
  private func reading(of word: String, _ files: Files) throws(HoneError) -> Reading? {
    var best: Reading?
    func consider(
      _ base: String, _ part: PartOfSpeech, _ form: EnglishInflection.Form?
    ) throws(HoneError) {
      guard let file = files.indices[part], let line = try file.line(of: base) else { return }
      guard let entry = WordNetEntry(line) else {
        throw file.malformed(at: 0, "an entry for \"\(base)\"")
      }
      if entry.counted > best?.entry.counted ?? -1 {
        best = Reading(part: part, base: base, form: form, entry: entry)
      }
    }
    for part in PartOfSpeech.allCases { try consider(word, part, nil) }
    if best != nil { return best }
    for form in EnglishInflection.Form.allCases {
      for base in files.inflection.bases(of: word, form) {
        try consider(base, form == .plural ? .noun : .verb, form)
      }
    }
    return best
  }

  /// A word as it is written in texts; nil for names, numbers and abbreviations.
  private static func plain(_ word: String) -> String? {
    let bare = word.split(separator: "(").first.map { String($0) } ?? word
    guard bare.allSatisfy({ $0.isLowercase || $0 == "_" || $0 == "-" || $0 == "'" }) else {
      return nil
    }
    return String(bare.map { $0 == "_" ? " " : $0 })
  }
}
