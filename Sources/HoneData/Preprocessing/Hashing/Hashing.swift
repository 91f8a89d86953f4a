public import HoneCore

/// Puts texts or whole numbers into a fixed number of buckets, without a vocabulary.
///
/// ```text
/// bucket = fingerprint(text) mod numBins
/// ```
///
/// Numbers are hashed as their decimal text. Buckets are Keras's to the bit: FarmHash's
/// `Fingerprint64`, or SipHash-2-4 where a salt is given. With a mask value, bucket 0 is its own and
/// the others share the rest.
///
/// - Input: a text, or whole numbers of any shape
/// - Output: int32 of the input's shape (a text: one number), or vectors, see ``CategoryEncoding``
/// - Parameters: `numBins`, the number of buckets; `maskValue`, what goes to bucket 0, numbers as
///   decimal text; `salt`, one or two numbers; `outputMode`: int, oneHot, multiHot or count; `feature`
public struct Hashing: Transform {
  public static let schema = Schema(
    .transform, "Hashing", summary: "puts texts or numbers into buckets by their hash",
    formula: "bucket = fingerprint(text) mod numBins", techniques: [142],
    kerasName: "keras.layers.Hashing",
    fields: [
      Field(
        "numBins", .int(1...Int(Int32.max)), "the number of buckets", aliases: ["num_bins"]),
      Field(
        "maskValue", .any, default: .null, "what goes to bucket 0", aliases: ["mask_value"]),
      Field("salt", .sizes(0...Int.max), default: .null, "one or two numbers that change the hash"),
      Schema.outputMode([.int, .oneHot, .multiHot, .count], default: .int), FeatureChoice.field,
    ])

  /// The number of buckets.
  public var numBins: Int
  /// What goes to bucket 0; nil if nothing does.
  public var maskValue: String?
  /// One or two numbers that change the hash; nil for none.
  public var salt: [Int]?
  /// What comes out.
  public var outputMode: CategoricalOutput
  /// The name of the feature; nil for the only text or tensor among the inputs.
  public var feature: String?

  /// Creates a transform into `numBins` buckets.
  public init(
    numBins: Int, maskValue: String? = nil, salt: [Int]? = nil,
    outputMode: CategoricalOutput = .int, feature: String? = nil
  ) {
    self.numBins = numBins
    self.maskValue = maskValue
    self.salt = salt
    self.outputMode = outputMode
    self.feature = feature
  }

  public init(_ fields: Fields) throws(HoneError) {
    var mask: String?
    switch fields.value("maskValue").kind {
    case .null: mask = nil
    case .int(let number): mask = String(number)
    default: mask = try fields.string("maskValue")
    }
    self.init(
      numBins: try fields.int("numBins"), maskValue: mask,
      salt: try fields.optionalSizes("salt")?.values, outputMode: try fields.choice("outputMode"),
      feature: try fields.optionalString("feature"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "numBins": ConfigurationValue(numBins), "maskValue": .ifAny(maskValue),
      "salt": salt.map { Sizes($0).configuration } ?? .null,
      "outputMode": ConfigurationValue(outputMode.rawValue), "feature": .ifAny(feature),
    ]
  }

  private var choice: FeatureChoice {
    FeatureChoice(transform: "Hashing", name: feature, kind: .textOrTensor)
  }

  private var encoder: CategoricalEncoder {
    CategoricalEncoder(output: outputMode, depth: numBins)
  }

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    guard 1...Int(Int32.max) ~= numBins, outputMode != .tfIdf,
      salt.map({ 1...2 ~= $0.count && $0.allSatisfy { $0 >= 0 } }) ?? true
    else {
      throw HoneError(
        .usage, path: "Hashing", operation: "the transform",
        wanted: "numBins of 1 or more, one or two numbers of salt, and no tfIdf",
        received: "numBins \(numBins), salt \(salt ?? []), \(outputMode.rawValue)")
    }
    return try features.encoding(choice, encoder)
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let place = try choice.index(in: context.features)
    switch sample.values[place] {
    case .text(let text):
      sample.values[place] = .tensor(encoder.encode([bucket(text)], shape: []))
    case .tensor(let tensor):
      let numbers = tensor.elements(as: Int64.self)
      sample.values[place] = .tensor(
        encoder.encode(numbers.map { bucket(String($0)) }, shape: tensor.shape))
    case .image, .boxes: throw .unexpectedValue("Hashing", wanted: "a text or whole numbers")
    }
  }

  private func bucket(_ text: String) -> Int {
    let key = salt.flatMap { salt in
      salt.first.map { (UInt64($0), UInt64(salt.last ?? $0)) }
    }
    guard let maskValue, numBins > 1 else {
      return HashBucket.of(text, count: numBins, salt: key)
    }
    return text == maskValue ? 0 : 1 + HashBucket.of(text, count: numBins - 1, salt: key)
  }
}
