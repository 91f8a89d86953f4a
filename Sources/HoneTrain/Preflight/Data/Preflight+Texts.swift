internal import HoneCore
internal import HoneData

/// Whether texts survive being made numbers.
extension Preflight {
  /// The texts that are looked at.
  private static let sampleCount = 2000

  func textFindings() throws(HoneError) -> [Finding] {
    var findings: [Finding] = []
    for (name, part) in [("training data", training), ("validation data", validation)] {
      guard let part, let (base, transforms) = Self.chain(part.prepared) else { continue }
      for (index, transform) in transforms.enumerated() {
        guard let vectorization = transform as? TextVectorization else { continue }
        let before = transforms[..<index].compactMap(\.inferenceTransform)
        let texts = try base.map(Array(before)).take(Self.sampleCount)
        findings += try vectorization.report(on: texts).warnings().map { error in
          Finding(
            "lost-text", at: name,
            "TextVectorization: "
              + [error.wanted, error.received].compactMap { $0 }
              .joined(separator: ", but "),
            help: error.help ?? "look at the texts")
        }
      }
    }
    return findings
  }

  /// The transforms of a pipeline and of a model's first layers, and what they read from; views
  /// that weigh or mix samples are looked through.
  static func chain(
    _ data: any Dataset
  ) -> (base: any SampleSource, transforms: [any Transform])? {
    switch data {
    case let data as WeightedDataset: return chain(data.base)
    case let data as MixedDataset: return chain(data.base)
    case let data as CategoricalTargets: return chain(data.base)
    default: break
    }
    guard let data = data as? SourceDataset else { return nil }
    var base = data.source
    var transforms: [any Transform] = []
    while let mapped = base as? MappedSource {
      transforms = mapped.transforms + transforms
      base = mapped.base
    }
    return (base, transforms)
  }
}
