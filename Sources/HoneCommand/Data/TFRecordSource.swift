#if CommandLineTool
  internal import Hone
  internal import HoneTrain

  /// TFRecord files of `tf.train.Example` messages.
  struct TFRecordSource: DataSource {
    static let schema = Schema(
      .dataset, "tfrecord", summary: "TFRecord files of tf.train.Example messages",
      fields: [
        Field("train", .strings, "the files to train on"),
        Field("test", .strings, default: .array([]), "the files to validate and evaluate on"),
        ImageFields.limit, FileParts.inputs, FileParts.targets,
        Field(
          "shapes", .any, default: .object([]), "shapes of features by name: {image: [28, 28]}"),
        Field("classNames", .strings, default: .null, "the names of the classes"),
      ])

    let limit: Int?
    private let files: [DataPart: [String]]
    private let inputs: [String]?
    private let targets: [String]
    private let shapes: [String: Shape]
    private let classNames: [String]?

    init(_ fields: Fields) throws(HoneError) {
      limit = fields.has("limit") ? try fields.int("limit") : nil
      files = [.train: try fields.strings("train"), .test: try fields.strings("test")]
      inputs = fields.has("inputs") ? try fields.strings("inputs") : nil
      targets = try fields.strings("targets")
      classNames = fields.has("classNames") ? try fields.strings("classNames") : nil
      var shapes: [String: Shape] = [:]
      for member in fields.value("shapes").members {
        var extents: [Int] = []
        for extent in try member.value.array(at: "shapes") {
          extents.append(try extent.int(in: 1...1_000_000, at: "shapes.\(member.key)"))
        }
        shapes[member.key] = Shape(extents)
      }
      self.shapes = shapes
    }

    var fields: [String: ConfigurationValue] {
      [
        "train": .texts(files[.train]), "test": .texts(files[.test]),
        "limit": limit.map { ConfigurationValue($0) } ?? .null,
        "inputs": .texts(inputs), "targets": .texts(targets), "classNames": .texts(classNames),
        "shapes": .object(
          shapes.sorted { $0.key < $1.key }.map { name, shape in
            (name, .array(shape.dimensions.map { ConfigurationValue($0) }))
          }),
      ]
    }

    func read(_ part: DataPart) throws(HoneError) -> RawData? {
      guard let paths = files[part], !paths.isEmpty else { return nil }
      return .source(
        try TFRecordExamples(
          paths, inputs: inputs, targets: targets, shapes: shapes, classNames: classNames))
    }
  }
#endif
