internal import HoneCore

/// Which feature of a sample a transform of one feature works on: the one that is named, or the
/// only one of its kind among the inputs.
struct FeatureChoice: Sendable {
  /// What kinds of features a transform takes.
  enum Kind: Sendable {
    case text, tensor, textOrTensor, tensorOrImage
  }

  /// The field of a schema that names the feature.
  static let field = Field(
    "feature", .string, default: .null,
    "the name of the feature; by default the only one of its kind among the inputs")

  let transform: String
  let name: String?
  let kind: Kind

  /// The place of the feature among the values of a sample.
  ///
  /// - Throws: `.data` if there is none, it is of another kind, or none is named and there are
  ///   several; `.state` if the features aren't known.
  func index(in features: [FeatureSpec]) throws(HoneError) -> Int {
    var found: Int?
    for index in features.indices where isMeant(features[index]) {
      if found != nil { throw ambiguous(features) }
      found = index
    }
    if let found { return found }
    throw missing(features)
  }

  private func isMeant(_ feature: FeatureSpec) -> Bool {
    guard accepts(feature.kind) else { return false }
    return name.map { $0 == feature.name } ?? (feature.role == .input)
  }

  private func accepts(_ feature: FeatureSpec.Kind) -> Bool {
    switch (feature, kind) {
    case (.text, .text), (.text, .textOrTensor), (.image, .tensorOrImage): true
    case (.tensor, .tensor), (.tensor, .textOrTensor), (.tensor, .tensorOrImage): true
    default: false
    }
  }

  private var wanted: String {
    switch kind {
    case .text: "a text"
    case .tensor: "numbers"
    case .textOrTensor: "a text or whole numbers"
    case .tensorOrImage: "numbers or an image"
    }
  }

  private func ambiguous(_ features: [FeatureSpec]) -> HoneError {
    let names = features.filter(isMeant).map { "\"\($0.name)\"" }.joined(separator: ", ")
    return HoneError(
      .data, path: transform, operation: "the transform",
      wanted: "one feature to work on", received: names,
      help: name == nil
        ? "name it: \(transform)(feature: …)" : "an input and a target share a name; rename one")
  }

  private func missing(_ features: [FeatureSpec]) -> HoneError {
    guard !features.isEmpty else {
      return HoneError(
        .state, path: transform, operation: "the transform",
        wanted: "a context that says what the sample's values are", received: "none",
        help: "apply transforms through source.map(…)")
    }
    let there = features.map { "\"\($0.name)\" (\($0.kind))" }.joined(separator: ", ")
    return HoneError(
      .data, path: transform, operation: "the transform",
      wanted: name.map { "\(wanted) named \"\($0)\"" } ?? "an input that is \(wanted)",
      received: there,
      help: "name another feature, or put the transform where its input is still \(wanted)")
  }
}

extension HoneError {
  /// The error for a value of another kind than the source promised.
  static func unexpectedValue(_ transform: String, wanted: String) -> HoneError {
    HoneError(
      .data, operation: transform, wanted: wanted, received: "a value of another kind",
      help: "the source delivers other values than its features say")
  }
}
