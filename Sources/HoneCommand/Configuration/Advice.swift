#if CommandLineTool
  internal import Hone

  /// What is right in form but rarely meant: said before training, which goes on.
  enum Advice {
    /// Names of callbacks' fields that neither Hone nor Keras has, but that were read as what they
    /// mean: Keras 3 refuses `save_weight_only`.
    static func otherSpellings(
      _ callbacks: ConfigurationValue, _ registry: Registry
    ) -> [String] {
      callbacks.elements.enumerated().flatMap { index, callback -> [String] in
        guard case .object(let members) = callback.kind, members.count == 1,
          let schema = registry.type(.callback, named: members[0].key)?.schema
        else { return [] }
        return schema.fields.flatMap { field in
          field.aliases.filter { members[0].value[$0] != nil && $0 == "save_weight_only" }.map {
            "callbacks[\(index)].\(members[0].key).\($0) is read as \(field.key), which is its name"
          }
        }
      }
    }
  }
#endif
