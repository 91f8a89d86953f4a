public import HoneCore

extension TextVectorization {
  public func adapt(to source: any SampleSource) throws(HoneError) -> TextVectorization {
    var counter = TokenCounter()
    var scratch = Tokenizer.Scratch()
    try forEachValue(of: source, choice) { value, _ throws(HoneError) in
      guard case .text(let text) = value else {
        throw .unexpectedValue("TextVectorization", wanted: "a text")
      }
      counter.beginDocument()
      tokenizer.forEachToken(of: text, &scratch) { counter.count($0) }
    }
    try counter.check("TextVectorization")
    let known = counter.mostFrequent(lookup.roomForTokens, except: ["", "[UNK]"])
    return TextVectorization(
      maxTokens: maxTokens, standardize: standardize, split: split, ngrams: ngrams,
      outputMode: outputMode, outputSequenceLength: outputSequenceLength,
      padToMaxTokens: padToMaxTokens, vocabulary: known.map { counter.text($0) },
      idfWeights: outputMode == .tfIdf ? known.map { counter.inverseFrequency($0) } : nil,
      unicode: unicode, feature: feature)
  }
}
