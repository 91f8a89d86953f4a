#if CommandLineTool
  internal import Hone

  /// The files of a source that has one for each part.
  struct FileParts {
    let train: String
    let test: String?
    let limit: Int?

    static func fields(_ things: String) -> [Field] {
      [
        Field("train", .string, "\(things) to train on"),
        Field("test", .string, default: .null, "\(things) to validate and evaluate on"),
        ImageFields.limit,
      ]
    }

    static let targets = Field(
      "targets", .strings, default: .array([]), "what is to be predicted, by name")
    static let inputs = Field(
      "inputs", .strings, default: .null, "what to predict from, by name; null: all the rest")

    init(_ fields: Fields) throws(HoneError) {
      train = try fields.string("train")
      test = try fields.optionalString("test")
      limit = fields.has("limit") ? try fields.int("limit") : nil
    }

    var fields: [String: ConfigurationValue] {
      [
        "train": ConfigurationValue(train), "test": test.map { ConfigurationValue($0) } ?? .null,
        "limit": limit.map { ConfigurationValue($0) } ?? .null,
      ]
    }

    /// The file of a part; nil if there is none.
    func path(_ part: DataPart) -> String? { part == .train ? train : test }
  }

  extension ConfigurationValue {
    /// A list of texts; null for none.
    static func texts(_ texts: [String]?) -> ConfigurationValue {
      texts.map { .array($0.map { ConfigurationValue($0) }) } ?? .null
    }
  }
#endif
