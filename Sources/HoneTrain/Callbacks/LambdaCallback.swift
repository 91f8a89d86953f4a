/// A callback of closures, one for each event that is of interest.
///
/// The names are Keras's; a batch is a step. Logs are those of the epoch.
///
/// ```swift
/// LambdaCallback(
///   onEpochBegin: { epoch, _ in print("epoch", epoch) },
///   onTrainEnd: { trainer in print(trainer.stepCount, "updates") })
/// ```
public struct LambdaCallback: Callback {
  /// What happens at the begin or end of training.
  public typealias TrainEvent = @Sendable (_ trainer: Trainer) throws -> Void
  /// What happens before an epoch, from 0.
  public typealias EpochBegin = @Sendable (_ epoch: Int, _ trainer: Trainer) throws -> Void
  /// What happens after an epoch, from 0.
  public typealias EpochEnd =
    @Sendable (_ epoch: Int, _ logs: Logs, _ trainer: Trainer) throws -> Void
  /// What happens before or after a step, which counts from 0 within its epoch.
  public typealias BatchEvent = @Sendable (_ batch: Int, _ trainer: Trainer) throws -> Void

  private let onTrainBegin: TrainEvent?
  private let onTrainEnd: TrainEvent?
  private let onEpochBegin: EpochBegin?
  private let onEpochEnd: EpochEnd?
  private let onTrainBatchBegin: BatchEvent?
  private let onTrainBatchEnd: BatchEvent?

  /// Creates a callback of closures.
  public init(
    onTrainBegin: TrainEvent? = nil, onTrainEnd: TrainEvent? = nil,
    onEpochBegin: EpochBegin? = nil, onEpochEnd: EpochEnd? = nil,
    onTrainBatchBegin: BatchEvent? = nil, onTrainBatchEnd: BatchEvent? = nil
  ) {
    self.onTrainBegin = onTrainBegin
    self.onTrainEnd = onTrainEnd
    self.onEpochBegin = onEpochBegin
    self.onEpochEnd = onEpochEnd
    self.onTrainBatchBegin = onTrainBatchBegin
    self.onTrainBatchEnd = onTrainBatchEnd
  }

  public func trainBegin(_ trainer: Trainer) throws { try onTrainBegin?(trainer) }
  public func trainEnd(_ trainer: Trainer) throws { try onTrainEnd?(trainer) }
  public func epochBegin(_ epoch: Int, _ trainer: Trainer) throws {
    try onEpochBegin?(epoch, trainer)
  }
  public func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {
    try onEpochEnd?(epoch, logs, trainer)
  }
  public func stepBegin(epoch: Int, step: Int, _ trainer: Trainer) throws {
    try onTrainBatchBegin?(step, trainer)
  }
  public func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
    try onTrainBatchEnd?(step, trainer)
  }
}
