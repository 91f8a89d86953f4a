#if CommandLineTool
  internal import Hone
  internal import HoneTrain

  /// The name of a published set, as a type, so that the registry has a type for each.
  protocol PublishedName: Sendable {
    static var collection: PublishedCollection { get }
  }

  /// A published set, from Hone's cache or a folder.
  struct PublishedSource<Name: PublishedName>: DataSource {
    static var schema: Schema {
      Schema(
        .dataset, Name.collection.name, summary: Name.collection.summary,
        fields: [
          Field("folder", .string, default: .null, "the folder with the files"), ImageFields.limit,
        ])
    }

    let limit: Int?
    private let folder: String?

    init(_ fields: Fields) throws(HoneError) {
      folder = try fields.optionalString("folder")
      limit = fields.has("limit") ? try fields.int("limit") : nil
    }

    var fields: [String: ConfigurationValue] {
      [
        "folder": folder.map { ConfigurationValue($0) } ?? .null,
        "limit": limit.map { ConfigurationValue($0) } ?? .null,
      ]
    }

    func read(_ part: DataPart) throws(HoneError) -> RawData? {
      try Name.collection.load(part, from: folder).map { .source($0) }
    }
  }

  /// Sets of images like MNIST, from the system's package, Hone's cache, or a folder.
  protocol ImageSetName: Sendable {
    static var collection: ImageCollection { get }
    static var summary: String { get }
  }

  struct ImageSetSource<Name: ImageSetName>: ByteImageSource {
    static var schema: Schema {
      Schema(
        .dataset, Name.collection.name, summary: Name.summary,
        fields: [
          Field("folder", .string, default: .null, "the folder with the four files"),
          ImageFields.limit, ImageFields.scale,
        ])
    }

    let limit: Int?
    let scale: Double
    private let folder: String?

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
      try Name.collection.load(part, from: folder)
    }
  }

  /// The names.
  enum Published {
    enum MNIST: ImageSetName {
      static let collection = ImageCollection.mnist
      static let summary = "28×28 grey images of handwritten digits"
    }
    enum KMNIST: ImageSetName {
      static let collection = ImageCollection.kmnist
      static let summary = "28×28 grey images of ten cursive Japanese characters"
    }
    enum CIFAR10: PublishedName { static let collection = PublishedCollection.cifar10 }
    enum CIFAR100: PublishedName { static let collection = PublishedCollection.cifar100 }
    enum IMDB: PublishedName { static let collection = PublishedCollection.imdb }
    enum AGNews: PublishedName { static let collection = PublishedCollection.agNews }
    enum MovieReviews: PublishedName { static let collection = PublishedCollection.movieReviews }
    enum Iris: PublishedName { static let collection = PublishedCollection.iris }
    enum Wine: PublishedName { static let collection = PublishedCollection.wine }

    /// The registry with all of them.
    static func adding(to registry: Registry) -> Registry {
      registry
        .adding(ImageSetSource<MNIST>.self)
        .adding(ImageSetSource<KMNIST>.self)
        .adding(PublishedSource<CIFAR10>.self)
        .adding(PublishedSource<CIFAR100>.self)
        .adding(PublishedSource<IMDB>.self)
        .adding(PublishedSource<AGNews>.self)
        .adding(PublishedSource<MovieReviews>.self)
        .adding(PublishedSource<Iris>.self)
        .adding(PublishedSource<Wine>.self)
    }
  }
#endif
