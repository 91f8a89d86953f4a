internal import HoneBackend
internal import HoneCore
internal import HoneData
internal import HoneNN

/// Everything that a training needs to go on, but for its tensors.
struct TrainingState: Codable, Sendable {
  /// The layout of checkpoints that this version writes and reads.
  static let currentVersion = 2

  var version = currentVersion
  /// What must be the same for the bits to be the same.
  var identity: TrainingIdentity
  var position: TrainingPosition
  /// The number of updates made.
  var stepCount: Int
  /// A learning rate that replaces the schedule's.
  var learningRate: Double?
  /// What every learning rate is multiplied by, and how often training went back.
  var rateFactor: Double
  var rollBacks: Int
  /// Steps in a row that weren't finite.
  var failuresInARow: Int
  /// Why training ends, if a callback asked for it.
  var stopReason: String?
  /// Where the time of the epoch that runs went so far.
  var timing: EpochTiming
  var history: HistoryRecord
  var callbacks: CallbackStates
  /// How the engine computes each operation.
  var plan: String?
}

/// Between which steps a training is.
struct TrainingPosition: Codable, Hashable, Sendable {
  var epoch: Int
  /// The steps of the epoch that are done. 0: the epoch has not begun; as many as the epoch has:
  /// validation is next.
  var step: Int
}

/// What was logged so far.
struct HistoryRecord: Codable, Sendable {
  var epochs: [Int]
  var names: [String]
  var values: [String: [Double]]
  /// The names of results that are tensors.
  var details: [String]
  var timings: [EpochTiming]
  var nonFinite: [NonFiniteDiagnosis]
}

/// What must be the same for a training to go on with the same bits.
struct TrainingIdentity: Codable, Hashable, Sendable {
  var samples: Int
  var validationSamples: Int
  /// Whether the training data is evaluated after each epoch too.
  var evaluatesTraining: Bool
  /// What tells the data apart from other data of the same size; nil without validation.
  var data: String
  var validationData: String?
  /// How much samples of a class count.
  var classWeight: [Int: Double]
  var batchSize: Int
  var shuffle: Bool
  var seed: UInt64
  var optimizer: String
  var losses: String
  /// Nil for models with closures, which have no text.
  var model: String?

  /// - Throws: what reading samples throws.
  init(_ trainer: Trainer, _ parts: FitParts, _ plan: BatchPlan) throws(HoneError) {
    evaluatesTraining = parts.evaluated != nil
    data = try DataFingerprint(parts.raw.training).text
    validationData = try parts.raw.validation.map { (data) throws(HoneError) in
      try DataFingerprint(data).text
    }
    classWeight = parts.classWeight
    samples = plan.count
    validationSamples = parts.validation?.count ?? 0
    batchSize = plan.batchSize
    shuffle = plan.shuffles
    seed = trainer.seed
    optimizer = trainer.recipe.optimizer.configuration.json(indent: nil)
    losses = trainer.recipe.outputs.map { $0.loss.configuration.json(indent: nil) }
      .joined(separator: " ")
    model = try? trainer.model.encoded().json(indent: nil)
  }

  /// Requires that a training is the one of a checkpoint.
  func require(_ other: TrainingIdentity, path: String) throws(HoneError) {
    func text(_ weights: [Int: Double]) -> String {
      let texts = weights.sorted { $0.key < $1.key }.map { "\($0): \($1)" }
      return texts.isEmpty ? "none" : texts.joined(separator: ", ")
    }
    let pairs: [(name: String, wanted: String, received: String)] = [
      ("samples", "\(samples)", "\(other.samples)"),
      ("validation samples", "\(validationSamples)", "\(other.validationSamples)"),
      ("classWeight", text(classWeight), text(other.classWeight)),
      ("evaluateTrainingData", "\(evaluatesTraining)", "\(other.evaluatesTraining)"),
      ("batchSize", "\(batchSize)", "\(other.batchSize)"),
      ("shuffle", "\(shuffle)", "\(other.shuffle)"), ("seed", "\(seed)", "\(other.seed)"),
      ("optimizer", optimizer, other.optimizer), ("losses", losses, other.losses),
      ("model", model ?? "", other.model ?? ""),
    ]
    var errors = pairs.filter { $0.wanted != $0.received }.map { pair in
      HoneError(
        .usage, path: pair.name, operation: "resume", wanted: pair.wanted, received: pair.received,
        help: "\(path) is of a training with other settings: resume it as it was, "
          + "or begin anew and load only its weights")
    }
    errors += dataErrors(other, path)
    if let error = HoneError.combining(errors) { throw error }
  }

  /// Data of the same size with other samples; other sizes are errors of their own.
  private func dataErrors(_ other: TrainingIdentity, _ path: String) -> [HoneError] {
    let pairs = [
      ("training data", samples == other.samples, data, other.data),
      (
        "validation data", validationSamples == other.validationSamples, validationData ?? "",
        other.validationData ?? ""
      ),
    ]
    return pairs.filter { $0.1 && $0.2 != $0.3 }.map { name, _, wanted, received in
      HoneError(
        .usage, path: name, operation: "resume",
        message: "the samples aren't those of the interrupted training.",
        wanted: "data with the fingerprint \(wanted)", received: received,
        help: "\(path) is of a training on other data: resume it with that, "
          + "or begin anew and load only its weights")
    }
  }
}

extension History {
  var record: HistoryRecord {
    HistoryRecord(
      epochs: epochs, names: names, values: values, details: details.keys.sorted(),
      timings: timings, nonFinite: nonFinite)
  }

  /// The tensors beside the record.
  var recordedTensors: [String: HostTensor] {
    var tensors: [String: HostTensor] = [:]
    for (name, values) in details {
      for (index, value) in values.enumerated() { tensors["\(index)/\(name)"] = value }
    }
    return tensors
  }

  init(_ record: HistoryRecord, tensors: [String: HostTensor]) {
    epochs = record.epochs
    names = record.names
    values = record.values
    timings = record.timings
    nonFinite = record.nonFinite
    for name in record.details {
      var index = 0
      while let value = tensors["\(index)/\(name)"] {
        details[name, default: []].append(value)
        index += 1
      }
    }
  }
}
