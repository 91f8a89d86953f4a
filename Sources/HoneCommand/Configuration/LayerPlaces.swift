#if CommandLineTool
  internal import Hone

  /// Where the layers of a configuration were written, so that an error of the model, which knows
  /// only the layer's path, can point into the file.
  struct LayerPlaces {
    private var places: [String: SourceLocation] = [:]

    /// Collects the layers of a checked configuration.
    init(_ configuration: ConfigurationValue) {
      let model = RunConfiguration.modelValue(configuration["model"] ?? .null)
      collect(model["Sequential"]?["layers"]?.elements ?? [], within: "")
    }

    /// The error, and those that it stands for, with the place of the layer added.
    func locating(_ error: HoneError) -> HoneError {
      var error = error
      error.causes = error.causes.map { locating($0) }
      if error.location == nil, let path = error.path { error.location = place(path) }
      return error
    }

    private func place(_ path: String) -> SourceLocation? {
      var path = path[...]
      while !path.isEmpty {
        if let place = places[String(path)] { return place }
        guard let slash = path.lastIndex(of: "/") else { return nil }
        path = path[..<slash]
      }
      return nil
    }

    /// Names follow the rule of the layers: an explicit name, else the type's and an ordinal.
    private mutating func collect(_ layers: [ConfigurationValue], within prefix: String) {
      var ordinals: [String: Int] = [:]
      for layer in layers {
        guard let type = layer.typeName, type != "Input" else { continue }
        let fields = layer.members.first?.value
        var name = fields?["name"].flatMap { try? $0.string() } ?? ""
        if name.isEmpty {
          let known = Registry.command.type(.layer, named: type) as? any Layer.Type
          let base = known?.pathName ?? type
          ordinals[base, default: 0] += 1
          name = base + "_\(ordinals[base] ?? 1)"
        }
        places[prefix + name] = layer.location
        if type == "Sequential" {
          collect(fields?["layers"]?.elements ?? [], within: prefix + name + "/")
        }
      }
    }
  }

  extension ConfigurationValue {
    /// The name in a value such as `Flatten` or `Dense: {units: 10}`.
    fileprivate var typeName: String? {
      if case .string(let name) = kind { return name }
      return members.count == 1 ? members[0].key : nil
    }
  }
#endif
