internal import HoneCore

/// The forms of English words that synonyms must share: plurals, and what ends in -s, -ed and -ing.
///
/// WordNet's lists of exceptions say what doesn't follow the rules. A word whose form nobody can say,
/// such as the past of an irregular verb, has none.
struct EnglishInflection: Sendable {
  enum Form: Sendable, CaseIterable {
    case plural, thirdPerson, past, progressive
  }

  private let nouns: Exceptions
  private let verbs: Exceptions

  init(folder: String) throws(HoneError) {
    nouns = try Exceptions(folder + "/noun.exc")
    verbs = try Exceptions(folder + "/verb.exc")
  }

  /// The words that a form may come from, likeliest first.
  func bases(of word: String, _ form: Form) -> [String] {
    switch form {
    case .plural: return nouns.bases[word].map { [$0] } ?? Self.withoutS(word)
    case .thirdPerson: return Self.withoutS(word)
    case .past:
      guard word.hasSuffix("ed") else { return [] }
      return verbs.bases[word].map { [$0] } ?? Self.stems(word.dropLast(2), word.hasSuffix("ied"))
    case .progressive:
      guard word.hasSuffix("ing") else { return [] }
      return verbs.bases[word].map { [$0] } ?? Self.stems(word.dropLast(3), false)
    }
  }

  /// A form of a word of one or more parts; nil if it isn't known.
  func form(_ form: Form, of word: String) -> String? {
    var parts = word.split(separator: " ").map { String($0) }
    let place = form == .plural ? parts.count - 1 : 0
    guard parts.indices.contains(place) else { return nil }
    guard let changed = single(form, of: parts[place]) else { return nil }
    parts[place] = changed
    return parts.joined(separator: " ")
  }

  private func single(_ form: Form, of word: String) -> String? {
    switch form {
    case .plural:
      if nouns.bases[word] != nil { return nil }
      return nouns.forms[word]?.first ?? Self.withS(word)
    case .thirdPerson: return Self.withS(word)
    case .past:
      if let known = verbs.forms[word] {
        if let regular = known.first(where: { $0.hasSuffix("ed") }) { return regular }
        if known.contains(where: { !$0.hasSuffix("ing") }) { return nil }
      }
      if word.hasSuffix("e") { return word + "d" }
      return Self.endsInConsonantY(word) ? word.dropLast() + "ied" : word + "ed"
    case .progressive:
      if let known = verbs.forms[word]?.first(where: { $0.hasSuffix("ing") }) { return known }
      if word.hasSuffix("ie") { return word.dropLast(2) + "ying" }
      let keepsE = ["ee", "oe", "ye"].contains { word.hasSuffix($0) }
      return (word.hasSuffix("e") && !keepsE ? String(word.dropLast()) : word) + "ing"
    }
  }

  private static func withS(_ word: String) -> String {
    if ["s", "x", "z", "ch", "sh"].contains(where: { word.hasSuffix($0) }) { return word + "es" }
    return endsInConsonantY(word) ? word.dropLast() + "ies" : word + "s"
  }

  private static func withoutS(_ word: String) -> [String] {
    guard word.hasSuffix("s"), !word.hasSuffix("ss"), word.count > 3 else { return [] }
    var bases = [String(word.dropLast())]
    if word.hasSuffix("ies") { bases.insert(word.dropLast(3) + "y", at: 0) }
    if word.hasSuffix("es") { bases.append(String(word.dropLast(2))) }
    return bases
  }

  /// What may have stood before -ed or -ing.
  private static func stems(_ stem: Substring, _ endsInI: Bool) -> [String] {
    guard stem.count > 1 else { return [] }
    if endsInI { return [stem.dropLast() + "y"] }
    return [String(stem), stem + "e"]
  }

  private static func endsInConsonantY(_ word: String) -> Bool {
    guard word.hasSuffix("y"), let before = word.dropLast().last else { return false }
    return !"aeiou".contains(before)
  }

  /// A list of exceptions, lines `form base …`, both ways.
  private struct Exceptions: Sendable {
    var bases: [String: String] = [:]
    var forms: [String: [String]] = [:]

    init(_ path: String) throws(HoneError) {
      let file = try RandomAccessFile(path)
      guard file.byteCount <= 1 << 24 else {
        throw HoneError(
          .data, path: path, operation: "exceptions", wanted: "at most 16 MiB",
          received: "\(file.byteCount) bytes")
      }
      for line in try file.bytes(0..<file.byteCount).split(separator: 10) {
        let words = line.split(separator: 32).map { String(decoding: $0, as: UTF8.self) }
        guard words.count > 1 else { continue }
        bases[words[0]] = words[1]
        forms[words[1], default: []].append(words[0])
      }
    }
  }
}
