public import HoneCore

/// Augmentation of texts: acts on every text among the inputs, in training only.
///
/// What it does is a function of the text and the key of the draw. It never empties a text, and
/// leaves spaces, punctuation, emoji and scripts that it doesn't know as they are.
public protocol TextTransform: Transform {
  /// The share of the texts that it acts on.
  var probability: Double { get }

  /// Throws if the settings don't fit together or a file that it needs is missing.
  func check() throws(HoneError)

  /// Changes a text.
  ///
  /// - Returns: What it did, in a few words each: `good → fine`.
  func augment(_ text: inout WordSequence, key: RandomKey) throws(HoneError) -> [String]
}

/// The draw of a transform of texts: the key, from which all its numbers follow.
public struct TextDraw: TransformDraw {
  /// The key of the draw.
  public var key: RandomKey

  /// Creates a draw.
  public init(_ key: RandomKey) { self.key = key }

  public init?(values: [String: Double]) {
    func half(_ name: String) -> UInt64? {
      values[name].flatMap { UInt32(exactly: $0) }.map { UInt64($0) }
    }
    guard let a = half("seedHigh"), let b = half("seedLow"), let c = half("streamHigh"),
      let d = half("streamLow")
    else { return nil }
    key = RandomKey(seed: a << 32 | b, stream: c << 32 | d)
  }

  public var values: [String: Double] {
    [
      "seedHigh": Double(key.seed >> 32), "seedLow": Double(UInt32(truncatingIfNeeded: key.seed)),
      "streamHigh": Double(key.stream >> 32),
      "streamLow": Double(UInt32(truncatingIfNeeded: key.stream)),
    ]
  }
}

extension TextTransform {
  public var isTrainingOnly: Bool { true }

  public func check() throws(HoneError) {}

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    try check()
    guard features.contains(where: { $0.role == .input && $0.kind == .text }) else {
      throw HoneError(
        .data, path: Self.schema.name, operation: "the transform",
        wanted: "an input that is a text",
        received: features.map { "\"\($0.name)\" (\($0.kind))" }.joined(separator: ", "),
        help: "put it in front of what makes numbers of the text")
    }
    return features
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let name = Self.schema.name
    let draw: TextDraw = try context.draw(name, caption: { _ in "" }) { TextDraw($0) }
    var done: [String] = []
    for place in sample.values.indices {
      guard case .text(let text) = sample.values[place],
        !context.features.indices.contains(place) || context.features[place].role == .input
      else { continue }
      let (result, changes) = try augmented(text, key: draw.key.folding(UInt64(place)))
      sample.values[place] = .text(result)
      done += changes
    }
    if let last = context.record?.entries.indices.last {
      context.record?.entries[last].caption = done.joined(separator: ", ")
    }
  }

  /// A text after the transform, and what it did.
  public func augmented(
    _ text: String, key: RandomKey
  ) throws(HoneError) -> (text: String, changes: [String]) {
    guard Double(key.folding("act").uniform(at: 0)) < probability else { return (text, []) }
    var words = WordSequence(text)
    let changes = try augment(&words, key: key)
    return changes.isEmpty ? (text, []) : (words.text, changes)
  }
}

/// What the fields of transforms of texts have in common.
enum TextTransformFields {
  static let probability = Field(
    "probability", .double(0...1), default: 1.0, "the share of the texts that it acts on")

  static func alpha(_ key: String, _ summary: String) -> Field {
    Field(key, .double(0...1), default: 0.1, summary)
  }

  /// How many of `words` words a share stands for: at least one, unless the share is 0.
  static func count(_ alpha: Double, of words: Int) -> Int {
    alpha > 0 ? min(max(Int(alpha * Double(words)), 1), words) : 0
  }

  /// Throws if a share isn't one.
  static func check(_ transform: String, _ shares: [(String, Double)]) throws(HoneError) {
    for (name, share) in shares where !(0...1).contains(share) {
      throw HoneError(
        .usage, path: transform, operation: name, wanted: "a share from 0 to 1",
        received: "\(share)")
    }
  }
}
