#if CommandLineTool
  internal import Hone

  /// What is right in form but rarely meant: said before training, which goes on.
  enum Advice {
    /// A line for each thing in a complete configuration.
    static func lines(_ configuration: ConfigurationValue) -> [String] {
      initializers(configuration["model"] ?? .null, at: "model")
    }

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

    /// Kernels that begin with a standard deviation of half or more, whatever their fan-in is.
    private static func initializers(_ value: ConfigurationValue, at path: String) -> [String] {
      switch value.kind {
      case .array(let elements):
        return elements.enumerated().flatMap {
          initializers($0.element, at: "\(path)[\($0.offset)]")
        }
      case .object(let members):
        return members.flatMap { member -> [String] in
          let place = path + "." + member.key
          let isKernel = member.key.lowercased().hasSuffix("kernelinitializer")
          guard isKernel, let deviation = fixedDeviation(member.value), deviation >= 0.5 else {
            return initializers(member.value, at: place)
          }
          return [
            "\(place): a standard deviation of \(Float(deviation)) suits a layer of few "
              + "inputs only: the outputs of others explode or saturate; heNormal (relu) and "
              + "glorotUniform (tanh, sigmoid) fit it to their number"
          ]
        }
      default: return []
      }
    }

    private static func fixedDeviation(_ value: ConfigurationValue) -> Double? {
      guard case .object(let members) = value.kind, members.count == 1,
        ["randomNormal", "truncatedNormal"].contains(members[0].key)
      else { return nil }
      return try? members[0].value["stddev"]?.double()
    }
  }
#endif
