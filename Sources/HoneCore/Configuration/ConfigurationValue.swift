/// A value of a configuration: what JSON and YAML can say, with the place where it was said.
///
/// Model descriptions, training configurations and file headers are read into this type, checked,
/// and written from it. Members of an object keep their order, whole numbers stay whole numbers,
/// and every value may carry its line and column, so that an error can point at it.
///
/// ```swift
/// let layer: ConfigurationValue = ["type": "Dense", "units": 10, "useBias": false]
/// try layer.member("units").int(in: 1...)       // 10
/// layer.json()                                  // deterministic text
/// ```
///
/// Two values are equal if they say the same; places are not compared.
public struct ConfigurationValue: Sendable {
  /// What a value says.
  public enum Kind: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case array([ConfigurationValue])
    case object([ConfigurationMember])
  }

  /// What the value says.
  public var kind: Kind
  /// Where it was written, if it was read from a file.
  public var location: SourceLocation?

  /// Creates a value.
  public init(_ kind: Kind, location: SourceLocation? = nil) {
    self.kind = kind
    self.location = location
  }

  /// The null value.
  public static let null = ConfigurationValue(.null)

  /// An object without members.
  public static let emptyObject = ConfigurationValue(.object([]))

  /// An object of the given members, in this order.
  public static func object(_ members: [(String, ConfigurationValue)]) -> ConfigurationValue {
    ConfigurationValue(.object(members.map { ConfigurationMember($0.0, $0.1) }))
  }

  /// An array.
  public static func array(_ elements: [ConfigurationValue]) -> ConfigurationValue {
    ConfigurationValue(.array(elements))
  }

  /// Whether the value is null.
  public var isNull: Bool { kind == .null }

  /// The members of an object; empty for anything else.
  public var members: [ConfigurationMember] {
    if case .object(let members) = kind { members } else { [] }
  }

  /// The elements of an array; empty for anything else.
  public var elements: [ConfigurationValue] {
    if case .array(let elements) = kind { elements } else { [] }
  }

  /// The keys of an object in their order; empty for anything else.
  public var keys: [String] { members.map(\.key) }

  /// The member of an object under `key`, or nil if there is none.
  ///
  /// Assigning replaces the member in its place or appends it; assigning nil removes it. Assigning
  /// to a value that isn't an object makes it one. Complexity: O(number of members).
  public subscript(key: String) -> ConfigurationValue? {
    get { members.first { $0.key == key }?.value }
    set {
      var members = members
      let place = members.firstIndex { $0.key == key }
      switch (place, newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): members.remove(at: place)
      case (nil, let value?): members.append(ConfigurationMember(key, value))
      case (nil, nil): break
      }
      kind = .object(members)
    }
  }
}

/// One key of an object and its value.
public struct ConfigurationMember: Sendable {
  /// The key.
  public var key: String
  /// The value under the key.
  public var value: ConfigurationValue
  /// Where the key was written, if it was read from a file.
  public var keyLocation: SourceLocation?

  /// Creates a member.
  public init(_ key: String, _ value: ConfigurationValue, keyLocation: SourceLocation? = nil) {
    self.key = key
    self.value = value
    self.keyLocation = keyLocation
  }
}

extension ConfigurationValue: Hashable {
  public static func == (a: ConfigurationValue, b: ConfigurationValue) -> Bool { a.kind == b.kind }
  public func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

extension ConfigurationMember: Hashable {
  public static func == (a: ConfigurationMember, b: ConfigurationMember) -> Bool {
    a.key == b.key && a.value == b.value
  }
  public func hash(into hasher: inout Hasher) {
    hasher.combine(key)
    hasher.combine(value)
  }
}

extension ConfigurationValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(nilLiteral: ()) { self.init(.null) }
  public init(booleanLiteral value: Bool) { self.init(.bool(value)) }
  public init(integerLiteral value: Int) { self.init(.int(value)) }
  public init(floatLiteral value: Double) { self.init(.double(value)) }
  public init(stringLiteral value: String) { self.init(.string(value)) }
  public init(arrayLiteral elements: ConfigurationValue...) { self.init(.array(elements)) }
  /// Creates an object; its members keep the order of the literal.
  public init(dictionaryLiteral elements: (String, ConfigurationValue)...) {
    self = .object(elements)
  }
}

extension ConfigurationValue {
  /// Creates a truth value.
  public init(_ value: Bool) { self.init(.bool(value)) }
  /// Creates a whole number.
  public init(_ value: Int) { self.init(.int(value)) }
  /// Creates a number.
  public init(_ value: Double) { self.init(.double(value)) }
  /// Creates a text.
  public init(_ value: String) { self.init(.string(value)) }
}

extension ConfigurationValue: CustomStringConvertible {
  /// The value as JSON on one line.
  public var description: String { json(indent: nil) }
}
