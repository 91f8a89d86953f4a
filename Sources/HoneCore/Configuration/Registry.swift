/// The configurable types that files can name. A value: adding a type makes a new registry.
///
/// ```swift
/// let registry = Registry.standard.adding(MyBlock.self)
/// ```
public struct Registry: Sendable {
  private var types: [Family: [any Configurable.Type]] = [:]
  /// Families whose values can stand for those of another.
  private var adoptions: [Adoption] = []

  private struct Adoption: Sendable {
    var family: Family
    var adopted: Family
    var wrap: @Sendable (any Configurable) -> any Configurable
  }

  /// Creates an empty registry.
  public init() {}

  /// The registry with one more type; a type of the same family and name is replaced.
  public func adding(_ type: any Configurable.Type) -> Registry {
    var copy = self
    let schema = type.schema
    copy.types[schema.family, default: []].removeAll { $0.schema.name == schema.name }
    copy.types[schema.family, default: []].append(type)
    return copy
  }

  /// Every type, family by family, in the order in which they were added.
  public var allTypes: [any Configurable.Type] { Family.allCases.flatMap { types[$0] ?? [] } }

  /// The schemas of a family, in the order in which they were added.
  public func schemas(_ family: Family) -> [Schema] { (types[family] ?? []).map { $0.schema } }

  /// The type of a name, in the family itself or in one that it adopts.
  public func type(_ family: Family, named name: String) -> (any Configurable.Type)? {
    for family in families(within: family) {
      let found = types[family]?.first {
        $0.schema.name == name || $0.schema.aliases.contains(name)
      }
      if let found { return found }
    }
    return nil
  }

  /// The registry in which values of one family can stand where another is asked for.
  ///
  /// - Parameter wrap: makes a value of `family` of one of `adopted`.
  package func adopting(
    _ adopted: Family, as family: Family,
    by wrap: @escaping @Sendable (any Configurable) -> any Configurable
  ) -> Registry {
    var copy = self
    copy.adoptions.append(Adoption(family: family, adopted: adopted, wrap: wrap))
    return copy
  }

  /// A family and those that it adopts.
  func families(within family: Family) -> [Family] {
    [family] + adoptions.filter { $0.family == family }.map(\.adopted)
  }

  /// A value as one of a family: itself, or wrapped if it is of an adopted one.
  func adopted(_ value: any Configurable, as family: Family) -> any Configurable {
    let own = Swift.type(of: value).schema.family
    guard own != family,
      let adoption = adoptions.first(where: { $0.family == family && $0.adopted == own })
    else { return value }
    return adoption.wrap(value)
  }

  /// Everything that is wrong with a value of a family; empty if it can be made.
  public func validate(
    _ value: ConfigurationValue, as family: Family, at path: String
  ) -> [HoneError] {
    Validator(registry: self).check(value, as: family, at: path)
  }

  /// Makes a value of a family.
  ///
  /// - Throws: all errors of the configuration together.
  public func make(
    _ family: Family, from value: ConfigurationValue, at path: String
  ) throws(HoneError) -> any Configurable {
    if let error = HoneError.combining(validate(value, as: family, at: path)) { throw error }
    return try DecodingContext(registry: self).make(family, from: value)
  }

}

/// Makes values from checked configuration; layers that share an `id` become one layer.
final class DecodingContext: @unchecked Sendable {
  let registry: Registry
  /// Layers by their model-local id. Used by one thread, during decoding only.
  var shared: [Int: any Configurable] = [:]

  init(registry: Registry) { self.registry = registry }

  func make(
    _ family: Family, from value: ConfigurationValue
  ) throws(HoneError) -> any Configurable {
    guard let named = NamedValue(value), let type = registry.type(family, named: named.name) else {
      throw value.mismatch("a \(family.rawValue)")
    }
    let id = (try? named.fields["id"]?.int()) ?? nil
    if family == .layer, let id, let layer = shared[id] { return layer }
    let values = named.fields.filled(with: type.allFields)
    let fields = Fields(values: values, context: self, location: value.location)
    var made = try type.init(fields)
    try made.takeInherited(fields)
    made = registry.adopted(made, as: family)
    if family == .layer, let id { shared[id] = made }
    return made
  }
}

extension Fields {
  /// A value of a family.
  public func member<Member>(
    _ key: String, _ family: Family, as _: Member.Type = Member.self
  ) throws(HoneError) -> Member {
    guard let member = try context.make(family, from: value(key)) as? Member else {
      throw value(key).mismatch("a \(family.rawValue)", at: key)
    }
    return member
  }

  /// A value of a family, or nil if the field is absent.
  public func optionalMember<Member>(
    _ key: String, _ family: Family, as _: Member.Type = Member.self
  ) throws(HoneError) -> Member? {
    has(key) ? try member(key, family, as: Member.self) : nil
  }

  /// A list of values of a family.
  public func members<Member>(
    _ key: String, _ family: Family, as _: Member.Type = Member.self
  ) throws(HoneError) -> [Member] {
    var result: [Member] = []
    for element in try value(key).array(at: key) {
      guard let member = try context.make(family, from: element) as? Member else {
        throw element.mismatch("a \(family.rawValue)", at: key)
      }
      result.append(member)
    }
    return result
  }
}

/// A name with fields: `Flatten`, or `Dense: {units: 10}`.
struct NamedValue {
  var name: String
  var fields: ConfigurationValue
  var nameLocation: SourceLocation?

  /// Nil if the value is neither a text nor an object with one key.
  init?(_ value: ConfigurationValue) {
    switch value.kind {
    case .string(let name):
      self.name = name
      fields = ConfigurationValue(.object([]), location: value.location)
      nameLocation = value.location
    case .object(let members) where members.count == 1:
      name = members[0].key
      nameLocation = members[0].keyLocation ?? value.location
      fields =
        members[0].value.isNull
        ? ConfigurationValue(.object([]), location: value.location) : members[0].value
    default: return nil
    }
  }
}

extension Configurable {
  public static var inheritedFields: [Field] { [] }
  public var inheritedValues: [String: ConfigurationValue] { [:] }
  public mutating func takeInherited(_ fields: Fields) throws(HoneError) {}

  /// The schema's fields and those that every type of its family has.
  static var allFields: [Field] {
    let own = Set(schema.fields.map(\.key))
    return schema.fields + inheritedFields.filter { !own.contains($0.key) }
  }

  public var configuration: ConfigurationValue { ownConfiguration }

  /// The name, with the fields that differ from their defaults.
  package var ownConfiguration: ConfigurationValue {
    let own = fields.merging(inheritedValues) { own, _ in own }
    let given = Self.allFields.compactMap { field -> (String, ConfigurationValue)? in
      guard let value = own[field.key], value != field.defaultValue else { return nil }
      return (field.key, value)
    }
    let name = Self.schema.name
    return given.isEmpty ? ConfigurationValue(name) : .object([(name, .object(given))])
  }
}
