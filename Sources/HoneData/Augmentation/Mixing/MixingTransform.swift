package import HoneCore

/// A transform that makes one sample of two, and so works on a data set rather than on a sample.
///
/// A trainer takes it out of the model's first layers and mixes what all other transforms have
/// made, in training only. Labels become shares of classes, in validation too.
package protocol MixingTransform: Transform {
  /// What is mixed, and how often; nil if there are also transforms of single samples.
  var mixes: SampleMixes? { get }
}

/// Ways of mixing, one of which is drawn for each sample.
package struct SampleMixes: Hashable, Sendable {
  package var mixings: [Mixing]
  package var probability: Double = 1
}

extension MixingTransform {
  /// The error of a transform that was given a sample instead of a data set.
  func misplaced() -> HoneError {
    HoneError(
      .usage, path: Self.schema.name, operation: Self.schema.name,
      wanted: "a place among a model's first layers, or RandomChoice of nothing but mixing",
      received: "one among transforms of single samples",
      help: "it mixes two samples: in a pipeline write data.mixUp(alpha:) or data.cutMix(alpha:)")
  }
}

extension RandomChoice: MixingTransform {
  /// One of several ways, each equally likely.
  package var mixes: SampleMixes? {
    let all = transforms.compactMap { ($0 as? any MixingTransform)?.mixes }
    guard weights == nil, !all.isEmpty, all.count == transforms.count,
      all.allSatisfy({ $0.probability == 1 && $0.mixings.count == 1 })
    else { return nil }
    return SampleMixes(mixings: all.flatMap(\.mixings))
  }
}

extension RandomApply: MixingTransform {
  /// One way, not for every sample.
  package var mixes: SampleMixes? {
    guard transforms.count == 1,
      let only = (transforms[0] as? any MixingTransform)?.mixes, only.probability == 1
    else { return nil }
    return SampleMixes(mixings: only.mixings, probability: probability)
  }
}

extension Dataset {
  /// The samples, mixed in one way after another.
  ///
  /// - Throws: as ``MixedDataset/init(_:_:probability:classes:)``.
  package func mixed(
    by mixes: [SampleMixes], classes: Int
  ) throws(HoneError) -> any Dataset {
    var data: any Dataset = self
    for mix in mixes {
      data = try MixedDataset(
        data, mix.mixings, probability: mix.probability, classes: classes)
    }
    return data
  }
}
