internal import HoneCore

/// Sets the learning rate at the beginning of each epoch, by a closure of the epoch and the rate.
///
/// The closure can't be written to a file, and a schedule of the optimizer says the same without a
/// callback, also between epochs; both together are an error. A training that is resumed within an
/// epoch keeps the rate that it had.
///
/// ```swift
/// LearningRateScheduler { epoch, rate in epoch < 10 ? rate : rate * 0.9 }
/// ```
public struct LearningRateScheduler: Callback {
  /// 0: silent; 1: says which rate it sets.
  public let verbose: Int
  private let schedule: @Sendable (Int, Double) throws -> Double

  /// Creates a callback that sets the rate.
  ///
  /// - Parameter schedule: the rate of an epoch, from its number, from 0, and the rate so far.
  public init(
    verbose: Int = 0,
    _ schedule: @escaping @Sendable (_ epoch: Int, _ rate: Double) throws -> Double
  ) {
    self.verbose = verbose
    self.schedule = schedule
  }

  public func trainBegin(_ trainer: Trainer) throws {
    try requireNoSchedule(trainer)
  }

  public func epochBegin(_ epoch: Int, _ trainer: Trainer) throws {
    let rate = try schedule(epoch, trainer.scheduledLearningRate)
    guard rate.isFinite, rate >= 0 else {
      throw HoneError(
        .usage, path: "LearningRateScheduler", operation: "epoch \(epoch + 1)",
        wanted: "a rate of 0 or more", received: "\(rate)")
    }
    trainer.learningRate = rate
    if verbose > 0 { print("epoch \(epoch + 1): learning rate set to \(Float(rate))") }
  }
}

extension Callback where Self == LearningRateScheduler {
  /// Sets the learning rate at the beginning of each epoch; see ``LearningRateScheduler``.
  public static func learningRateScheduler(
    verbose: Int = 0,
    _ schedule: @escaping @Sendable (_ epoch: Int, _ rate: Double) throws -> Double
  ) -> LearningRateScheduler { LearningRateScheduler(verbose: verbose, schedule) }
}
