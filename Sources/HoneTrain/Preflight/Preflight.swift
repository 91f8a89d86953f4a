internal import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

/// What the rules look at: the data of both parts, the model, and how it will be trained.
///
/// A rule is a function that gives findings. Those of a folder share an idea: `Model` the layers and
/// how they follow one another, `Data` a bounded sample of the data, `Training` the plan, `Beginning`
/// one small batch through the untrained model. Nothing here changes the trainer.
struct Preflight {
  let trainer: Trainer
  /// The samples before and after the model's preprocessing.
  let training: (raw: RawData, prepared: any Dataset)
  let validation: (raw: RawData, prepared: any Dataset)?
  let plan: TrainingPlan
  /// The classes of the samples, where the loss takes targets for classes.
  let labels: (training: ClassLabels?, validation: ClassLabels?)
  /// The first samples as the model takes them, a tensor for each field.
  let samples: [HostTensor]
  /// The model's forward pass; nil if it can't be traced, of which training will tell.
  let forward: ForwardTrace?

  /// - Throws: what reading the first samples throws.
  init(
    _ trainer: Trainer, training: (raw: RawData, prepared: any Dataset),
    validation: (raw: RawData, prepared: any Dataset)?, plan: TrainingPlan
  ) throws(HoneError) {
    self.trainer = trainer
    self.training = training
    self.validation = validation
    self.plan = plan
    let outputs = trainer.recipe.outputs
    labels = (
      ClassLabels(training.raw, for: outputs),
      validation.flatMap { ClassLabels($0.raw, for: outputs) }
    )
    samples = try Self.samples(of: training.prepared, seed: trainer.seed)
    let rows = samples.first?.shape[0] ?? 1
    forward = ForwardTrace(
      trainer.recipe, fields: training.prepared.fields,
      batchSize: min(rows, 32, max(plan.batches.batchSize, 2)), affordable: 2e11)
  }

  /// What every rule finds, the gravest first.
  ///
  /// - Throws: what reading samples throws.
  func findings() throws(HoneError) -> [Finding] {
    var findings = callbackFindings() + scheduleFindings() + batchSizeFindings()
    findings += classFindings() + balanceFindings() + targetFindings()
    findings += try rangeFindings()
    findings += try shiftFindings()
    findings += try duplicateFindings()
    findings += try textFindings()
    if let forward {
      findings += outputFindings(forward) + hiddenFindings(forward) + stackFindings(forward)
      findings += normalizationFindings(forward) + dropoutFindings(forward)
      findings += initializerFindings(forward) + sizeFindings(forward)
      findings += memoryFindings(forward)
      findings += beginningFindings(forward)
    }
    return Self.withoutConsequences(findings).map(located).sorted { $0.severity > $1.severity }
  }

  /// Of a cause and what comes of it, the cause alone; an error stays in any case.
  private static func withoutConsequences(_ findings: [Finding]) -> [Finding] {
    let consequences = [
      "input-range": ["initial-loss"], "fixed-deviation": ["initial-loss", "signal-variance"],
      "label-range": ["initial-loss"], "output-width": ["missing-class"],
    ]
    var known = Set(findings.flatMap { consequences[$0.rule] ?? [] })
    if findings.contains(where: { $0.severity == .error && $0.rule != "initial-loss" }) {
      known.formUnion(["initial-loss", "signal-variance", "gradient-variance"])
    }
    return findings.filter { $0.severity == .error || !known.contains($0.rule) }
  }

  /// The finding with the line of the configuration, or of the program, that its place stands for.
  private func located(_ finding: Finding) -> Finding {
    var finding = finding
    finding.location = trainer.locate?(finding.place) ?? forward?.location(of: finding.place)
    return finding
  }

  /// The bytes of samples that are looked at, but for two of them.
  private static let mostSampleBytes = 64 << 20

  /// Samples from all over a data set, in no order: those of one class may lie together.
  static func samples(of data: any Dataset, seed: UInt64) throws(HoneError) -> [HostTensor] {
    let rowBytes = data.fields.reduce(0) { $0 + $1.byteCount }
    let wanted = min(
      data.isCostlyToRead ? 32 : 128, max(mostSampleBytes / max(rowBytes, 1), 2))
    let key = RandomKey(seed: seed).folding("preflight")
    let step = max(data.count / wanted, 1)
    let rows = key.permutation(min(data.count, wanted)).map { $0 * step }
    return try data.tensors(at: rows, key: key)
  }
}
