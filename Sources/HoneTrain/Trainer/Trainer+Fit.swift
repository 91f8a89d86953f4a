public import HoneCore
public import HoneData
internal import HoneGraph
internal import HoneNN

extension Trainer {
  /// Trains on a data set.
  ///
  /// The last, smaller batch of an epoch is used too. Validation uses running statistics and no
  /// dropout. Ctrl-C ends training after the step; see ``History/wasInterrupted``.
  ///
  /// - Parameters:
  ///   - data: the samples, with targets.
  ///   - epochs: how often to go through the data.
  ///   - batchSize: samples per update: a number, or `.all`.
  ///   - validation: data to evaluate on after each epoch.
  ///   - validationSplit: a fraction of the data to hold out for that; drawn at random, with the
  ///     same share of each class (Keras takes the last samples instead).
  ///   - evaluateTrainingData: whether each epoch also ends with evaluating the training data as
  ///     validation data is: with the weights at its end, running statistics, no dropout and no
  ///     augmentation. Logged as `inference_loss` and so on, beside `loss`, which is the mean over
  ///     the steps of the epoch while weights change; it costs a forward pass over all samples.
  ///   - shuffle: whether each epoch has an order of its own.
  ///   - initialEpoch: the number of the first epoch, to continue a training.
  ///   - verbose: 0 silent, 1 a progress bar, 2 a line per epoch; auto by the terminal.
  ///   - callbacks: what is called at the events of training.
  ///   - workers: the threads that read and transform samples; nil for one a processor where
  ///     reading computes. Results don't depend on it.
  ///   - preflight: whether data, model and plan are looked at first for what is known to go wrong;
  ///     see ``Finding``. Errors end the training before its first step; warnings are printed unless
  ///     `verbose` is 0; all are in ``History/findings``.
  ///   - checkpoints: where everything is written down that the training needs to go on after a
  ///     crash; see ``resume(from:)``.
  ///   - onNonFinite: what is done when the loss stops being finite.
  ///   - classWeight: how much samples of a class count in the loss of training, 1 where nothing is
  ///     said; an error if the data has sample weights.
  ///   - profile: which steps to measure call by call, such as `.steps(10, to: "profile")`; the
  ///     result is printed unless `verbose` is 0, and is ``History/profile``.
  /// - Throws: `.model` for a model that doesn't fit together or doesn't fit the data, `.data` for
  ///   empty, non-finite or mislabelled data, `.diverged` if the loss stops being finite.
  @discardableResult
  public func fit(
    _ data: any Dataset, epochs: Int = 1, batchSize: BatchSize = 32,
    validation: (any Dataset)? = nil, validationSplit: Double = 0,
    evaluateTrainingData: Bool = false, shuffle: Bool = true, initialEpoch: Int = 0,
    verbose: Verbosity = .auto, callbacks: [any Callback] = [], classWeight: [Int: Double] = [:],
    workers: Int? = nil, preflight: Bool = true, checkpoints: Checkpoints? = nil,
    onNonFinite: NonFinitePolicy = .stop, profile: ProfileOptions? = nil
  ) async throws -> History {
    try await exclusively {
      try self.fitNow(
        .dataset(data), epochs: epochs, batchSize: batchSize,
        validation: validation.map { .dataset($0) }, validationSplit: validationSplit,
        evaluateTrainingData: evaluateTrainingData, shuffle: shuffle, initialEpoch: initialEpoch,
        verbose: verbose, callbacks: callbacks, classWeight: classWeight, workers: workers,
        preflight: preflight, checkpoints: checkpoints, onNonFinite: onNonFinite, profile: profile)
    }
  }

  /// Trains on the samples of a source, which go through the model's preprocessing: raw pictures,
  /// texts, rows of a table.
  ///
  /// ```swift
  /// let model = Sequential {
  ///   Resizing(height: 64, width: 64)
  ///   RandomFlip(.horizontal)
  ///   …
  /// }
  /// try await trainer.fit(ImageFolder("photos"), epochs: 10, validationSplit: 0.1)
  /// ```
  ///
  /// - Parameters: those of `fit` for data sets.
  @discardableResult
  public func fit(
    _ data: any SampleSource, epochs: Int = 1, batchSize: BatchSize = 32,
    validation: (any SampleSource)? = nil, validationSplit: Double = 0,
    evaluateTrainingData: Bool = false, shuffle: Bool = true, initialEpoch: Int = 0,
    verbose: Verbosity = .auto, callbacks: [any Callback] = [], classWeight: [Int: Double] = [:],
    workers: Int? = nil, preflight: Bool = true, checkpoints: Checkpoints? = nil,
    onNonFinite: NonFinitePolicy = .stop, profile: ProfileOptions? = nil
  ) async throws -> History {
    try await exclusively {
      try self.fitNow(
        .source(data), epochs: epochs, batchSize: batchSize,
        validation: validation.map { .source($0) }, validationSplit: validationSplit,
        evaluateTrainingData: evaluateTrainingData, shuffle: shuffle, initialEpoch: initialEpoch,
        verbose: verbose, callbacks: callbacks, classWeight: classWeight, workers: workers,
        preflight: preflight, checkpoints: checkpoints, onNonFinite: onNonFinite, profile: profile)
    }
  }

  /// Trains on arrays: `x [N, …]` and `y [N, …]`, and `sampleWeight [N]`: how much each sample counts
  /// in the loss. The weighted losses are divided by the number of samples, as in Keras;
  /// `loss.weighted(reduction: .meanWithSampleWeight)` divides by the weights, as PyTorch does.
  @discardableResult
  public func fit(
    x: HostTensor, y: HostTensor, sampleWeight: HostTensor? = nil, epochs: Int = 1,
    batchSize: BatchSize = 32, validation: (x: HostTensor, y: HostTensor)? = nil,
    validationSplit: Double = 0, evaluateTrainingData: Bool = false, shuffle: Bool = true,
    initialEpoch: Int = 0, verbose: Verbosity = .auto, callbacks: [any Callback] = [],
    classWeight: [Int: Double] = [:], preflight: Bool = true, profile: ProfileOptions? = nil
  ) async throws -> History {
    try await fit(
      ArrayDataset(x: x, y: y, sampleWeights: sampleWeight), epochs: epochs, batchSize: batchSize,
      validation: try validation.map { try ArrayDataset(x: $0.x, y: $0.y) },
      validationSplit: validationSplit, evaluateTrainingData: evaluateTrainingData,
      shuffle: shuffle, initialEpoch: initialEpoch, verbose: verbose, callbacks: callbacks,
      classWeight: classWeight, preflight: preflight, profile: profile)
  }

  func fitNow(
    _ data: RawData, epochs: Int, batchSize: BatchSize, validation: RawData?,
    validationSplit: Double, evaluateTrainingData: Bool, shuffle: Bool, initialEpoch: Int,
    verbose: Verbosity, callbacks: [any Callback], classWeight: [Int: Double], workers: Int?,
    preflight: Bool, checkpoints: Checkpoints?, onNonFinite: NonFinitePolicy,
    profile: ProfileOptions?
  ) throws -> History {
    // What training goes on from counts for this call alone, whatever comes of it.
    let resumed = pendingResume
    pendingResume = nil
    guard epochs >= 0, initialEpoch >= 0 else {
      throw HoneError(
        .usage, operation: "fit", wanted: "epochs and initialEpoch of 0 or more",
        received: "\(epochs) and \(initialEpoch)")
    }
    let parts = try FitParts(
      self, data, validation: validation, validationSplit: validationSplit,
      evaluatesTraining: evaluateTrainingData, classWeight: classWeight)
    let plan = try BatchPlan(
      count: parts.training.count, batchSize: batchSize, shuffles: shuffle, seed: seed)
    var findings: [Finding] = []
    if preflight, initialEpoch < epochs {
      findings = try self.findings(
        parts, plan, batchSize, epochs: initialEpoch..<epochs, callbacks: callbacks,
        isResumed: resumed != nil)
      try report(findings, verbose)
    }
    var loop = try FitLoop(
      trainer: self, parts: parts, plan: plan, workers: workers,
      epochs: initialEpoch..<max(initialEpoch, epochs), callbacks: try CallbackList(callbacks),
      reporter: ProgressReporter(verbosity: verbose, epochs: epochs), profile: profile,
      resumed: resumed, checkpoints: checkpoints, policy: onNonFinite)
    var history = try loop.run()
    history.findings = findings
    if verbose != .silent, let profile = history.profile { print(profile) }
    return history
  }
}

extension Trainer {
  /// Trains on samples of either kind: what the command-line tool does.
  @discardableResult
  package func fit(
    _ data: RawData, epochs: Int, batchSize: BatchSize, validation: RawData?,
    validationSplit: Double, evaluateTrainingData: Bool, shuffle: Bool, initialEpoch: Int,
    verbose: Verbosity, callbacks: [any Callback], preflight: Bool, checkpoints: Checkpoints?,
    onNonFinite: NonFinitePolicy, profile: ProfileOptions?
  ) async throws -> History {
    try await exclusively {
      try self.fitNow(
        data, epochs: epochs, batchSize: batchSize, validation: validation,
        validationSplit: validationSplit, evaluateTrainingData: evaluateTrainingData,
        shuffle: shuffle, initialEpoch: initialEpoch, verbose: verbose, callbacks: callbacks,
        classWeight: [:], workers: nil,
        preflight: preflight, checkpoints: checkpoints, onNonFinite: onNonFinite, profile: profile)
    }
  }

  /// Makes the weights for samples that are known by their fields before preprocessing.
  package func build(raw fields: [FieldSpec]) throws(HoneError) {
    if preprocessing.isEmpty { return try build(fields: fields) }
    try build(for: .dataset(EmptyDataset(fields: fields)))
  }

  /// Makes the weights for samples of either kind.
  package func build(for data: RawData) throws(HoneError) {
    try build(fields: try data.prepared(by: preprocessing, training: false).fields)
  }
}

/// A data set that is known by its fields alone.
private struct EmptyDataset: Dataset {
  let fields: [FieldSpec]
  var count: Int { 0 }
  func gather(
    _ rows: UnsafeBufferPointer<Int>, key: RandomKey,
    into buffers: UnsafeBufferPointer<UnsafeMutableRawBufferPointer>
  ) throws(HoneError) {}
}
