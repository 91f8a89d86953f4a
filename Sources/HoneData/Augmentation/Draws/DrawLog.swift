public import HoneCore

/// What was drawn for many samples, a line of JSON each, so that it can be read, searched, and drawn
/// again.
///
/// ```json
/// {"sample":3,"name":"boots/3.png","draw":0,"transforms":[{"transform":"RandomFlip","caption":"left-right","values":{"horizontal":1,"vertical":0}}]}
/// ```
///
/// Numbers are written so that they read back to the same bits: with the same transforms and the
/// same sample, the same pixels come out.
public struct DrawLog: Hashable, Sendable {
  /// The draws for one sample.
  public struct Line: Hashable, Sendable {
    /// The number of the sample in its source.
    public var sample: Int
    /// What the sample is called.
    public var name: String
    /// Which draw of the sample it is, from 0: the number of the epoch.
    public var draw: Int
    /// What was drawn.
    public var record: DrawRecord

    /// Creates a line.
    public init(sample: Int, name: String, draw: Int, record: DrawRecord) {
      self.sample = sample
      self.name = name
      self.draw = draw
      self.record = record
    }
  }

  /// The lines, in the order in which they were drawn.
  public var lines: [Line]

  /// Creates a log.
  public init(_ lines: [Line] = []) { self.lines = lines }

  /// Reads a log.
  ///
  /// - Parameters:
  ///   - text: A line of JSON for each draw; empty lines are skipped.
  ///   - file: The file, for messages.
  /// - Throws: `.data` that names the line that isn't one.
  public init(_ text: String, file: String) throws(HoneError) {
    lines = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where line.contains(where: { !$0.isWhitespace }) {
      do throws(HoneError) {
        let value = try ConfigurationValue(
          parsingJSON: String(line), file: file, errorKind: .data)
        lines.append(try Line(value))
      } catch {
        throw HoneError(
          .data, path: "\(file):\(number + 1)", operation: "log of draws",
          wanted: "a line that `hone augment preview --log` wrote",
          received: error.message ?? error.description)
      }
    }
  }

  /// The log as text.
  public var text: String {
    lines.map { $0.value.json(indent: nil) + "\n" }.joined()
  }

  /// The samples of the log, in the order of their first lines.
  public var samples: [Int] {
    var seen = Set<Int>()
    return lines.map(\.sample).filter { seen.insert($0).inserted }
  }
}

extension DrawLog.Line {
  fileprivate init(_ value: ConfigurationValue) throws(HoneError) {
    var record = DrawRecord()
    for entry in try value.member("transforms").array() {
      var values: [String: Double] = [:]
      for member in try entry.member("values").object() {
        values[member.key] = try member.value.double(at: member.key)
      }
      record.entries.append(
        DrawRecord.Entry(
          try entry.member("transform").string(), values,
          caption: try entry.member("caption").string()))
    }
    self.init(
      sample: try value.member("sample").int(in: 0...), name: try value.member("name").string(),
      draw: try value.member("draw").int(in: 0...), record: record)
  }

  fileprivate var value: ConfigurationValue {
    let transforms = record.entries.map { entry -> ConfigurationValue in
      let values = entry.values.sorted { $0.key < $1.key }
        .map { ConfigurationMember($0.key, ConfigurationValue($0.value)) }
      return .object([
        ("transform", ConfigurationValue(entry.transform)),
        ("caption", ConfigurationValue(entry.caption)),
        ("values", ConfigurationValue(.object(values))),
      ])
    }
    return .object([
      ("sample", ConfigurationValue(sample)), ("name", ConfigurationValue(name)),
      ("draw", ConfigurationValue(draw)), ("transforms", .array(transforms)),
    ])
  }
}
