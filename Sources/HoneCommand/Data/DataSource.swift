#if CommandLineTool
  internal import Hone

  /// Where a configuration's samples come from: a line of the registry, so that files can name it.
  protocol DataSource: Configurable {
    /// The fields of a sample as the model will receive them, if they are known without reading.
    var knownFields: [FieldSpec]? { get }

    /// The factor by which bytes become numbers.
    var scale: Double { get }

    /// The most samples to use of a part; nil for all.
    var limit: Int? { get }

    /// Reads all of one part, or nil if there is no such part.
    ///
    /// - Throws: `.data` if it is missing or damaged.
    func read(_ part: DataPart) throws(HoneError) -> ArrayDataset?
  }

  extension DataSource {
    /// One part, scaled, and cut down to the limit by a draw that depends only on the seed.
    ///
    /// - Parameter transform: what is done to the images instead of scaling.
    /// - Throws: `.data` if it is missing or damaged.
    func load(
      _ part: DataPart, seed: UInt64, transform: RowTransform? = nil
    ) throws(HoneError) -> (any Dataset)? {
      guard let whole = try read(part) else { return nil }
      let images = whole.tensors[0]
      let labels = whole.tensors.count > 1 ? whole.tensors[1] : nil
      let scaled = try ArrayDataset(
        x: images, y: labels, classNames: whole.classNames,
        inputTransform: transform ?? .rescaling(Float(scale)))
      guard let limit, limit < scaled.count else { return scaled }
      let order = RandomKey(seed: seed).folding("limit").folding(part.rawValue)
        .permutation(scaled.count)
      return try Subset(of: scaled, at: order.prefix(limit).sorted())
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
