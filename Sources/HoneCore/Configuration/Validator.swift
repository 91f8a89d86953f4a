/// Checks configuration against schemas and collects everything that is wrong.
struct Validator {
  let registry: Registry

  func check(_ value: ConfigurationValue, as family: Family, at path: String) -> [HoneError] {
    let names = registry.families(within: family).flatMap { registry.schemas($0).map(\.name) }
    guard let named = NamedValue(value) else {
      return [
        value.mismatch(
          "a \(family.rawValue): a name, or a name with fields", at: path,
          help: "write it as `\(names.first ?? "name")` or `\(names.first ?? "name"): {…}`")
      ]
    }
    guard let type = registry.type(family, named: named.name) else {
      return [
        HoneError(
          .usage, path: path, message: "there is no \(family.rawValue) named \"\(named.name)\"",
          help: NearestKey.help(for: named.name, among: names)
            ?? "known names: " + names.joined(separator: ", "),
          location: named.nameLocation)
      ]
    }
    return check(named.fields, against: type.allFields, at: path + "." + named.name)
  }

  /// Checks an object against fields: unknown keys, missing keys, bad values.
  func check(
    _ object: ConfigurationValue, against fields: [Field], at path: String
  ) -> [HoneError] {
    guard case .object = object.kind else {
      return [object.mismatch("fields: {key: value, …}", at: path)]
    }
    let known = fields.map(\.key)
    var errors = object.unknownKeyErrors(
      known: known + fields.flatMap(\.aliases), at: path)
    let meant = Set(
      object.keys.filter { !known.contains($0) }.compactMap { NearestKey.find($0, among: known) })
    for field in fields {
      let place = path + "." + field.key
      if let value = object[field] {
        if value.isNull, field.defaultValue?.isNull ?? false { continue }
        errors += check(value, field.kind, at: place)
      } else if field.defaultValue == nil, !meant.contains(field.key) {
        errors.append(
          HoneError(
            .usage, path: path, message: "the key \"\(field.key)\" is missing",
            help: "add \(field.key): \(field.summary)", location: object.location))
      }
    }
    return errors
  }

  func check(_ value: ConfigurationValue, _ kind: Field.Kind, at path: String) -> [HoneError] {
    func mismatch(_ wanted: String, help: String? = nil) -> [HoneError] {
      [value.mismatch(wanted, at: path, help: help)]
    }
    switch (kind, value.kind) {
    case (.any, _), (.bool, .bool), (.string, .string): return []
    case (.bool, _): return mismatch("true or false")
    case (.string, _): return mismatch("a text")
    case (.int(let range), .int(let number)) where range.contains(number): return []
    case (.int(let range), _): return mismatch("a whole number " + describe(range))
    case (.double(let range), .int(let number)) where range.contains(Double(number)): return []
    case (.double(let range), .double(let number)) where range.contains(number): return []
    case (.double(let range), _): return mismatch("a number " + describe(range))
    case (.choice(let names), .string(let name)) where names.contains(name): return []
    case (.choice(let names), .string(let name)):
      return mismatch(
        "one of " + names.joined(separator: ", "), help: NearestKey.help(for: name, among: names))
    case (.choice(let names), _): return mismatch("one of " + names.joined(separator: ", "))
    case (.sizes(let range), .int(let size)) where range.contains(size): return []
    case (.sizes(let range), .array(let elements)) where !elements.isEmpty:
      return elements.flatMap { check($0, .int(range), at: path) }
    case (.sizes(let range), _):
      return mismatch("a whole number, or a list such as [3, 5], " + describe(range))
    case (.shape, .array(let elements)):
      return elements.flatMap { check($0, .int(1...Int.max), at: path) }
    case (.shape, _): return mismatch("a list of extents such as [28, 28, 1]")
    case (.integers(let range), .array(let elements)):
      return elements.flatMap { check($0, .int(range), at: path) }
    case (.integers, _): return mismatch("a list of whole numbers")
    case (.strings, .array(let elements)):
      return elements.flatMap { check($0, .string, at: path) }
    case (.strings, _): return mismatch("a list of texts")
    case (.doubles(let range), .array(let elements)):
      return elements.flatMap { check($0, .double(range), at: path) }
    case (.doubles, _): return mismatch("a list of numbers")
    case (.numberOr, .int), (.numberOr, .double): return []
    case (.member(let family), _), (.numberOr(let family), _):
      return check(value, as: family, at: path)
    case (.members(let family), .array(let elements)):
      return elements.enumerated().flatMap {
        check($0.element, as: family, at: "\(path)[\($0.offset)]")
      }
    case (.members(let family), _): return mismatch("a list of \(family.rawValue)s")
    case (.records(let fields), .array(let elements)):
      return elements.enumerated().flatMap {
        check($0.element, against: fields, at: "\(path)[\($0.offset)]")
      }
    case (.records, _): return mismatch("a list of fields: [{key: value, …}, …]")
    }
  }

  private func describe(_ range: ClosedRange<Int>) -> String {
    range.upperBound == Int.max
      ? "≥ \(range.lowerBound)" : "in \(range.lowerBound) … \(range.upperBound)"
  }

  private func describe(_ range: ClosedRange<Double>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (-Double.infinity, Double.infinity): ""
    case (let low, Double.infinity): lowerBound(low)
    case (-Double.infinity, let high): upperBound(high)
    case (let low, let high) where isOpen(low.nextDown) || isOpen(high.nextUp):
      lowerBound(low) + " and " + upperBound(high)
    case (let low, let high): "in \(number(low)) … \(number(high))"
    }
  }

  /// `> 0` for a range that begins just above 0.
  private func lowerBound(_ low: Double) -> String {
    isOpen(low.nextDown) ? "> \(number(low.nextDown))" : "≥ \(number(low))"
  }

  private func upperBound(_ high: Double) -> String {
    isOpen(high.nextUp) ? "< \(number(high.nextUp))" : "≤ \(number(high))"
  }

  /// Whether the neighbour of a closed bound is a round number: then that one is meant, left out.
  private func isOpen(_ neighbour: Double) -> Bool { "\(neighbour)".count <= 5 }

  private func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
