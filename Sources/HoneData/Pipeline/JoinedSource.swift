public import HoneCore

/// Several sources of like samples as one: what `concatenate` and `interleave` make.
public struct JoinedSource: SampleSource {
  /// The sources.
  public let parts: [any SampleSource]
  public let features: [FeatureSpec]
  /// For each sample, the source and the sample in it.
  private let places: [(part: Int, index: Int)]

  /// Creates a source that takes samples in turn from each part until all are used up.
  ///
  /// - Parameters:
  ///   - parts: The sources; at least one.
  ///   - blockLength: How many samples to take from a part before going on to the next; `Int.max`
  ///     takes one part after another.
  /// - Throws: `.data` if the parts' samples don't consist of the same, `.usage` without parts or
  ///   with a block length below 1.
  public init(_ parts: [any SampleSource], blockLength: Int = 1) throws(HoneError) {
    guard let first = parts.first, blockLength > 0 else {
      throw HoneError(
        .usage, operation: "interleave", wanted: "at least one source and blocks of 1 or more",
        received: "\(parts.count) sources, blocks of \(blockLength)")
    }
    if let other = parts.first(where: { $0.features != first.features }) {
      throw HoneError(
        .data, operation: "interleave", wanted: "sources of like samples: \(first.features.text)",
        received: other.features.text, help: "map them to the same features first")
    }
    self.parts = parts
    features = first.features
    var places: [(part: Int, index: Int)] = []
    var next = [Int](repeating: 0, count: parts.count)
    while Swift.zip(next, parts).contains(where: { $0 < $1.count }) {
      for (number, part) in parts.enumerated() {
        let end = next[number] + min(blockLength, part.count - next[number])
        places += (next[number]..<end).map { (number, $0) }
        next[number] = end
      }
    }
    self.places = places
  }

  public var count: Int { places.count }
  public var classNames: [String]? {
    let names = parts.map(\.classNames)
    return names.allSatisfy { $0 == names[0] } ? names[0] : nil
  }
  public var classLabels: [Int]? {
    let labels = parts.compactMap(\.classLabels)
    guard labels.count == parts.count else { return nil }
    return places.map { labels[$0.part][$0.index] }
  }
  public func name(of index: Int) -> String {
    parts[places[index].part].name(of: places[index].index)
  }

  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let place = places[index]
    try parts[place.part].read(place.index, into: &sample, context: &context)
  }
}

extension SampleSource {
  /// These samples, then those of another source.
  ///
  /// - Throws: `.data` if its samples don't consist of the same.
  public func concatenate(_ other: any SampleSource) throws(HoneError) -> JoinedSource {
    try JoinedSource([self, other], blockLength: .max)
  }

  /// Samples of this source and others in turn.
  ///
  /// - Throws: `.data` if their samples don't consist of the same.
  public func interleave(
    _ others: any SampleSource..., blockLength: Int = 1
  ) throws(HoneError) -> JoinedSource {
    try JoinedSource([self] + others, blockLength: blockLength)
  }
}

extension [FeatureSpec] {
  /// What samples consist of, for messages.
  var text: String {
    map { "\($0.role.rawValue) \"\($0.name)\": \($0.kind)" }.joined(separator: ", ")
  }
}
