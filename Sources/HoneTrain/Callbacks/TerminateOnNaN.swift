public import HoneCore

/// Ends training without an error when the loss stops being finite.
///
/// Without it such a training throws an error of kind `.diverged`, which says where it happened. With
/// it the step is the last, and ``History/stopReason`` and ``History/nonFinite`` say why; the weights
/// stay as that step left them. As in Keras. A ``NonFinitePolicy`` has no effect beside it.
///
/// ```swift
/// TerminateOnNaN()
/// ```
public struct TerminateOnNaN: Callback, Configurable {
  public static let schema = Schema(
    .callback, "terminateOnNaN",
    summary: "ends training without an error when the loss stops being finite",
    kerasName: "keras.callbacks.TerminateOnNaN",
    fields: [
      Field("raiseError", .bool, default: false, "whether it is an error after all")
    ])

  /// Whether it is an error after all.
  public let raiseError: Bool

  /// Creates a callback that ends training.
  public init(raiseError: Bool = false) { self.raiseError = raiseError }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(raiseError: try fields.bool("raiseError"))
  }

  public var fields: [String: ConfigurationValue] { ["raiseError": ConfigurationValue(raiseError)] }

  public func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
    guard let loss = try trainer.runningLoss(), !loss.isFinite else { return }
    let cause = trainer.training?.nonFinite.map { ": \($0)" } ?? ""
    trainer.stopTraining(
      because: "TerminateOnNaN: the loss is \(loss) at step \(step + 1) of epoch \(epoch + 1)"
        + cause)
  }
}

extension Callback where Self == TerminateOnNaN {
  /// Ends training without an error when the loss stops being finite; see ``TerminateOnNaN``.
  public static func terminateOnNaN(raiseError: Bool = false) -> TerminateOnNaN {
    TerminateOnNaN(raiseError: raiseError)
  }
}

extension CallbackList {
  /// Whether a loss that isn't finite is no error.
  var takesNonFiniteLosses: Bool {
    callbacks.contains { ($0 as? TerminateOnNaN)?.raiseError == false }
  }
}
