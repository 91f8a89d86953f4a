#if CommandLineTool
  internal import Foundation
  internal import Hone

  /// What a run of the golden tests compared: a line of JSON for each tensor.
  struct GoldenRecord {
    /// The comparisons of one type.
    struct Entry {
      /// The cases by framework.
      var cases: [String: Set<String>] = [:]
      /// The largest relative error.
      var worst = 0.0

      /// Such as `Keras 3.15.1: 12, PyTorch 2.15.0: 3`.
      var sources: String {
        cases.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.count)" }
          .joined(separator: ", ")
      }
    }

    private var entries: [String: Entry] = [:]

    /// Reads a record.
    ///
    /// - Throws: `.file` with the line that isn't one of a record.
    init(_ path: String) throws(HoneError) {
      let text: String
      do {
        text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
      } catch {
        throw HoneError(.file, path: path, message: error.localizedDescription)
      }
      for line in text.split(separator: "\n") {
        let value = try ConfigurationValue(parsingJSON: String(line), file: path)
        let key = try Self.key(value.member("family").string(), value.member("type").string())
        var entry = entries[key] ?? Entry()
        let framework = try value.member("framework").string()
        entry.cases[framework, default: []].insert(try value.member("case").string())
        entry.worst = max(entry.worst, try value.member("error").double())
        entries[key] = entry
      }
    }

    /// The comparisons of a type, however its name is spelt.
    subscript(_ family: Family, _ name: String) -> Entry? {
      entries[Self.key(family.rawValue, name)]
    }

    /// Fixtures name activations as Keras does.
    private static func key(_ family: String, _ name: String) -> String {
      family + " " + name.lowercased().filter { $0 != "_" }
    }
  }
#endif
