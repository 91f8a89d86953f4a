internal import HoneCore
internal import HoneData
internal import HoneNN

/// What the rules look at: the data of both parts, the model, and how it will be trained.
struct Preflight {
  let trainer: Trainer
  /// The samples before and after the model's preprocessing.
  let training: (raw: RawData, prepared: any Dataset)
  let validation: (raw: RawData, prepared: any Dataset)?
  let shuffles: Bool

  /// What every rule finds, the gravest first.
  ///
  /// - Throws: what reading the first samples throws.
  func findings() throws(HoneError) -> [Finding] {
    var findings = classFindings()
    findings += try rangeFindings()
    findings += try duplicateFindings()
    findings += try textFindings()
    return findings.sorted { $0.severity > $1.severity }
  }

  /// The first samples, as the model takes them.
  var firstSamples: [HostTensor] {
    get throws(HoneError) {
      let data = training.prepared
      let step = max(data.count / 128, 1)
      let rows = (0..<min(data.count, 128)).map { $0 * step }
      return try data.tensors(at: rows, key: RandomKey(seed: trainer.seed).folding("preflight"))
    }
  }
}
