#if CommandLineTool
  internal import Hone
  internal import HoneData
  internal import HoneTrain

  /// Where a configuration's samples come from: a line of the registry, so that files can name it.
  protocol DataSource: Configurable {
    /// The fields of a sample, if they are known without reading.
    var knownFields: [FieldSpec]? { get }

    /// The most samples to use of a part; nil for all.
    var limit: Int? { get }

    /// All samples of one part, or nil if there is no such part.
    ///
    /// - Throws: `.data` if it is missing or damaged.
    func read(_ part: DataPart) throws(HoneError) -> RawData?
  }

  extension DataSource {
    var knownFields: [FieldSpec]? { nil }

    /// One part, cut down to the limit by a draw that depends only on the seed.
    ///
    /// - Parameter transform: what is done to bytes of images instead of the source's own scaling.
    /// - Throws: `.data` if it is missing or damaged.
    func load(
      _ part: DataPart, seed: UInt64, transform: RowTransform? = nil
    ) throws(HoneError) -> RawData? {
      var all: RawData?
      if let transform, let images = self as? any ByteImageSource {
        all = try images.read(part, as: transform)
      } else {
        all = try read(part)
      }
      guard let whole = all else { return nil }
      guard let limit, limit < whole.count else { return whole }
      let order = RandomKey(seed: seed).folding("limit").folding(part.rawValue)
        .permutation(whole.count)
      return try whole.selecting(order.prefix(limit).sorted())
    }
  }

  /// A source of images as bytes, which become numbers by a factor.
  protocol ByteImageSource: DataSource {
    /// The factor by which bytes become numbers.
    var scale: Double { get }

    /// All images and labels of one part as they are stored, or nil if there is no such part.
    ///
    /// - Throws: `.data` if it is missing or damaged.
    func readBytes(_ part: DataPart) throws(HoneError) -> ArrayDataset?
  }

  extension ByteImageSource {
    func read(_ part: DataPart) throws(HoneError) -> RawData? {
      try read(part, as: .rescaling(Float(scale)))
    }

    /// One part, its bytes changed in another way: as the data of a saved model was.
    func read(_ part: DataPart, as transform: RowTransform) throws(HoneError) -> RawData? {
      guard let whole = try readBytes(part) else { return nil }
      return .dataset(
        try ArrayDataset(
          x: whole.tensors[0], y: whole.tensors.count > 1 ? whole.tensors[1] : nil,
          classNames: whole.classNames, inputTransform: transform))
    }
  }

  /// What the sources of images have in common.
  enum ImageFields {
    static let limit = Field(
      "limit", .int(1...Int.max), default: .null,
      "use at most this many samples of each part, drawn at random")
    static let scale = Field(
      "scale", .double(0...Double.infinity), default: ConfigurationValue(1.0 / 255),
      "the factor by which bytes become numbers")

    /// The fields of 28×28 grey images with class labels.
    static let small = [
      FieldSpec(.input, name: "x", shape: [28, 28, 1], dtype: .float32),
      FieldSpec(.target, name: "y", shape: [], dtype: .int32),
    ]
  }
#endif
