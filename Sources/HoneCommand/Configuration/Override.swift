#if CommandLineTool
  internal import Hone

  /// A `key=value` argument: replaces one value of a configuration.
  ///
  /// The key is a path such as `epochs`, `optimizer.learningRate`, `model[3].units`. A path goes
  /// through the name of a layer, optimizer or loss without naming it: with `optimizer: {adam:
  /// {learningRate: 0.1}}`, `optimizer.learningRate` and `optimizer.adam.learningRate` are the same.
  /// The value is read as YAML.
  struct Override {
    /// One step of a path.
    private enum Step {
      case key(String)
      case index(Int)
    }

    /// The argument as it was written.
    let text: String
    private let path: [Step]
    private let value: ConfigurationValue

    /// The first key of the path.
    var section: String {
      if case .key(let key)? = path.first { key } else { "" }
    }

    /// Reads an argument.
    ///
    /// - Throws: `.usage` if it has no `=`, its path is malformed, or its value isn't YAML.
    init(_ text: String) throws(HoneError) {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw HoneError(
          .usage, path: text, operation: "an override", wanted: "key=value",
          help: "write for example epochs=3 or optimizer.learningRate=0.01")
      }
      try self.init(
        key: String(text[..<equals]), value: String(text[text.index(after: equals)...]),
        text: text)
    }

    /// The override that an option such as `--epochs 3` stands for.
    ///
    /// - Throws: `.usage` if the value isn't YAML.
    init(option: String, key: String, value: String) throws(HoneError) {
      try self.init(key: key, value: value, text: "\(option) \(value)")
    }

    private init(key: String, value: String, text: String) throws(HoneError) {
      self.text = text
      let place = SourceLocation(file: "command line: \(text)", line: 0)
      var path: [Step] = []
      for part in key.split(separator: ".", omittingEmptySubsequences: false) {
        let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
        let name = pieces[0]
        let indices = pieces.dropFirst().map { $0.last == "]" ? Int($0.dropLast()) : nil }
        guard !name.isEmpty, !indices.contains(where: { $0 == nil }) else {
          throw HoneError(
            .usage, path: key, operation: "an override's key",
            wanted: "names with dots, such as optimizer.learningRate or model[3].units",
            location: place)
        }
        path.append(Int(name).map { .index($0) } ?? .key(String(name)))
        path += indices.map { .index($0 ?? 0) }
      }
      self.path = path
      self.value = try YAMLReader.read(value, file: "command line: \(text)").relocated(to: place)
    }

    /// Puts the value in its place.
    ///
    /// - Throws: `.usage` if the path leads into something that has no such place.
    func apply(to configuration: inout ConfigurationValue) throws(HoneError) {
      try set(path[...], in: &configuration, isOutermost: true)
    }

    private func set(
      _ rest: ArraySlice<Step>, in target: inout ConfigurationValue, isOutermost: Bool = false
    ) throws(HoneError) {
      guard let step = rest.first else {
        target = value
        return
      }
      switch (step, target.kind) {
      case (.index(let index), .array(var elements)) where elements.indices.contains(index):
        try set(rest.dropFirst(), in: &elements[index])
        target.kind = .array(elements)
      case (.index, .array(let elements)):
        throw mismatch("an index from 0 to \(elements.count - 1)")
      case (.key, .string(let name)) where !isOutermost:
        var fields = ConfigurationValue.emptyObject
        try set(rest, in: &fields, isOutermost: true)
        target.kind = .object([
          ConfigurationMember(name, fields, keyLocation: target.location)
        ])
      case (.key(let key), .null), (.key(let key), .object):
        if let (name, fields) = target.named(notUnder: key), !isOutermost {
          var fields = fields
          try set(rest, in: &fields, isOutermost: true)
          target[name] = fields
        } else {
          var member = target[key] ?? .null
          try set(rest.dropFirst(), in: &member)
          target.replace(key, by: member, keyLocation: value.location)
        }
      default:
        throw mismatch("a path into the configuration; \(target.summary) has no parts")
      }
    }

    private func mismatch(_ wanted: String) -> HoneError {
      HoneError(
        .usage, operation: "an override", wanted: wanted,
        help: "write for example optimizer.learningRate=0.01 or model[3].units=64",
        location: value.location)
    }
  }

  extension ConfigurationValue {
    /// The value with another place for itself and all that it holds.
    fileprivate func relocated(to place: SourceLocation) -> ConfigurationValue {
      let kind: Kind
      switch self.kind {
      case .array(let elements): kind = .array(elements.map { $0.relocated(to: place) })
      case .object(let members):
        kind = .object(
          members.map {
            ConfigurationMember($0.key, $0.value.relocated(to: place), keyLocation: place)
          })
      default: kind = self.kind
      }
      return ConfigurationValue(kind, location: place)
    }

    /// The name and the fields of a value such as `adam: {learningRate: 0.1}`; nil for others.
    fileprivate func named(notUnder key: String) -> (name: String, fields: ConfigurationValue)? {
      guard members.count == 1, let only = members.first, only.key != key else { return nil }
      switch only.value.kind {
      case .object, .null: return (only.key, only.value)
      default: return nil
      }
    }

    /// Replaces or appends a member; a new one is placed where the override was written.
    fileprivate mutating func replace(
      _ key: String, by value: ConfigurationValue, keyLocation: SourceLocation?
    ) {
      var members = members
      if let place = members.firstIndex(where: { $0.key == key }) {
        members[place].value = value
      } else {
        members.append(ConfigurationMember(key, value, keyLocation: keyLocation))
      }
      kind = .object(members)
    }
  }
#endif
