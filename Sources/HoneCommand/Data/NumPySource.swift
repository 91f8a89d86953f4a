#if CommandLineTool
  internal import Hone
  internal import HoneTrain

  /// Arrays that NumPy saved in an archive.
  struct NumPySource: DataSource {
    static let schema = Schema(
      .dataset, "npz", summary: "arrays that NumPy saved in an archive",
      fields: FileParts.fields("the archive") + [
        Field("inputs", .strings, default: ["x"], "the arrays to predict from"),
        Field("targets", .strings, default: ["y"], "the arrays to be predicted"),
        Field("classNames", .strings, default: .null, "the names of the classes"),
      ])

    private let parts: FileParts
    private let inputs: [String]
    private let targets: [String]
    private let classNames: [String]?

    init(_ fields: Fields) throws(HoneError) {
      parts = try FileParts(fields)
      inputs = try fields.strings("inputs")
      targets = try fields.strings("targets")
      classNames = fields.has("classNames") ? try fields.strings("classNames") : nil
    }

    var fields: [String: ConfigurationValue] {
      parts.fields.merging([
        "inputs": .texts(inputs), "targets": .texts(targets), "classNames": .texts(classNames),
      ]) { a, _ in a }
    }

    var limit: Int? { parts.limit }

    func read(_ part: DataPart) throws(HoneError) -> RawData? {
      guard let path = parts.path(part) else { return nil }
      return .source(
        try NumPyArrays(path, inputs: inputs, targets: targets, classNames: classNames))
    }
  }
#endif
