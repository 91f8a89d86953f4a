/// How a text becomes tokens.
public enum TextSplit: String, Hashable, Sendable, CaseIterable {
  /// At spaces, tabs and line ends.
  case whitespace
  /// Every code point.
  case character
  /// Not at all: the text is one token.
  case none
}

/// Standardizes a text and splits it into tokens and runs of tokens (n-grams).
struct Tokenizer: Sendable {
  let standardizer: TextStandardizer
  let split: TextSplit
  /// The lengths of runs; nil for single tokens.
  let ngrams: [Int]?

  /// Memory that is used again from text to text.
  struct Scratch {
    fileprivate var bytes: [UInt8] = []
    fileprivate var ends: [(start: Int, end: Int)] = []
    fileprivate var joined: [UInt8] = []
  }

  /// Calls the closure for each token: first all runs of the first length, then of the next.
  func forEachToken(
    of text: String, _ scratch: inout Scratch, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    standardizer.standardize(text, into: &scratch.bytes)
    findTokens(&scratch)
    guard let ngrams else {
      scratch.bytes.withUnsafeBufferPointer { bytes in
        for token in scratch.ends {
          body(UnsafeBufferPointer(rebasing: bytes[token.start..<token.end]))
        }
      }
      return
    }
    for width in ngrams where width > 0 && width <= scratch.ends.count {
      for first in 0...(scratch.ends.count - width) {
        scratch.joined.removeAll(keepingCapacity: true)
        for place in first..<first + width {
          let token = scratch.ends[place]
          if place > first { scratch.joined.append(32) }
          scratch.joined.append(contentsOf: scratch.bytes[token.start..<token.end])
        }
        scratch.joined.withUnsafeBufferPointer(body)
      }
    }
  }

  private func findTokens(_ scratch: inout Scratch) {
    scratch.ends.removeAll(keepingCapacity: true)
    let bytes = scratch.bytes
    switch split {
    case .none: scratch.ends.append((0, bytes.count))
    case .whitespace:
      var start: Int?
      for (place, byte) in bytes.enumerated() {
        if byte == 32 || 9...13 ~= byte {
          if let first = start { scratch.ends.append((first, place)) }
          start = nil
        } else if start == nil {
          start = place
        }
      }
      if let start { scratch.ends.append((start, bytes.count)) }
    case .character:
      var start = 0
      for place in bytes.indices where place > 0 && bytes[place] & 0xC0 != 0x80 {
        scratch.ends.append((start, place))
        start = place
      }
      if !bytes.isEmpty { scratch.ends.append((start, bytes.count)) }
    }
  }
}
