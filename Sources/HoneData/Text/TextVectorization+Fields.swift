internal import HoneCore

/// The fields of ``TextVectorization``, and what must hold between them.
enum TextVectorizationFields {
  static let all: [Field] = [
    Field(
      "maxTokens", .int(2...100_000_000), default: .null,
      "the most tokens of the vocabulary, special ones included", aliases: ["max_tokens"]),
    Field(
      "standardize", .choice(TextStandardization.allCases.map(\.rawValue)),
      default: "lowerAndStripPunctuation", "what happens to a text before it is split"),
    Field(
      "split", .choice(TextSplit.allCases.map(\.rawValue)), default: "whitespace",
      "where a text is split"),
    Field(
      "ngrams", .sizes(1...1000), default: .null,
      "the lengths of runs of tokens: a list, or n for 1 … n"),
    Schema.outputMode([.int, .multiHot, .count, .tfIdf], default: .int),
    Field(
      "outputSequenceLength", .int(1...100_000_000), default: .null,
      "the tokens that come out: longer texts are cut, shorter ones filled with 0",
      aliases: ["output_sequence_length"]),
    Field(
      "padToMaxTokens", .bool, default: false, "vectors have maxTokens numbers",
      aliases: ["pad_to_max_tokens"]),
    Field("vocabulary", .strings, default: .null, "the known tokens, learnt or given"),
    Field(
      "idfWeights", .doubles(.anyNumber), default: .null, "the weight of each token, for tfIdf",
      aliases: ["idf_weights"]),
    Field(
      "unicode", .bool, default: true,
      "letters, punctuation and spaces of all scripts; false: ASCII only, as in Keras"),
    FeatureChoice.field,
  ]

  /// The lengths of runs; one number n stands for 1 … n.
  static func ngrams(_ fields: Fields) throws(HoneError) -> [Int]? {
    if case .int(let longest) = fields.value("ngrams").kind { return Array(1...max(longest, 1)) }
    return fields.has("ngrams") ? try fields.ints("ngrams") : nil
  }
}

extension TextVectorization {
  func checkOptions() throws(HoneError) {
    func failure(_ wanted: String, _ received: String, _ help: String) -> HoneError {
      HoneError(
        .usage, path: "TextVectorization", operation: "the transform", wanted: wanted,
        received: received, help: help)
    }
    if outputMode == .oneHot {
      throw failure(
        "int, multiHot, count or tfIdf", "oneHot", "use int, and an Embedding or OneHot layer")
    }
    if outputMode == .int, (outputSequenceLength ?? 0) < 1 {
      throw failure(
        "outputSequenceLength, so that every text has as many numbers",
        outputSequenceLength.map { "\($0)" } ?? "none",
        "set it to a length that most texts keep within: report(on: training) tells them")
    }
    if outputMode != .int, let outputSequenceLength {
      throw failure(
        "no outputSequenceLength with \(outputMode.rawValue)", "\(outputSequenceLength)",
        "vectors hold all tokens of a text; leave it out")
    }
    if let ngrams, ngrams.isEmpty || ngrams.contains(where: { $0 < 1 }) {
      throw failure("ngrams of 1 or more", "\(ngrams)", "[1, 2] stands for words and pairs")
    }
  }
}
