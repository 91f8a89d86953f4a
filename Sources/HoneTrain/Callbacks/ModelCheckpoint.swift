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
    /// After every so many steps.
    case steps(Int)
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
        "saveFrequency", .any, default: "epoch", "epoch, or a number of steps"),
      Field(
        "initialValueThreshold", .double(-Double.infinity...Double.infinity), default: .null,
        "what the first saved model must beat"),
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
  /// Where the last model was saved.
  public private(set) var lastPath: String?

  private var watched: MonitoredLog
  private var template: FileNameTemplate?
  private var epoch = 0
  private var stepsSinceSaving = 0

  /// The best value so far.
  public var best: Double? { watched.best }

  /// What it remembers of the training so far.
  public struct State: Codable, Sendable {
    var best: Double?
    var lastPath: String?
    var stepsSinceSaving: Int
  }

  public var state: State {
    get { State(best: watched.best, lastPath: lastPath, stepsSinceSaving: stepsSinceSaving) }
    set {
      watched.best = newValue.best
      (lastPath, stepsSinceSaving) = (newValue.lastPath, newValue.stepsSinceSaving)
    }
  }

  /// Creates a callback that saves to `filepath`.
  public init(
    _ filepath: String, monitor: String = "val_loss", verbose: Int = 0, saveBestOnly: Bool = false,
    saveWeightsOnly: Bool = false, mode: MonitorMode = .auto, saveFrequency: Frequency = .epoch,
    initialValueThreshold: Double? = nil
  ) {
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
        ? try fields.double("initialValueThreshold") : nil)
  }

  public var fields: [String: ConfigurationValue] {
    [
      "filepath": ConfigurationValue(filepath), "monitor": ConfigurationValue(monitor),
      "verbose": ConfigurationValue(verbose), "saveBestOnly": ConfigurationValue(saveBestOnly),
      "saveWeightsOnly": ConfigurationValue(saveWeightsOnly),
      "mode": ConfigurationValue(mode.rawValue), "saveFrequency": saveFrequency.configuration,
      "initialValueThreshold": initialValueThreshold.map { ConfigurationValue($0) } ?? .null,
    ]
  }

  public var reads: [String] {
    let numbers = ["epoch", "step", "batch"]
    let named = ((try? FileNameTemplate(filepath))?.names ?? []).filter { !numbers.contains($0) }
    return saveBestOnly ? [monitor] + named : named
  }

  public mutating func trainBegin(_ trainer: Trainer) throws {
    let template = try FileNameTemplate(filepath)
    try requireEnding()
    if saveBestOnly { try watched.begin(trainer, for: "ModelCheckpoint") }
    if case .steps(let steps) = saveFrequency {
      guard steps > 0 else {
        throw HoneError(
          .usage, path: "ModelCheckpoint", operation: "saveFrequency",
          wanted: "epoch, or 1 or more steps", received: "\(steps)")
      }
      guard !saveBestOnly, reads.allSatisfy({ !$0.hasPrefix("val_") }) else {
        throw HoneError(
          .usage, path: "ModelCheckpoint", operation: "saveFrequency",
          message: "validation comes after an epoch: between steps there is nothing to compare.",
          help: "save every epoch, or leave out saveBestOnly and fields of validation")
      }
    }
    self.template = template
    stepsSinceSaving = 0
  }

  public mutating func epochBegin(_ epoch: Int, _ trainer: Trainer) { self.epoch = epoch }

  public mutating func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
    guard case .steps(let steps) = saveFrequency else { return }
    stepsSinceSaving += 1
    guard stepsSinceSaving >= steps else { return }
    stepsSinceSaving = 0
    let logs = try trainer.runningLogs()
    try save(trainer, epoch: epoch, batch: step, logs)
  }

  public mutating func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {
    guard saveFrequency == .epoch else { return }
    guard saveBestOnly else { return try save(trainer, epoch: epoch, batch: nil, logs) }
    guard let value = watched.value(in: logs) else { return }
    let before = watched.best.map { LogNames.text($0) } ?? "nothing"
    guard watched.improves(value) else {
      say("epoch \(epoch + 1): \(monitor) did not improve from \(before)")
      return
    }
    say("epoch \(epoch + 1): \(monitor) improved from \(before) to \(LogNames.text(value))")
    try save(trainer, epoch: epoch, batch: nil, logs)
  }

  /// The callback with a relative path taken as one within a folder.
  package func within(_ folder: String) -> ModelCheckpoint {
    guard !filepath.hasPrefix("/") else { return self }
    return ModelCheckpoint(
      folder + "/" + filepath, monitor: monitor, verbose: verbose, saveBestOnly: saveBestOnly,
      saveWeightsOnly: saveWeightsOnly, mode: mode, saveFrequency: saveFrequency,
      initialValueThreshold: initialValueThreshold)
  }

  // MARK: Saving

  private mutating func save(
    _ trainer: Trainer, epoch: Int, batch: Int?, _ logs: Logs
  ) throws(HoneError) {
    guard let template else { return }
    let known = logs.entries.map(\.name)
    let path = try template.filled { name in
      switch name {
      case "epoch": Double(epoch + 1)
      case "step": Double(trainer.stepCount)
      case "batch": batch.map { Double($0 + 1) }
      default: logs[LogNames.resolved(name, among: known)]
      }
    }
    if saveWeightsOnly { try trainer.saveWeights(to: path) } else { try trainer.save(to: path) }
    lastPath = path
    say("epoch \(epoch + 1): saved \(saveWeightsOnly ? "weights" : "model") in \(path)")
  }

  private func say(_ line: String) {
    if verbose > 0 { print(line) }
  }

  /// What Hone writes is a folder or a safetensors file.
  private func requireEnding() throws(HoneError) {
    let foreign = [".h5", ".hdf5", ".keras", ".pt", ".pth", ".ckpt", ".npz", ".tf"]
    let isFile = filepath.hasSuffix(".safetensors")
    let ending = foreign.first { filepath.lowercased().hasSuffix($0) }
    guard ending != nil || isFile != saveWeightsOnly else { return }
    throw HoneError(
      .usage, path: "ModelCheckpoint", operation: "filepath",
      wanted: saveWeightsOnly
        ? "a name that ends in .safetensors" : "a folder, whose name has no such ending",
      received: "\"\(filepath)\"",
      help: saveWeightsOnly
        ? "weights alone are written as .safetensors, whole models as folders"
        : "whole models are written as folders; for a .safetensors file pass saveWeightsOnly: true")
  }
}

extension ModelCheckpoint.Frequency {
  init(_ value: ConfigurationValue) throws(HoneError) {
    switch value.kind {
    case .string("epoch"): self = .epoch
    case .int(let steps) where steps > 0: self = .steps(steps)
    default: throw value.mismatch("epoch, or a number of steps", at: "saveFrequency")
    }
  }

  var configuration: ConfigurationValue {
    switch self {
    case .epoch: "epoch"
    case .steps(let steps): ConfigurationValue(steps)
    }
  }
}

extension Callback where Self == ModelCheckpoint {
  /// Saves the model while it is trained; see ``ModelCheckpoint``.
  public static func modelCheckpoint(
    _ filepath: String, monitor: String = "val_loss", verbose: Int = 0, saveBestOnly: Bool = false,
    saveWeightsOnly: Bool = false, mode: MonitorMode = .auto,
    saveFrequency: ModelCheckpoint.Frequency = .epoch, initialValueThreshold: Double? = nil
  ) -> ModelCheckpoint {
    ModelCheckpoint(
      filepath, monitor: monitor, verbose: verbose, saveBestOnly: saveBestOnly,
      saveWeightsOnly: saveWeightsOnly, mode: mode, saveFrequency: saveFrequency,
      initialValueThreshold: initialValueThreshold)
  }
}
