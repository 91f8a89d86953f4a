internal import HoneCore
internal import HoneNN

/// What callbacks can't do at all: an error before the first step, with preflight, which finds all of
/// it together, and without.
enum ImpossibleCallback {
  /// `mode: auto` where the metric doesn't tell.
  static func mode(of name: String, readBy reader: String) -> HoneError {
    HoneError(
      .usage, path: reader, operation: "mode",
      message: "whether \"\(name)\" shall fall or rise can't be told from its name.",
      help: "pass mode: .min or .max (in a file, mode: min or mode: max)")
  }

  /// A rate that is set beside a schedule.
  static func rate(setBy reader: String) -> HoneError {
    HoneError(
      .usage, path: reader, operation: "train",
      message: "the optimizer has a schedule, which the rate that this sets would replace.",
      help: "give the optimizer a number as its learning rate, or leave this callback out")
  }
}

/// A callback that sets the learning rate.
protocol RateSetting: Callback {}

extension ReduceLROnPlateau: RateSetting {}
extension LearningRateScheduler: RateSetting {}

extension RateSetting {
  /// Requires an optimizer without a schedule.
  func requireNoSchedule(_ trainer: Trainer) throws(HoneError) {
    if trainer.hasSchedule { throw ImpossibleCallback.rate(setBy: "\(Self.self)") }
  }
}

extension Trainer {
  /// Whether the learning rate changes by itself.
  var hasSchedule: Bool { !(recipe.optimizer.learningRate is ConstantRate) }
}
