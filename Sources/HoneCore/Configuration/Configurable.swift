/// Something that Swift code, YAML and `model.json` can all spell: a layer, an optimizer, a loss.
///
/// The schema is the single source for checking, encoding, `--help` and documentation. In a file,
/// a value is its name alone, `Flatten`, or its name with fields, `Dense: {units: 10}`.
public protocol Configurable: Sendable {
  /// The name and the fields.
  static var schema: Schema { get }

  /// Creates the value from checked fields; defaults are filled in.
  init(_ fields: Fields) throws(HoneError)

  /// The fields by key. Those that hold their default may be left out.
  var fields: [String: ConfigurationValue] { get }

  /// Fields that every type of the family has beside those of its schema, such as a layer's name.
  static var inheritedFields: [Field] { get }

  /// What the inherited fields hold, if ``fields`` doesn't say so.
  var inheritedValues: [String: ConfigurationValue] { get }

  /// The value as files spell it: its name, with the fields that differ from their defaults.
  var configuration: ConfigurationValue { get }

  /// Takes over the inherited fields that ``init(_:)`` doesn't read.
  mutating func takeInherited(_ fields: Fields) throws(HoneError)
}

/// One field of a schema.
public struct Field: Sendable {
  /// What a field may hold.
  public indirect enum Kind: Sendable {
    case bool
    case int(ClosedRange<Int>)
    case double(ClosedRange<Double>)
    case string
    case choice([String])
    /// One whole number for all spatial axes, or a list with one for each.
    case sizes(ClosedRange<Int>)
    /// A list of extents of 1 or more.
    case shape
    /// A list of whole numbers.
    case integers(ClosedRange<Int>)
    /// A list of texts.
    case strings
    /// A list of numbers.
    case doubles(ClosedRange<Double>)
    /// A value of a family.
    case member(Family)
    /// A list of values of a family.
    case members(Family)
    /// A number, or a value of a family.
    case numberOr(Family)
    /// A list of objects with these fields.
    case records([Field])
    /// Anything; the type checks it itself.
    case any
  }

  /// The key, in camelCase as in Swift.
  public var key: String
  /// Other keys that files may use, such as Keras's name.
  public var aliases: [String]
  /// What it may hold.
  public var kind: Kind
  /// What it holds when it is left out; nil if it must be given.
  public var defaultValue: ConfigurationValue?
  /// One line for people.
  public var summary: String

  /// Creates a field. Without a default it must be given; with `.null` it may be absent.
  public init(
    _ key: String, _ kind: Kind, default defaultValue: ConfigurationValue? = nil,
    _ summary: String, aliases: [String] = []
  ) {
    self.key = key
    self.aliases = aliases
    self.kind = kind
    self.defaultValue = defaultValue
    self.summary = summary
  }
}

/// Checked fields of a configurable value, with typed access.
///
/// The accessors trust the check against the schema; what it can't know they throw.
public struct Fields: Sendable {
  let values: [String: ConfigurationValue]
  let context: DecodingContext
  /// Where the value stands in its file.
  public let location: SourceLocation?

  init(
    values: [String: ConfigurationValue], context: DecodingContext, location: SourceLocation?
  ) {
    self.values = values
    self.context = context
    self.location = location
  }

  /// The value as written, or its default.
  public func value(_ key: String) -> ConfigurationValue { values[key] ?? .null }

  /// Whether the field holds something other than null.
  public func has(_ key: String) -> Bool { !value(key).isNull }

  /// A truth value.
  public func bool(_ key: String) throws(HoneError) -> Bool { try value(key).bool(at: key) }

  /// A whole number.
  public func int(_ key: String) throws(HoneError) -> Int { try value(key).int(at: key) }

  /// A number.
  public func double(_ key: String) throws(HoneError) -> Double { try value(key).double(at: key) }

  /// A text.
  public func string(_ key: String) throws(HoneError) -> String { try value(key).string(at: key) }

  /// A text, or nil.
  public func optionalString(_ key: String) throws(HoneError) -> String? {
    has(key) ? try string(key) : nil
  }

  /// A list of whole numbers.
  public func ints(_ key: String) throws(HoneError) -> [Int] {
    var result: [Int] = []
    for element in try value(key).array(at: key) { result.append(try element.int(at: key)) }
    return result
  }

  /// A list of texts.
  public func strings(_ key: String) throws(HoneError) -> [String] {
    var result: [String] = []
    for element in try value(key).array(at: key) { result.append(try element.string(at: key)) }
    return result
  }

  /// A list of numbers.
  public func doubles(_ key: String) throws(HoneError) -> [Double] {
    var result: [Double] = []
    for element in try value(key).array(at: key) { result.append(try element.double(at: key)) }
    return result
  }

  /// Sizes for spatial axes: a single number stands for all.
  public func sizes(_ key: String) throws(HoneError) -> Sizes {
    if case .int(let size) = value(key).kind { return Sizes(size) }
    return Sizes(try ints(key))
  }

  /// Sizes for spatial axes, or nil if the field is absent.
  public func optionalSizes(_ key: String) throws(HoneError) -> Sizes? {
    has(key) ? try sizes(key) : nil
  }

  /// A list of objects with the given fields.
  public func records(_ key: String, _ fields: [Field]) throws(HoneError) -> [Fields] {
    try value(key).array(at: key).map { element in
      Fields(values: element.filled(with: fields), context: context, location: element.location)
    }
  }

  /// A case of an enumeration, by its raw value.
  public func choice<Choice: RawRepresentable<String>>(
    _ key: String, as type: Choice.Type = Choice.self
  ) throws(HoneError) -> Choice {
    guard let choice = Choice(rawValue: try string(key)) else {
      throw value(key).mismatch("a known name", at: key)
    }
    return choice
  }
}

extension ConfigurationValue {
  /// The values of fields: members of this object, else defaults.
  func filled(with fields: [Field]) -> [String: ConfigurationValue] {
    var values: [String: ConfigurationValue] = [:]
    for field in fields { values[field.key] = self[field] ?? field.defaultValue ?? .null }
    return values
  }

  /// What is given for a field, under its key or another name of it.
  package subscript(field: Field) -> ConfigurationValue? {
    ([field.key] + field.aliases).lazy.compactMap { self[$0] }.first
  }
}

/// One size for every spatial axis, or one for each: `3` or `[3, 5]`.
public struct Sizes: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// The sizes as given.
  public let values: [Int]

  /// The same size for every axis.
  public init(_ size: Int) { values = [size] }

  /// A size for each axis.
  public init(_ sizes: [Int]) { values = sizes }

  public init(integerLiteral value: Int) { self.init(value) }
  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// The size of each of `count` axes; nil if another number of sizes was given.
  public func resolved(_ count: Int) -> [Int]? {
    if values.count == 1 { return [Int](repeating: values[0], count: count) }
    return values.count == count ? values : nil
  }

  /// The sizes as they are written: one number if they are all the same.
  public var configuration: ConfigurationValue {
    values.count == 1
      ? ConfigurationValue(values[0]) : .array(values.map { ConfigurationValue($0) })
  }
}
