internal import HoneCore
public import HoneData
internal import HoneNN

extension Trainer {
  /// What is known to go wrong with a training, without training: what `fit` would find first.
  ///
  /// ```swift
  /// for finding in try await trainer.preflight(train, epochs: 10, validation: test) {
  ///   print(finding)
  /// }
  /// ```
  ///
  /// Weights that don't exist yet are made, as by `fit`; nothing else of the trainer changes. The
  /// rules are in <doc:Preflight>.
  ///
  /// - Parameters: those of `fit`.
  /// - Returns: errors, then warnings, then notes.
  /// - Throws: what `fit` throws before its first step for a model or data that can't be used at all.
  public func preflight(
    _ data: any Dataset, epochs: Int = 1, batchSize: BatchSize = 32,
    validation: (any Dataset)? = nil, validationSplit: Double = 0,
    evaluateTrainingData: Bool = false, shuffle: Bool = true, callbacks: [any Callback] = [],
    classWeight: [Int: Double] = [:]
  ) async throws -> [Finding] {
    try await preflight(
      .dataset(data), epochs: epochs, batchSize: batchSize,
      validation: validation.map { .dataset($0) }, validationSplit: validationSplit,
      evaluateTrainingData: evaluateTrainingData, shuffle: shuffle, callbacks: callbacks,
      classWeight: classWeight)
  }

  /// The same for data of either kind.
  package func preflight(
    _ data: RawData, epochs: Int, batchSize: BatchSize, validation: RawData?,
    validationSplit: Double, evaluateTrainingData: Bool = false, shuffle: Bool,
    callbacks: [any Callback], classWeight: [Int: Double] = [:],
    machineMemory: Int? = MachineMemory.byteCount
  ) async throws -> [Finding] {
    try await exclusively {
      // What training on these samples would note of them belongs to that training.
      let (names, count, transforms) =
        (self.classNames, self.trainingSampleCount, self.inputTransforms)
      defer {
        (self.classNames, self.trainingSampleCount, self.inputTransforms) =
          (names, count, transforms)
      }
      let parts = try FitParts(
        self, data, validation: validation, validationSplit: validationSplit,
        evaluatesTraining: evaluateTrainingData, classWeight: classWeight)
      let plan = try BatchPlan(
        count: parts.training.count, batchSize: batchSize, shuffles: shuffle, seed: self.seed)
      return try self.findings(
        parts, plan, batchSize, epochs: 0..<max(epochs, 1), callbacks: callbacks,
        machineMemory: machineMemory)
    }
  }

  /// What every rule finds.
  func findings(
    _ parts: FitParts, _ plan: BatchPlan, _ batchSize: BatchSize, epochs: Range<Int>,
    callbacks: [any Callback], isResumed: Bool = false,
    machineMemory: Int? = MachineMemory.byteCount
  ) throws(HoneError) -> [Finding] {
    try Preflight(
      self, training: (parts.raw.training, parts.training),
      validation: parts.validation.flatMap { held in parts.raw.validation.map { ($0, held) } },
      plan: TrainingPlan(
        batches: plan, batchSize: batchSize, epochs: epochs, callbacks: callbacks,
        firstStep: isResumed ? epochs.lowerBound * plan.stepsPerEpoch : stepCount,
        isResumed: isResumed, evaluatesTraining: parts.evaluated != nil,
        isWeighted: parts.training.fields.contains { $0.role == .sampleWeight }
          || recipe.outputs.contains { $0.loss is WeightedLoss },
        machineMemory: machineMemory)
    ).findings()
  }

  /// Prints warnings, and ends the training for errors.
  func report(_ findings: [Finding], _ verbose: Verbosity) throws(HoneError) {
    let gravest = isStrict ? Finding.Severity.warning : .error
    let errors = findings.filter { $0.severity >= gravest }.map { finding in
      HoneError(
        finding.kind, path: finding.place, message: finding.message, help: finding.help,
        location: finding.location)
    }
    if let error = HoneError.combining(errors) { throw error }
    guard verbose != .silent else { return }
    for finding in findings where finding.severity == .warning {
      ErrorOutput.print("\(finding)")
    }
  }
}

/// For tests of programs that train: within `StrictPreflight.$isOn.withValue(true) { … }` a warning
/// ends training as an error does.
package enum StrictPreflight {
  @TaskLocal package static var isOn = false
}
