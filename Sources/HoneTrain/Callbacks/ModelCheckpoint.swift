public import HoneCore
internal import HoneNN

/// Saves the model while it is trained: after every epoch, after every so many steps, or each time
/// that it is better than ever.
///
/// The path may hold numbers as Python formats them: `{epoch:03d}` counts from 1, `{step}` is the
/// number of updates, and every log has its name; `acc` is `accuracy`. Without `saveWeightsOnly` the
/// path is that of a folder, which ``Trainer/save(to:)`` writes; with it, of a file whose name ends in
/// `.safetensors`. What a name promises and training never logs is an error before the first step.
///
/// `keepBest: 3` keeps the three best only, `sizeLimit` so many bytes of them, the newest and the best in
/// any case; both need names that tell the files apart.
///
/// If a model can't be saved, training goes on: it is said once, and tried again the next time.
///
/// With `saveBestOnly`, NaN is never best, and a value equal to the best isn't better.
///
/// ```swift
/// ModelCheckpoint("best", monitor: "val_accuracy", saveBestOnly: true, verbose: 1)
/// ModelCheckpoint("weights.{epoch:03d}-{val_loss:.4f}.safetensors", saveWeightsOnly: true)
/// ```
public struct ModelCheckpoint: StatefulCallback, Configurable {
  /// When the model is saved.
  public enum Frequency: Hashable, Sendable {
    case epoch
    /// After every so many epochs.
    case epochs(Int)
    /// After every so many steps.
    case steps(Int)
    /// After a step, so many minutes of wall time after the last.
    case minutes(Double)

    /// Whether it is within epochs, where no validation has been.
    var isWithinEpochs: Bool {
      switch self {
      case .epoch, .epochs: false
      case .steps, .minutes: true
      }
    }
  }

  public static let schema = Schema(
    .callback, "modelCheckpoint", summary: "saves the model while it is trained",
    techniques: [122, 124, 125, 126, 130], kerasName: "keras.callbacks.ModelCheckpoint",
    fields: [
      Field(
        "filepath", .string,
        "a folder, or a file that ends in .safetensors, such as weights.{epoch:03d}.safetensors"),
      CallbackFields.monitor,
      CallbackFields.verbose,
      Field(
        "saveBestOnly", .bool, default: false, "whether only a model better than ever is saved"),
      Field(
        "saveWeightsOnly", .bool, default: false, "whether weights are saved without the model",
        aliases: ["save_weight_only"]),
      CallbackFields.mode,
      Field(
        "saveFrequency", .any, default: "epoch",
        "epoch, a number of steps, or a text such as 2 epochs or 10 minutes"),
      Field(
        "initialValueThreshold", .double(-Double.infinity...Double.infinity), default: .null,
        "what the first saved model must beat"),
      Field(
        "keepBest", .int(1...Int.max), default: .null,
        "how many stay, the best by the monitored log"),
      Field(
        "sizeLimit", .string, default: .null, "what all that stay may take, such as 500MB"),
    ])

  /// Where the model is saved.
  public let filepath: String
  /// The log that is watched.
  public let monitor: String
  /// 0: silent; 1: says when it saves.
  public let verbose: Int
  /// Whether only a model that is better than ever is saved.
  public let saveBestOnly: Bool
  /// Whether weights are saved without the model.
  public let saveWeightsOnly: Bool
  /// Whether the monitored number shall fall or rise.
  public let mode: MonitorMode
  /// When the model is saved.
  public let saveFrequency: Frequency
  /// What the first saved model must beat.
  public let initialValueThreshold: Double?
  /// How many stay, the best; nil for all.
  public let keepBest: Int?
  /// What all that stay may take; nil for no limit.
  public let sizeLimit: ByteCount?
  /// Where the last model was saved.
  public private(set) var lastPath: String?

  private var watched: MonitoredLog
  private var template: FileNameTemplate?
  private var stepsSinceSaving = 0
  private var lastSaved = ContinuousClock.now
  private var saved = SavedCheckpoints()
  private var problems = LogProblems("ModelCheckpoint", of: "model")

  /// The best value so far.
  public var best: Double? { watched.best }

  /// What it remembers of the training so far.
  public struct State: Codable, Sendable {
    var best: Double?
    var lastPath: String?
    var stepsSinceSaving: Int
    var saved: SavedCheckpoints
  }

  public var state: State {
    get {
      State(
        best: watched.best, lastPath: lastPath, stepsSinceSaving: stepsSinceSaving, saved: saved)
    }
    set {
      watched.best = newValue.best
      (lastPath, stepsSinceSaving) = (newValue.lastPath, newValue.stepsSinceSaving)
      saved = newValue.saved
    }
  }

  /// Creates a callback that saves to `filepath`.
  public init(
    _ filepath: String, monitor: String = "val_loss", verbose: Int = 0, saveBestOnly: Bool = false,
    saveWeightsOnly: Bool = false, mode: MonitorMode = .auto, saveFrequency: Frequency = .epoch,
    initialValueThreshold: Double? = nil, keepBest: Int? = nil, sizeLimit: ByteCount? = nil
  ) {
    self.keepBest = keepBest
    self.sizeLimit = sizeLimit
    self.filepath = filepath
    self.monitor = monitor
    self.verbose = verbose
    self.saveBestOnly = saveBestOnly
    self.saveWeightsOnly = saveWeightsOnly
    self.mode = mode
    self.saveFrequency = saveFrequency
    self.initialValueThreshold = initialValueThreshold
    watched = MonitoredLog(monitor, mode: mode, best: initialValueThreshold)
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.string("filepath"), monitor: try fields.string("monitor"),
      verbose: try fields.int("verbose"), saveBestOnly: try fields.bool("saveBestOnly"),
      saveWeightsOnly: try fields.bool("saveWeightsOnly"), mode: try fields.choice("mode"),
      saveFrequency: try Frequency(fields.value("saveFrequency")),
      initialValueThreshold: fields.has("initialValueThreshold")
        ? try fields.double("initialValueThreshold") : nil,
      keepBest: fields.has("keepBest") ? try fields.int("keepBest") : nil,
      sizeLimit: fields.has("sizeLimit") ? try Self.size(fields.value("sizeLimit")) : nil)
  }

  public var fields: [String: ConfigurationValue] {
    [
      "filepath": ConfigurationValue(filepath), "monitor": ConfigurationValue(monitor),
      "verbose": ConfigurationValue(verbose), "saveBestOnly": ConfigurationValue(saveBestOnly),
      "saveWeightsOnly": ConfigurationValue(saveWeightsOnly),
      "mode": ConfigurationValue(mode.rawValue), "saveFrequency": saveFrequency.configuration,
      "initialValueThreshold": initialValueThreshold.map { ConfigurationValue($0) } ?? .null,
      "keepBest": keepBest.map { ConfigurationValue($0) } ?? .null,
      "sizeLimit": sizeLimit.map { ConfigurationValue("\($0.bytes)B") } ?? .null,
    ]
  }

  private static func size(_ value: ConfigurationValue) throws(HoneError) -> ByteCount {
    guard let size = ByteCount(try value.string()) else {
      throw value.mismatch("a size such as 500MB", at: "sizeLimit")
    }
    return size
  }

  public var reads: [String] {
    let numbers = ["epoch", "step", "batch"]
    let named = ((try? FileNameTemplate(filepath))?.names ?? []).filter { !numbers.contains($0) }
    return saveBestOnly || keepBest != nil ? [monitor] + named : named
  }

  /// With `sizeLimit` the monitored log is read if there is one.
  public var readsAllLogs: Bool { sizeLimit != nil }

  public mutating func trainBegin(_ trainer: Trainer) throws {
    let template = try FileNameTemplate(filepath)
    try requireEnding()
    let names = trainer.loggedNames
    let isLogged = names.contains(LogNames.resolved(monitor, among: names))
    if saveBestOnly || keepBest != nil || sizeLimit != nil && isLogged {
      try watched.begin(trainer, for: "ModelCheckpoint")
    }
    try requireFrequency()
    if keepBest != nil || sizeLimit != nil, template.names.isEmpty {
      throw HoneError(
        .usage, path: "ModelCheckpoint", operation: "filepath",
        wanted: "a name that tells the files apart, for keepBest and sizeLimit",
        received: "\"\(filepath)\"", help: "put {epoch:03d} or {step} into it")
    }
    if saveFrequency.isWithinEpochs {
      guard !saveBestOnly, keepBest == nil, reads.allSatisfy({ $0 == LogNames.plain($0) }) else {
        throw HoneError(
          .usage, path: "ModelCheckpoint", operation: "saveFrequency",
          message: "validation comes after an epoch: between steps there is nothing to compare.",
          help: "save every epoch, or leave out saveBestOnly and fields of validation")
      }
    }
    self.template = template
    stepsSinceSaving = 0
    lastSaved = .now
    saved = SavedCheckpoints()
  }

  public mutating func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
    stepsSinceSaving += 1
    switch saveFrequency {
    case .steps(let steps) where stepsSinceSaving >= steps: break
    case .minutes(let minutes)
    where (ContinuousClock.now - lastSaved).seconds >= minutes * 60: break
    default: return
    }
    stepsSinceSaving = 0
    let logs = try trainer.runningLogs()
    try save(trainer, epoch: epoch, batch: step, logs)
  }

  public mutating func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {
    if case .epochs(let count) = saveFrequency, (epoch + 1) % count != 0 { return }
    if saveFrequency.isWithinEpochs { return }
    let value = watched.value(in: logs)
    if let keepBest {
      guard let value, saved.takes(value, among: keepBest, isBetter: watched.isImprovement) else {
        return
      }
    }
    guard saveBestOnly else {
      try save(trainer, epoch: epoch, batch: nil, logs)
      return
    }
    guard let value else { return }
    let best = watched.best
    let before = best.map { LogNames.text($0) } ?? "nothing"
    guard watched.improves(value) else {
      say("epoch \(epoch + 1): \(monitor) did not improve from \(before)")
      return
    }
    say("epoch \(epoch + 1): \(monitor) improved from \(before) to \(LogNames.text(value))")
    // What couldn't be saved isn't to be beaten.
    if try !save(trainer, epoch: epoch, batch: nil, logs) { watched.best = best }
  }

  public mutating func trainEnd(_ trainer: Trainer) { problems.end(filepath) }

  /// The callback with a relative path taken as one within a folder.
  package func within(_ folder: String) -> ModelCheckpoint {
    guard !filepath.hasPrefix("/") else { return self }
    return ModelCheckpoint(
      folder + "/" + filepath, monitor: monitor, verbose: verbose, saveBestOnly: saveBestOnly,
      saveWeightsOnly: saveWeightsOnly, mode: mode, saveFrequency: saveFrequency,
      initialValueThreshold: initialValueThreshold, keepBest: keepBest, sizeLimit: sizeLimit)
  }

  // MARK: Saving

  /// Whether it was saved.
  @discardableResult
  private mutating func save(
    _ trainer: Trainer, epoch: Int, batch: Int?, _ logs: Logs
  ) throws(HoneError) -> Bool {
    guard let template else { return false }
    let known = logs.entries.map(\.name)
    let path = try template.filled { name in
      switch name {
      case "epoch": Double(epoch + 1)
      case "step": Double(trainer.stepCount)
      case "batch": batch.map { Double($0 + 1) }
      default: logs[LogNames.resolved(name, among: known)]
      }
    }
    let isSaved = problems.attempt { [saveWeightsOnly] () throws(HoneError) in
      if saveWeightsOnly { try trainer.saveWeights(to: path) } else { try trainer.save(to: path) }
    }
    guard isSaved else {
      problems.lose(1)
      return false
    }
    lastPath = path
    lastSaved = .now
    saved.append(path, value: watched.value(in: logs))
    let removed =
      (keepBest.map { saved.keepBest($0, isBetter: watched.isImprovement) } ?? [])
      + (sizeLimit.map { saved.keepWithin($0.bytes, best: best(of: saved)) } ?? [])
    for path in removed { say("epoch \(epoch + 1): removed \(path)") }
    say("epoch \(epoch + 1): saved \(saveWeightsOnly ? "weights" : "model") in \(path)")
    return true
  }

  /// Where the best of those that were saved is.
  private func best(of saved: SavedCheckpoints) -> String? {
    saved.entries.reduce(nil as SavedCheckpoints.Entry?) { best, entry in
      guard let value = entry.value else { return best }
      return watched.isImprovement(value, on: best?.value) ? entry : best
    }?.path
  }

  private func say(_ line: String) {
    if verbose > 0 { print(line) }
  }
}

extension Callback where Self == ModelCheckpoint {
  /// Saves the model while it is trained; see ``ModelCheckpoint``.
  public static func modelCheckpoint(
    _ filepath: String, monitor: String = "val_loss", verbose: Int = 0, saveBestOnly: Bool = false,
    saveWeightsOnly: Bool = false, mode: MonitorMode = .auto,
    saveFrequency: ModelCheckpoint.Frequency = .epoch, initialValueThreshold: Double? = nil,
    keepBest: Int? = nil, sizeLimit: ByteCount? = nil
  ) -> ModelCheckpoint {
    ModelCheckpoint(
      filepath, monitor: monitor, verbose: verbose, saveBestOnly: saveBestOnly,
      saveWeightsOnly: saveWeightsOnly, mode: mode, saveFrequency: saveFrequency,
      initialValueThreshold: initialValueThreshold, keepBest: keepBest, sizeLimit: sizeLimit)
  }
}
