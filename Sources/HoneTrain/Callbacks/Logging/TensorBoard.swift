public import HoneCore
internal import HoneIO
internal import HoneNN

/// Writes what training logs into event files, which TensorBoard shows: `tensorboard --logdir logs`.
///
/// Laid out and named as Keras does it:
///
/// | in the folder | tag | step |
/// |---|---|---|
/// | `train/` | `epoch_loss`, `epoch_accuracy`, …, `epoch_learning_rate` | the epoch, from 0 |
/// | `validation/` | `epoch_loss`, …, without `val_` | the epoch, from 0 |
/// | `validation/` | `evaluation_loss_vs_iterations`, … | the updates so far |
/// | `train/`, with `updateFreq` | `batch_loss`, …: the epoch so far | the updates so far |
/// | `train/`, with `histogramFreq` | `dense_1/kernel/histogram`, … | the epoch, from 0 |
/// | `train/`, with `writeImages` too | `dense_1/kernel/image`, … | the epoch, from 0 |
///
/// The folder itself has the hyperparameters, for TensorBoard's table of them: those that are given,
/// and the optimizer's. In the picture of a weight the least number is black and the greatest white;
/// kernels of convolutions are tiles, a row for each channel and a column for each filter.
///
/// Each record is in its file at once. A training that is resumed cuts its files where its checkpoint
/// knows them. What can't be written is told once, and counted, but never ends training.
///
/// ```swift
/// TensorBoard(logDir: "logs/run1", histogramFreq: 1)
/// ```
///
/// Of Keras's parameters those for the graph, the profiler and embeddings aren't there.
public struct TensorBoard: StatefulCallback, Configurable, FolderBound {
  /// How often losses and metrics are written.
  public enum UpdateFrequency: Hashable, Sendable {
    /// After each epoch.
    case epoch
    /// After each step too.
    case batch
    /// After so many steps too.
    case steps(Int)
  }

  public static let schema = Schema(
    .callback, "tensorBoard", summary: "writes logs, weights and hyperparameters for TensorBoard",
    kerasName: "keras.callbacks.TensorBoard",
    fields: [
      Field("logDir", .string, default: "logs", "the folder", aliases: ["log_dir"]),
      Field(
        "histogramFreq", .int(0...Int.max), default: 0,
        "epochs from one histogram of the weights to the next; 0: none"),
      Field(
        "writeImages", .bool, default: false, "whether weights are drawn beside their histograms"),
      Field(
        "writeStepsPerSecond", .bool, default: false, "whether the speed is written"),
      Field("updateFreq", .any, default: "epoch", "epoch, batch, or a number of steps"),
    ])

  /// The folder.
  public let logDir: String
  /// Epochs from one histogram of the weights to the next; 0: none.
  public let histogramFreq: Int
  /// Whether weights are drawn beside their histograms.
  public let writeImages: Bool
  /// Whether the speed is written.
  public let writeStepsPerSecond: Bool
  /// How often losses and metrics are written.
  public let updateFreq: UpdateFrequency
  /// What the table of hyperparameters shows beside the optimizer's.
  public let hyperparameters: [String: ConfigurationValue]

  private var logs: [Part: EventLog]
  private var problems = LogProblems("TensorBoard")
  private var pace = StepPace()
  private var isWithinEpoch = false

  /// The folders that are written; TensorBoard takes each as a run.
  enum Part: String, CaseIterable, Codable {
    case root, train, validation
  }

  /// What was written so far, by file.
  public struct State: Codable, Sendable {
    var files: [String: EventLog.State]
  }

  public var state: State {
    get {
      State(
        files: Dictionary(
          Part.allCases.compactMap { part in logs[part]?.state.map { (part.rawValue, $0) } },
          uniquingKeysWith: { $1 }))
    }
    set { logs = Self.logs(in: logDir, newValue.files) }
  }

  /// Creates a callback that writes event files.
  ///
  /// - Parameter hyperparameters: numbers, texts and flags that set this run apart from others.
  public init(
    logDir: String = "logs", histogramFreq: Int = 0, writeImages: Bool = false,
    writeStepsPerSecond: Bool = false, updateFreq: UpdateFrequency = .epoch,
    hyperparameters: [String: ConfigurationValue] = [:]
  ) {
    self.logDir = logDir
    self.histogramFreq = histogramFreq
    self.writeImages = writeImages
    self.writeStepsPerSecond = writeStepsPerSecond
    self.updateFreq = updateFreq
    self.hyperparameters = hyperparameters
    logs = Self.logs(in: logDir, [:])
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      logDir: try fields.string("logDir"), histogramFreq: try fields.int("histogramFreq"),
      writeImages: try fields.bool("writeImages"),
      writeStepsPerSecond: try fields.bool("writeStepsPerSecond"),
      updateFreq: try UpdateFrequency(fields.value("updateFreq")))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "logDir": ConfigurationValue(logDir), "histogramFreq": ConfigurationValue(histogramFreq),
      "writeImages": ConfigurationValue(writeImages),
      "writeStepsPerSecond": ConfigurationValue(writeStepsPerSecond),
      "updateFreq": updateFreq.configuration,
    ]
  }

  package func within(_ folder: String) -> TensorBoard {
    TensorBoard(
      logDir: Self.path(logDir, within: folder), histogramFreq: histogramFreq,
      writeImages: writeImages, writeStepsPerSecond: writeStepsPerSecond, updateFreq: updateFreq,
      hyperparameters: hyperparameters)
  }

  private static func logs(
    in folder: String, _ files: [String: EventLog.State]
  ) -> [Part: EventLog] {
    Dictionary(
      Part.allCases.map { part in
        let path = part == .root ? folder : folder + "/" + part.rawValue
        return (part, EventLog(in: path, continuing: files[part.rawValue]))
      }, uniquingKeysWith: { $1 })
  }

  // MARK: Events

  public var readsAllLogs: Bool { true }

  public mutating func trainBegin(_ trainer: Trainer) throws {
    if case .steps(let count) = updateFreq, count < 1 {
      throw HoneError(
        .usage, path: "TensorBoard", operation: "updateFreq", wanted: "1 step or more",
        received: "\(count)")
    }
    guard histogramFreq >= 0 else {
      throw HoneError(
        .usage, path: "TensorBoard", operation: "histogramFreq", wanted: "0 or more",
        received: "\(histogramFreq)")
    }
    logs = Self.logs(in: logDir, [:])
    (pace, isWithinEpoch) = (StepPace(), false)
    if !trainer.isResuming { openFiles(trainer) }
  }

  public mutating func trainResume(_ trainer: Trainer) throws {
    for part in Part.allCases where logs[part]?.state != nil { logs[part]?.open(&problems) }
    pace.epochBegin(trainer.stepCount)
  }

  public mutating func epochBegin(_ epoch: Int, _ trainer: Trainer) throws {
    pace.epochBegin(trainer.stepCount)
  }

  /// All files are made before the first checkpoint, so that each knows them all.
  private mutating func openFiles(_ trainer: Trainer) {
    if logs[.root]?.state == nil {
      let values = TensorBoard.hyperparameters(of: trainer, and: hyperparameters)
      logs[.root]?.write(&problems) { file throws(HoneError) in
        try file.write(hyperparameters: values)
      }
    }
    logs[.train]?.open(&problems)
    if trainer.loggedNames.contains(where: { $0.hasPrefix("val_") }) {
      logs[.validation]?.open(&problems)
    }
  }

  public mutating func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
    isWithinEpoch = true
    let speed = writeStepsPerSecond ? pace.stepEnd(trainer.stepCount) : nil
    guard updateFreq.isDue(after: trainer.stepCount) else { return }
    var scalars = try trainer.runningLogs().entries.map { ("batch_" + $0.name, $0.value) }
    if let speed { scalars.append(("batch_steps_per_second", speed)) }
    write(scalars, .train, step: trainer.stepCount)
  }

  public mutating func validationEnd(_ epoch: Int, _ logs: Logs, _ trainer: Trainer) throws {
    let values = logs.entries.map { (String($0.name.dropFirst(4)), $0.value) }
    writeEvaluation(values, step: trainer.stepCount)
  }

  public mutating func testEnd(_ logs: Logs, _ trainer: Trainer) throws {
    writeEvaluation(logs.entries.map { ($0.name, $0.value) }, step: trainer.stepCount)
    self.logs[.validation]?.end(&problems)
    problems.end(logDir)
  }

  public mutating func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {
    let isValidation = { (name: String) in name.hasPrefix("val_") }
    var trained = logs.entries.filter { !isValidation($0.name) }
      .map { ("epoch_" + $0.name, $0.value) }
    if writeStepsPerSecond, let speed = pace.epochEnd(trainer.stepCount) {
      trained.append(("epoch_steps_per_second", speed))
    }
    write(trained, .train, step: epoch)
    let validated = logs.entries.filter { isValidation($0.name) }
    write(
      validated.map { ("epoch_" + $0.name.dropFirst(4), $0.value) }, .validation, step: epoch)
    if histogramFreq > 0, epoch % histogramFreq == 0 { try writeWeights(trainer, epoch) }
    isWithinEpoch = false
  }

  public mutating func trainEnd(_ trainer: Trainer) throws {
    let isWhole = !isWithinEpoch
    if logs[.root]?.state != nil {
      logs[.root]?.write(&problems) { file throws(HoneError) in
        try file.writeEnd(succeeded: isWhole)
      }
    }
    for part in Part.allCases { logs[part]?.end(&problems) }
    problems.end(logDir)
  }

  // MARK: Writing

  private mutating func write(_ scalars: [(String, Double)], _ part: Part, step: Int) {
    if scalars.isEmpty { return }
    logs[part]?.write(&problems) { file throws(HoneError) in
      try file.write(scalars: scalars.map { (tag: $0.0, value: $0.1) }, step: step)
    }
  }

  private mutating func writeEvaluation(_ values: [(String, Double)], step: Int) {
    write(
      values.map { ("evaluation_" + $0.0 + "_vs_iterations", $0.1) }, .validation, step: step)
  }

  private mutating func writeWeights(_ trainer: Trainer, _ epoch: Int) throws(HoneError) {
    for name in try trainer.weights.names {
      let weight = try trainer.weights[name]
      let image = writeImages ? WeightImage(weight) : nil
      logs[.train]?.write(&problems) { file throws(HoneError) in
        try file.write(histogram: weight, tag: name + "/histogram", step: epoch)
        guard let image else { return }
        try file.write(
          png: try image.png(), shape: image.shape, tag: name + "/image", step: epoch)
      }
    }
  }
}

extension Callback where Self == TensorBoard {
  /// Writes what training logs into event files; see ``TensorBoard``.
  public static func tensorBoard(
    logDir: String = "logs", histogramFreq: Int = 0, writeImages: Bool = false,
    writeStepsPerSecond: Bool = false, updateFreq: TensorBoard.UpdateFrequency = .epoch,
    hyperparameters: [String: ConfigurationValue] = [:]
  ) -> TensorBoard {
    TensorBoard(
      logDir: logDir, histogramFreq: histogramFreq, writeImages: writeImages,
      writeStepsPerSecond: writeStepsPerSecond, updateFreq: updateFreq,
      hyperparameters: hyperparameters)
  }
}
