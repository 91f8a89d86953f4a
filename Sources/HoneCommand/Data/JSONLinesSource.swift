#if CommandLineTool
  internal import Hone
  internal import HoneTrain

  /// Files with a JSON object on each line.
  struct JSONLinesSource: DataSource {
    static let schema = Schema(
      .dataset, "jsonl", summary: "files with a JSON object on each line",
      fields: FileParts.fields("the file") + [FileParts.inputs, FileParts.targets])

    private let parts: FileParts
    private let inputs: [String]?
    private let targets: [String]

    init(_ fields: Fields) throws(HoneError) {
      parts = try FileParts(fields)
      inputs = fields.has("inputs") ? try fields.strings("inputs") : nil
      targets = try fields.strings("targets")
    }

    var fields: [String: ConfigurationValue] {
      parts.fields.merging(["inputs": .texts(inputs), "targets": .texts(targets)]) { a, _ in a }
    }

    var limit: Int? { parts.limit }

    /// The test file is read with the fields and labels of the training file.
    func read(_ part: DataPart) throws(HoneError) -> RawData? {
      guard let path = parts.path(part) else { return nil }
      let train = try JSONLines(parts.train, inputs: inputs, targets: targets)
      return .source(part == .train ? train : try train.applying(to: path))
    }
  }
#endif
