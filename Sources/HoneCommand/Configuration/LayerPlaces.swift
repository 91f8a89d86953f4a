#if CommandLineTool
  internal import Hone
  internal import HoneData

  /// Where the layers of a configuration were written, so that an error of the model, which knows
  /// only the layer's path, can point into the file.
  struct LayerPlaces {
    private var places: [String: SourceLocation] = [:]
    /// The transforms in front of the model, in their order.
    private var transforms: [(name: String, place: SourceLocation)] = []
    /// Those of them that mix samples and so are done after the others.
    private var mixing: [(name: String, place: SourceLocation)] = []

    /// Collects the layers of a checked configuration.
    init(_ configuration: ConfigurationValue) {
      let model = RunConfiguration.modelValue(configuration["model"] ?? .null)
      let layers = model["Sequential"]?["layers"]?.elements ?? []
      collect(layers, within: "")
      collect(model["Model"]?["nodes"]?.elements.compactMap { $0["layer"] } ?? [], within: "")
      collectSections(configuration)
      _ = collectTransforms((configuration["augment"]?.elements ?? []) + layers)
    }

    /// What findings name beside layers: sections and callbacks.
    private mutating func collectSections(_ configuration: ConfigurationValue) {
      for name in ["model", "optimizer", "loss", "batchSize"] {
        places[name] = configuration[name]?.location
      }
      for part in ["training data", "validation data"] {
        places[part] = configuration["data"]?.location
      }
      for callback in configuration["callbacks"]?.elements ?? [] {
        guard let name = callback.typeName,
          let type = Registry.command.type(.callback, named: name)
        else { continue }
        places["\(type)"] = places["\(type)"] ?? callback.location
      }
    }

    /// The error, and those that it stands for, with the place of the layer added.
    func locating(_ error: HoneError) -> HoneError {
      var error = error
      error.causes = error.causes.map { locating($0) }
      if error.location == nil, let path = error.path { error.location = place(path) }
      return error
    }

    /// The error of a transform with the place where that was written.
    ///
    /// - Parameter number: which of those in front of the model, if that is known; else the first
    ///   that the error names.
    func locating(_ error: HoneError, transform number: Int?) -> HoneError {
      var error = locating(error)
      guard error.location == nil, error.causes.isEmpty else { return error }
      if let number, number < transforms.count {
        error.location = transforms[number].place
      } else {
        error.location = (mixing + transforms).first { $0.name == error.path }?.place
      }
      return error
    }

    /// Collects transforms up to the first layer of another kind; false if there is one.
    private mutating func collectTransforms(_ elements: [ConfigurationValue]) -> Bool {
      for element in elements {
        guard let name = element.typeName, let place = element.location else { return false }
        if name == "Sequential" {
          let inner = element.members.first?.value["layers"]?.elements ?? []
          guard collectTransforms(inner) else { return false }
        } else if name != "Input" {
          guard Registry.command.type(.transform, named: name) != nil,
            let made = try? Registry.command.make(.transform, from: element, at: "augment")
          else { return false }
          if (made as? any MixingTransform)?.mixes != nil {
            mixing.append((name, place))
          } else {
            transforms.append((name, place))
          }
        }
      }
      return true
    }

    /// The place of a layer, by its path or that of a layer within it, or of what a finding names.
    func place(_ path: String) -> SourceLocation? {
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
      var shared: Set<Int> = []
      for layer in layers {
        guard let type = layer.typeName, type != "Input" else { continue }
        let fields = layer.members.first?.value
        if let id = fields?["id"].flatMap({ try? $0.int() }), !shared.insert(id).inserted {
          continue
        }
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
    var typeName: String? {
      if case .string(let name) = kind { return name }
      return members.count == 1 ? members[0].key : nil
    }
  }
#endif
