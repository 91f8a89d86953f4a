// Typed reading. Every function takes the path of the value in its file, such as
// `model.layers[2].units`, and throws an error of kind `.usage` that names it, what was wanted,
// what was received, and the line and column.

extension ConfigurationValue {
  /// The truth value.
  ///
  /// - Throws: `.usage` if the value is something else.
  public func bool(at path: String? = nil) throws(HoneError) -> Bool {
    guard case .bool(let value) = kind else { throw mismatch("true or false", at: path) }
    return value
  }

  /// The whole number, within `range` if one is given; `1e3` and `8.0` are whole numbers too.
  ///
  /// - Throws: `.usage` if the value is something else or out of range.
  public func int<R: RangeExpression<Int>>(
    in range: R, at path: String? = nil
  ) throws(HoneError) -> Int {
    let wanted = "a whole number " + Self.describe(range)
    guard let value = wholeNumber, range.contains(value) else {
      throw mismatch(wanted, at: path)
    }
    return value
  }

  /// The whole number; `1e3` and `8.0` are whole numbers too.
  ///
  /// - Throws: `.usage` if the value is something else.
  public func int(at path: String? = nil) throws(HoneError) -> Int {
    guard let value = wholeNumber else { throw mismatch("a whole number", at: path) }
    return value
  }

  /// The number, within `range` if one is given.
  ///
  /// - Throws: `.usage` if the value is something else, NaN, or out of range.
  public func double<R: RangeExpression<Double>>(
    in range: R, at path: String? = nil
  ) throws(HoneError) -> Double {
    let wanted = "a number " + Self.describe(range)
    guard let value = number, range.contains(value) else { throw mismatch(wanted, at: path) }
    return value
  }

  /// The number. The strings `"NaN"`, `"Infinity"` and `"-Infinity"` are numbers too, because JSON
  /// has no other spelling for them.
  ///
  /// - Throws: `.usage` if the value is something else.
  public func double(at path: String? = nil) throws(HoneError) -> Double {
    guard let value = number else { throw mismatch("a number", at: path) }
    return value
  }

  /// The text.
  ///
  /// - Throws: `.usage` if the value is something else.
  public func string(at path: String? = nil) throws(HoneError) -> String {
    guard case .string(let value) = kind else { throw mismatch("a text", at: path) }
    return value
  }

  /// The text, which must be one of `choices`.
  ///
  /// - Throws: `.usage` if the value is something else; the help names the nearest choice.
  public func string(
    oneOf choices: [String], at path: String? = nil
  ) throws(HoneError) -> String {
    let wanted = "one of " + choices.joined(separator: ", ")
    guard case .string(let value) = kind else { throw mismatch(wanted, at: path) }
    guard choices.contains(value) else {
      throw mismatch(wanted, at: path, help: NearestKey.help(for: value, among: choices))
    }
    return value
  }

  /// The elements of an array.
  ///
  /// - Throws: `.usage` if the value is something else.
  public func array(at path: String? = nil) throws(HoneError) -> [ConfigurationValue] {
    guard case .array(let elements) = kind else { throw mismatch("a list", at: path) }
    return elements
  }

  /// The members of an object.
  ///
  /// - Throws: `.usage` if the value is something else.
  public func object(at path: String? = nil) throws(HoneError) -> [ConfigurationMember] {
    guard case .object(let members) = kind else { throw mismatch("keys with values", at: path) }
    return members
  }

  /// The member under `key`, which must be there.
  ///
  /// - Throws: `.usage` if the value isn't an object or has no such key; the help names the nearest
  ///   key that is there.
  public func member(_ key: String, at path: String? = nil) throws(HoneError) -> ConfigurationValue
  {
    let members = try object(at: path)
    if let member = members.first(where: { $0.key == key }) { return member.value }
    throw HoneError(
      .usage, path: path, message: "the key \"\(key)\" is missing",
      help: NearestKey.find(key, among: keys).map { "there is \"\($0)\"; was it meant?" }
        ?? "add \"\(key)\"",
      location: location)
  }

  /// One error for each key of an object that isn't among `known`, with the nearest known key.
  public func unknownKeyErrors(known: [String], at path: String? = nil) -> [HoneError] {
    members.filter { !known.contains($0.key) }.map { member in
      HoneError(
        .usage, path: path, message: "unknown key \"\(member.key)\"",
        help: NearestKey.help(for: member.key, among: known)
          ?? "known keys: " + known.sorted().joined(separator: ", "),
        location: member.keyLocation ?? member.value.location)
    }
  }

  /// The error for a value that isn't what was wanted.
  public func mismatch(
    _ wanted: String, at path: String? = nil, help: String? = nil
  ) -> HoneError {
    HoneError(
      .usage, path: path, operation: path == nil ? "the value" : nil, wanted: wanted,
      received: summary, help: help, location: location)
  }

  /// The value in a few words, for an error message.
  public var summary: String {
    switch kind {
    case .array(let elements): "a list of \(elements.count)"
    case .object(let members): members.isEmpty ? "{}" : "keys " + keys.joined(separator: ", ")
    default: json(indent: nil)
    }
  }

  private var wholeNumber: Int? {
    switch kind {
    case .int(let value): value
    case .double(let value): Int(exactly: value)
    default: nil
    }
  }

  private var number: Double? {
    switch kind {
    case .int(let value): Double(value)
    case .double(let value): value
    case .string("NaN"): .nan
    case .string("Infinity"): .infinity
    case .string("-Infinity"): -.infinity
    default: nil
    }
  }

  private static func describe<Bound>(_ range: some RangeExpression<Bound>) -> String {
    switch range {
    case let range as ClosedRange<Bound>: "from \(range.lowerBound) to \(range.upperBound)"
    case let range as Range<Bound>: "from \(range.lowerBound) to below \(range.upperBound)"
    case let range as PartialRangeFrom<Bound>: "of \(range.lowerBound) or more"
    case let range as PartialRangeThrough<Bound>: "of \(range.upperBound) or less"
    case let range as PartialRangeUpTo<Bound>: "below \(range.upperBound)"
    default: "in \(range)"
    }
  }
}
