internal import HoneCore

/// What lookups by text and by number share: where special indices and known ones begin.
///
/// ```text
/// int:     mask | unknown … | known …
/// vectors:        unknown … | known … | nothing up to maxTokens
/// ```
struct IndexLookup: Sendable {
  let transform: String
  let maxTokens: Int?
  let unknownCount: Int
  let hasMask: Bool
  let output: CategoricalOutput
  let padToMaxTokens: Bool

  /// The first index of unknown tokens.
  var unknownStart: Int { hasMask && output == .int ? 1 : 0 }

  /// The first index of known tokens.
  var tokenStart: Int { unknownStart + unknownCount }

  /// How many known tokens `maxTokens` leaves room for.
  var roomForTokens: Int? { maxTokens.map { $0 - tokenStart } }

  /// The index of the mask: the first of int output, none in vectors.
  var maskIndex: Int { output == .int ? 0 : -1 }

  /// The encoder for a vocabulary.
  func encoder(tokens: Int, weights: [Double]?) -> CategoricalEncoder {
    let depth = padToMaxTokens ? max(maxTokens ?? 0, tokenStart + tokens) : tokenStart + tokens
    var all: [Float] = []
    if output == .tfIdf, let weights {
      let mean = weights.reduce(0, +) / Double(max(weights.count, 1))
      all = [Float](repeating: Float(mean), count: tokenStart) + weights.map { Float($0) }
      all += [Float](repeating: 0, count: max(depth - all.count, 0))
    }
    return CategoricalEncoder(output: output, depth: depth, weights: all)
  }

  /// Throws if the parts don't fit together.
  func check(tokens: Int, distinct: Int, weights: [Double]?) throws(HoneError) {
    func failure(_ wanted: String, _ received: String, _ help: String? = nil) -> HoneError {
      HoneError(
        .usage, path: transform, operation: "the vocabulary", wanted: wanted, received: received,
        help: help)
    }
    guard tokens == distinct else {
      throw failure("different tokens", "\(tokens - distinct) that are there twice")
    }
    if let maxTokens, tokenStart + tokens > maxTokens {
      throw failure(
        "at most \(maxTokens) tokens with \(tokenStart) special ones",
        "\(tokenStart + tokens)", "raise maxTokens or shorten the vocabulary")
    }
    if padToMaxTokens, maxTokens == nil {
      throw failure("maxTokens, to pad to", "none", "set maxTokens, or padToMaxTokens: false")
    }
    if output == .tfIdf {
      guard let weights, weights.count == tokens, weights.allSatisfy(\.isFinite) else {
        throw failure(
          "a finite weight for each of the \(tokens) tokens, as outputMode is tfIdf",
          weights.map { "\($0.count)" } ?? "none", "adapt it, or set idfWeights")
      }
    }
  }

  /// The error for a token that isn't known where none may be unknown.
  func unknown(_ token: String) -> HoneError {
    HoneError(
      .data, operation: transform, wanted: "tokens of the vocabulary only, as numOovIndices is 0",
      received: token, help: "set numOovIndices: 1, or adapt it to data that has this token")
  }

  /// Schema fields that both lookups have.
  static func fields(vocabulary: Field.Kind, mask: Field.Kind) -> [Field] {
    [
      Field(
        "maxTokens", .int(2...100_000_000), default: .null,
        "the most tokens of the vocabulary, special ones included", aliases: ["max_tokens"]),
      Field(
        "numOovIndices", .int(0...1_000_000), default: 1,
        "the number of indices for unknown tokens", aliases: ["num_oov_indices"]),
      Field(
        "maskToken", mask, default: .null, "the token that stands for nothing",
        aliases: ["mask_token"]),
      Field("vocabulary", vocabulary, default: .null, "the known tokens, learnt or given"),
      Field(
        "idfWeights", .doubles(.anyNumber), default: .null, "the weight of each token, for tfIdf",
        aliases: ["idf_weights"]),
      Schema.outputMode(CategoricalOutput.allCases, default: .int),
      Field(
        "padToMaxTokens", .bool, default: false, "vectors have maxTokens numbers",
        aliases: ["pad_to_max_tokens"]),
    ]
  }
}
