public import HoneCore

extension TextVectorization {
  /// How much of a source's texts reaches the model.
  public struct Report: Hashable, Sendable {
    /// The number of texts.
    public internal(set) var texts = 0
    /// The texts without a single token.
    public internal(set) var emptyTexts = 0
    /// The number of tokens.
    public internal(set) var tokens = 0
    /// The tokens that the vocabulary leaves out.
    public internal(set) var unknownTokens = 0
    /// The texts that are cut.
    public internal(set) var truncatedTexts = 0
    /// The tokens of the longest text.
    public internal(set) var longest = 0
    /// How many texts have 0, 1, 2 … tokens, the last for as many or more.
    var lengths = [Int](repeating: 0, count: 1 << 16)
    let outputSequenceLength: Int?

    /// The share of the tokens that the vocabulary leaves out.
    public var unknownShare: Double { Double(unknownTokens) / Double(max(tokens, 1)) }

    /// The share of the texts that are cut.
    public var truncatedShare: Double { Double(truncatedTexts) / Double(max(texts, 1)) }

    /// The number of tokens that a share of the texts doesn't exceed: 0.5 for the median.
    public func length(quantile share: Double) -> Int {
      let wanted = Int((share * Double(texts)).rounded(.up))
      var seen = 0
      for (length, count) in lengths.enumerated() {
        seen += count
        if seen >= wanted, seen > 0 { return length }
      }
      return longest
    }

    /// What should be known before the first step.
    ///
    /// - Parameters:
    ///   - unknown: Warn if more than this share of the tokens is left out.
    ///   - truncated: Warn if more than this share of the texts is cut.
    public func warnings(unknown: Double = 0.1, truncated: Double = 0.1) -> [HoneError] {
      var warnings: [HoneError] = []
      func warn(_ wanted: String, _ received: String, _ help: String) {
        warnings.append(
          HoneError(
            .data, path: "TextVectorization", operation: "the texts", wanted: wanted,
            received: received, help: help))
      }
      if unknownShare > unknown {
        warn(
          "a vocabulary that has at least \(percent(1 - unknown)) of the tokens",
          "\(percent(unknownShare)) of them are left out",
          "raise maxTokens, or adapt it to more text of this kind")
      }
      if let outputSequenceLength, truncatedShare > truncated {
        warn(
          "texts of at most \(outputSequenceLength) tokens, as outputSequenceLength is",
          "\(percent(truncatedShare)) of the texts are longer and lose their end",
          "95 % of the texts have at most \(length(quantile: 0.95)) tokens: "
            + "set outputSequenceLength to that")
      }
      if emptyTexts > 0 {
        warn(
          "texts with at least one token", "\(emptyTexts) of \(texts) without any",
          "drop these samples, or choose another standardize")
      }
      return warnings
    }

    private func percent(_ share: Double) -> String {
      "\((share * 1000).rounded() / 10) %"
    }
  }

  /// Counts what the vocabulary leaves out and what is cut.
  ///
  /// - Throws: `.data` if a sample can't be read; `.state` before there is a vocabulary.
  public func report(on source: any SampleSource) throws(HoneError) -> Report {
    guard isFitted else { throw unfitted("a vocabulary", set: "vocabulary") }
    var report = Report(outputSequenceLength: outputMode == .int ? outputSequenceLength : nil)
    var scratch = Tokenizer.Scratch()
    try forEachValue(of: source, choice) { value, _ throws(HoneError) in
      guard case .text(let text) = value else {
        throw .unexpectedValue("TextVectorization", wanted: "a text")
      }
      var count = 0
      tokenizer.forEachToken(of: text, &scratch) { token in
        count += 1
        if table.find(token) == nil { report.unknownTokens += 1 }
      }
      report.texts += 1
      report.tokens += count
      report.longest = max(report.longest, count)
      report.lengths[min(count, report.lengths.count - 1)] += 1
      if count == 0 { report.emptyTexts += 1 }
      if let limit = report.outputSequenceLength, count > limit { report.truncatedTexts += 1 }
    }
    return report
  }
}
