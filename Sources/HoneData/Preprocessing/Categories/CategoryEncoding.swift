public import HoneCore

/// Makes vectors of whole numbers that stand for categories.
///
/// ```text
/// oneHot:   2 → [0, 0, 1, 0]                  for each number
/// multiHot: [2, 0] → [1, 0, 1, 0]             for the numbers of the last axis together
/// count:    [2, 0, 2] → [1, 0, 2, 0]
/// ```
///
/// - Input: whole numbers of any shape, each in `0 ..< numTokens`
/// - Output: float32; oneHot: the input's shape and an axis of `numTokens` (in place of a last axis
///   of 1); multiHot, count: `numTokens` in place of the last axis
/// - Parameters: `numTokens`, the number of categories; `outputMode`; `feature`
/// - Throws: `.data` for a number outside the categories
public struct CategoryEncoding: Transform {
  public static let schema = Schema(
    .transform, "CategoryEncoding", summary: "makes vectors of the numbers of categories",
    formula: "oneHot: 2 → [0, 0, 1, 0]", techniques: [142],
    kerasName: "keras.layers.CategoryEncoding",
    fields: [
      Field(
        "numTokens", .int(1...Int(Int32.max)), "the number of categories", aliases: ["num_tokens"]),
      Schema.outputMode([.oneHot, .multiHot, .count], default: .multiHot), FeatureChoice.field,
    ])

  /// The number of categories.
  public var numTokens: Int
  /// What comes out.
  public var outputMode: CategoricalOutput
  /// The name of the feature; nil for the only tensor among the inputs.
  public var feature: String?

  /// Creates a transform of numbers `0 ..< numTokens`.
  public init(
    numTokens: Int, outputMode: CategoricalOutput = .multiHot, feature: String? = nil
  ) {
    self.numTokens = numTokens
    self.outputMode = outputMode
    self.feature = feature
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      numTokens: try fields.int("numTokens"), outputMode: try fields.choice("outputMode"),
      feature: try fields.optionalString("feature"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "numTokens": ConfigurationValue(numTokens),
      "outputMode": ConfigurationValue(outputMode.rawValue), "feature": .ifAny(feature),
    ]
  }

  private var choice: FeatureChoice {
    FeatureChoice(transform: "CategoryEncoding", name: feature, kind: .tensor)
  }

  private var encoder: CategoricalEncoder {
    CategoricalEncoder(output: outputMode, depth: numTokens)
  }

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    guard numTokens > 0, ![.int, .tfIdf].contains(outputMode) else {
      throw HoneError(
        .usage, path: "CategoryEncoding", operation: "the transform",
        wanted: "numTokens of 1 or more, and an outputMode of oneHot, multiHot or count",
        received: "numTokens \(numTokens), \(outputMode.rawValue)")
    }
    return try features.encoding(choice, encoder)
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let place = try choice.index(in: context.features)
    guard case .tensor(let tensor) = sample.values[place] else {
      throw .unexpectedValue("CategoryEncoding", wanted: "a tensor")
    }
    let indices = tensor.elements(as: Int64.self)
    if let wrong = indices.first(where: { !(0..<Int64(numTokens)).contains($0) }) {
      throw HoneError(
        .data, operation: "CategoryEncoding", wanted: "categories from 0 to \(numTokens - 1)",
        received: "\(wrong)",
        help: wrong == Int64(numTokens)
          ? "if they count from 1, raise numTokens by one"
          : "raise numTokens, or use IntegerLookup, which numbers what it finds")
    }
    sample.values[place] = .tensor(encoder.encode(indices.map { Int($0) }, shape: tensor.shape))
  }
}

extension [FeatureSpec] {
  /// The features after one of them became categories, encoded.
  func encoding(
    _ choice: FeatureChoice, _ encoder: CategoricalEncoder
  ) throws(HoneError) -> [FeatureSpec] {
    let place = try choice.index(in: self)
    var result = self
    var shape: Shape = []
    if case .tensor(let given, _) = self[place].kind { shape = given }
    result[place].kind = .tensor(encoder.shape(for: shape), encoder.dtype)
    return result
  }
}
