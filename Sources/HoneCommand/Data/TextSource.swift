#if CommandLineTool
  internal import Hone
  internal import HoneTrain

  /// Texts in folders, one folder a class.
  struct TextSource: DataSource {
    static let schema = Schema(
      .dataset, "text", summary: "texts in folders, one folder a class",
      fields: FileParts.fields("the folder of classes"))

    private let parts: FileParts

    init(_ fields: Fields) throws(HoneError) { parts = try FileParts(fields) }

    var fields: [String: ConfigurationValue] { parts.fields }
    var limit: Int? { parts.limit }

    /// The test folder has the classes of the training folder.
    func read(_ part: DataPart) throws(HoneError) -> RawData? {
      guard let path = parts.path(part) else { return nil }
      let train = try TextFolder(parts.train)
      return .source(part == .train ? train : try train.applying(to: path))
    }
  }
#endif
