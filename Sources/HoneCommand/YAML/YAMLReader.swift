#if CommandLineTool
  internal import Hone
  internal import Yams

  /// Reads YAML into configuration values, each with its line and column.
  ///
  /// Plain scalars follow YAML 1.2's core schema: `true`, `false`, `null`, whole numbers and
  /// numbers such as `1e-3`; everything else is text, `yes`, `no`, `on` and `off` included.
  enum YAMLReader {
    /// Deeper nesting is an error.
    static let deepest = 256
    /// More values, once aliases are followed, are an error.
    static let mostValues = 1_000_000

    /// Reads a file.
    ///
    /// - Throws: `.file` if it can't be read, `.usage` if it isn't YAML.
    static func read(file path: String) throws(HoneError) -> ConfigurationValue {
      let reader = try FileReader(path)
      let bytes = try reader.bytes(0..<reader.byteCount)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw HoneError(
          .usage, path: path, operation: "YAML", wanted: "text in UTF-8", received: "other bytes")
      }
      return try read(text, file: path)
    }

    /// Reads text.
    ///
    /// - Parameters:
    ///   - text: The YAML; one document.
    ///   - file: The name that errors show.
    /// - Throws: `.usage` with line and column if the text isn't YAML or a key is there twice.
    static func read(_ text: String, file: String) throws(HoneError) -> ConfigurationValue {
      let root: Yams.Node?
      do {
        root = try Parser(yaml: text).singleRoot()
      } catch {
        throw failure(error, text: text, file: file)
      }
      guard let root else { return ConfigurationValue(.null, location: place(nil, file)) }
      var reader = Converter(file: file)
      return try reader.convert(root, depth: 0)
    }

    private struct Converter {
      let file: String
      var count = 0

      mutating func convert(_ node: Yams.Node, depth: Int) throws(HoneError) -> ConfigurationValue {
        let location = place(node.mark, file)
        count += 1
        guard depth < deepest, count < mostValues else {
          throw HoneError(
            .usage, operation: "YAML",
            wanted: "at most \(deepest) levels and \(mostValues) values", location: location)
        }
        switch node {
        case .scalar(let scalar):
          return ConfigurationValue(YAMLReader.resolve(scalar), location: location)
        case .sequence(let sequence):
          var elements: [ConfigurationValue] = []
          for element in sequence { elements.append(try convert(element, depth: depth + 1)) }
          return ConfigurationValue(.array(elements), location: location)
        case .mapping(let mapping):
          var members: [ConfigurationMember] = []
          for (key, value) in mapping {
            guard case .scalar(let name) = key else {
              throw HoneError(
                .usage, operation: "YAML", wanted: "a key that is a word",
                received: "a list or keys", location: place(key.mark, file))
            }
            members.append(
              ConfigurationMember(
                name.string, try convert(value, depth: depth + 1),
                keyLocation: place(key.mark, file)))
          }
          return ConfigurationValue(.object(members), location: location)
        case .alias:
          throw HoneError(
            .usage, operation: "YAML", wanted: "a value", received: "an alias", location: location)
        }
      }
    }

    /// What a scalar says, by the core schema; quoted and block scalars are text.
    private static func resolve(_ scalar: Yams.Node.Scalar) -> ConfigurationValue.Kind {
      scalar.style == .plain || scalar.style == .any
        ? resolve(plain: scalar.string) : .string(scalar.string)
    }

    /// What a plain scalar says.
    static func resolve(plain text: String) -> ConfigurationValue.Kind {
      switch text {
      case "", "~", "null", "Null", "NULL": return .null
      case "true", "True", "TRUE": return .bool(true)
      case "false", "False", "FALSE": return .bool(false)
      case ".inf", ".Inf", ".INF", "+.inf": return .double(.infinity)
      case "-.inf", "-.Inf", "-.INF": return .double(-.infinity)
      case ".nan", ".NaN", ".NAN": return .double(.nan)
      default: break
      }
      if text.hasPrefix("0x"), let value = Int(text.dropFirst(2), radix: 16) { return .int(value) }
      let isNumeric = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
      guard isNumeric, text.contains(where: \.isNumber) else { return .string(text) }
      if let value = Int(text) { return .int(value) }
      if let value = Double(text), value.isFinite { return .double(value) }
      return .string(text)
    }

    private static func place(_ mark: Mark?, _ file: String) -> SourceLocation {
      SourceLocation(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }

    private static func failure(_ error: any Error, text: String, file: String) -> HoneError {
      func invalid(_ problem: String, _ location: SourceLocation, _ context: String? = nil)
        -> HoneError
      {
        HoneError(
          .usage, operation: "not valid YAML",
          message: [problem, context].compactMap { $0 }.joined(separator: " "),
          help: "indent with spaces, two for each level, and put a space after every colon",
          location: location)
      }
      guard let error = error as? YamlError else {
        return invalid("\(error)", place(nil, file))
      }
      switch error {
      case .scanner(let context, let problem, let mark, _),
        .parser(let context, let problem, let mark, _),
        .composer(let context, let problem, let mark, _):
        return invalid(problem, place(mark, file), context?.text)
      case .duplicatedKeysInMapping(let keys, let context):
        let names = keys.map { "\"\($0)\"" }.joined(separator: ", ")
        return HoneError(
          .usage, message: "the key \(names) is there twice; the first is here",
          help: "remove one of the two", location: place(context.mark, file))
      case .reader(let problem, let offset, _, _):
        let before = text.prefix(offset ?? 0)
        let line = before.split(separator: "\n", omittingEmptySubsequences: false)
        return invalid(
          problem,
          SourceLocation(file: file, line: line.count, column: (line.last?.count ?? 0) + 1))
      default: return invalid("\(error)", place(nil, file))
      }
    }
  }
#endif
