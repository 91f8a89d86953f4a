#if CommandLineTool
  internal import Hone

  /// The images of shapes that come with Hone.
  struct SampleImagesSource: ByteImageSource {
    static let schema = Schema(
      .dataset, "sample", summary: "28×28 grey images of ten shapes; part of Hone",
      fields: [ImageFields.limit, ImageFields.scale])

    let limit: Int?
    let scale: Double

    init(_ fields: Fields) throws(HoneError) {
      limit = fields.has("limit") ? try fields.int("limit") : nil
      scale = try fields.double("scale")
    }

    var fields: [String: ConfigurationValue] {
      ["limit": limit.map { ConfigurationValue($0) } ?? .null, "scale": ConfigurationValue(scale)]
    }

    var knownFields: [FieldSpec]? { ImageFields.small }

    func readBytes(_ part: DataPart) throws(HoneError) -> ArrayDataset? {
      try SampleImages.load(part)
    }
  }

  /// Fashion-MNIST, from the system's package, Hone's cache, or a folder.
  struct FashionMNISTSource: ByteImageSource {
    static let schema = Schema(
      .dataset, "fashion-mnist", summary: "28×28 grey images of ten kinds of clothes",
      fields: [
        Field("folder", .string, default: .null, "the folder with the four files"),
        ImageFields.limit, ImageFields.scale,
      ])

    let folder: String?
    let limit: Int?
    let scale: Double

    init(_ fields: Fields) throws(HoneError) {
      folder = try fields.optionalString("folder")
      limit = fields.has("limit") ? try fields.int("limit") : nil
      scale = try fields.double("scale")
    }

    var fields: [String: ConfigurationValue] {
      [
        "folder": folder.map { ConfigurationValue($0) } ?? .null,
        "limit": limit.map { ConfigurationValue($0) } ?? .null,
        "scale": ConfigurationValue(scale),
      ]
    }

    var knownFields: [FieldSpec]? { ImageFields.small }

    func readBytes(_ part: DataPart) throws(HoneError) -> ArrayDataset? {
      try ImageCollection.fashionMNIST.load(part, from: folder)
    }
  }

  /// Images and labels in IDX files under the names that MNIST gave them.
  struct IDXSource: ByteImageSource {
    static let schema = Schema(
      .dataset, "idx", summary: "a folder of IDX files named as MNIST's, plain or gzip",
      fields: [
        Field("folder", .string, "the folder with train-images-idx3-ubyte and its companions"),
        ImageFields.limit, ImageFields.scale,
      ])

    let folder: String
    let limit: Int?
    let scale: Double

    init(_ fields: Fields) throws(HoneError) {
      folder = try fields.string("folder")
      limit = fields.has("limit") ? try fields.int("limit") : nil
      scale = try fields.double("scale")
    }

    var fields: [String: ConfigurationValue] {
      [
        "folder": ConfigurationValue(folder),
        "limit": limit.map { ConfigurationValue($0) } ?? .null,
        "scale": ConfigurationValue(scale),
      ]
    }

    var knownFields: [FieldSpec]? { nil }

    /// The test part may be missing; class names come from `classes.txt`, a name a line, if it is
    /// there.
    func readBytes(_ part: DataPart) throws(HoneError) -> ArrayDataset? {
      let prefix = part == .train ? "train" : "t10k"
      let images = path("\(prefix)-images-idx3-ubyte")
      if part == .test, !FileSystem.exists(images) { return nil }
      return try IDXReader.dataset(
        images: images, labels: path("\(prefix)-labels-idx1-ubyte"), classNames: try classNames())
    }

    private func path(_ name: String) -> String {
      let plain = folder + "/" + name
      return FileSystem.exists(plain + ".gz") ? plain + ".gz" : plain
    }

    private func classNames() throws(HoneError) -> [String]? {
      let path = folder + "/classes.txt"
      guard FileSystem.exists(path) else { return nil }
      let reader = try FileReader(path)
      return String(decoding: try reader.bytes(0..<reader.byteCount), as: UTF8.self)
        .split(separator: "\n").map { String($0) }
    }
  }
#endif
