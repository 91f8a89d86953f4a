public import HoneCore
internal import HoneGraph

extension Layer {
  /// The fields that every layer has.
  public var commonFields: [String: ConfigurationValue] {
    var fields: [String: ConfigurationValue] = ["id": ConfigurationValue(identity.number)]
    if let name { fields["name"] = ConfigurationValue(name) }
    if !isTrainable { fields["trainable"] = false }
    return fields
  }

  /// The layer as files spell it: sharing is marked by model-local ids, other ids are left out.
  ///
  /// - Throws: an error of kind `.model` naming every layer whose type can't be written.
  public func encoded() throws(HoneError) -> ConfigurationValue {
    guard let configurable = self as? any Configurable else {
      throw LayerEncoding.unregistered([String(describing: Self.self)])
    }
    let raw = configurable.configuration
    let missing = LayerEncoding.unknownTypes(in: raw)
    if !missing.isEmpty { throw LayerEncoding.unregistered(missing) }
    return LayerEncoding.normalizingIDs(raw)
  }
}

/// How layers within layers are written.
package enum LayerEncoding {
  /// A list of layers.
  package static func encode(_ layers: [any Layer]) -> ConfigurationValue {
    .array(layers.map(encode))
  }

  /// A layer; one of an unregistered type leaves a mark that `encoded()` reports.
  package static func encode(_ layer: any Layer) -> ConfigurationValue {
    (layer as? any Configurable)?.configuration ?? unknown(String(describing: type(of: layer)))
  }

  /// The mark of something that can't be written.
  static func unknown(_ what: String) -> ConfigurationValue {
    .object([(unknownMark, ConfigurationValue(what))])
  }

  private static let unknownMark = "?"

  /// The field of a value that holds a closure, which can't be written: `encoded()` reports it.
  static let closureMark = Field(unknownMark, .string, default: .null, "not for files")

  static func unregistered(_ types: [String]) -> HoneError {
    HoneError(
      .model, operation: "save",
      message: "no configuration is known for: \(types.joined(separator: ", ")).",
      help: "make the type Configurable; its weights and inference graph can be saved without")
  }

  static func unknownTypes(in value: ConfigurationValue) -> [String] {
    let here = value[unknownMark].flatMap { try? $0.string() }
    let within = (value.members.map(\.value) + value.elements).flatMap { unknownTypes(in: $0) }
    return (here.map { [$0] } ?? []) + within
  }

  /// Numbers the ids that occur more than once 0, 1, … and removes the others.
  static func normalizingIDs(_ value: ConfigurationValue) -> ConfigurationValue {
    var counts: [Int: Int] = [:]
    count(value, &counts)
    var numbers: [Int: Int] = [:]
    return rewrite(value, counts, &numbers)
  }

  private static func count(_ value: ConfigurationValue, _ counts: inout [Int: Int]) {
    for member in value.members {
      if member.key == "id", let id = try? member.value.int() { counts[id, default: 0] += 1 }
      count(member.value, &counts)
    }
    for element in value.elements { count(element, &counts) }
  }

  private static func rewrite(
    _ value: ConfigurationValue, _ counts: [Int: Int], _ numbers: inout [Int: Int]
  ) -> ConfigurationValue {
    switch value.kind {
    case .array(let elements): return .array(elements.map { rewrite($0, counts, &numbers) })
    case .object(let members):
      var kept: [(String, ConfigurationValue)] = []
      for member in members {
        if member.key == "id", let id = try? member.value.int() {
          guard counts[id, default: 0] > 1 else { continue }
          let number = numbers[id] ?? numbers.count
          numbers[id] = number
          kept.append((member.key, ConfigurationValue(number)))
        } else {
          kept.append((member.key, rewrite(member.value, counts, &numbers)))
        }
      }
      if kept.count == 1, case .object(let inner) = kept[0].1.kind, inner.isEmpty {
        return ConfigurationValue(kept[0].0)  // `Flatten: {}` is written `Flatten`.
      }
      return .object(kept)
    default: return value
    }
  }
}
