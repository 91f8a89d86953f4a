internal import HoneCore

/// The callbacks of one training, in the order in which they were given.
struct CallbackList {
  private var callbacks: [any Callback]
  private var begun = 0

  init(_ callbacks: [any Callback]) { self.callbacks = callbacks }

  /// Everything that is read but never logged, together.
  func check(_ trainer: Trainer) throws(HoneError) {
    let known = trainer.loggedNames
    var errors: [HoneError] = []
    for callback in callbacks {
      for name in callback.reads where !known.contains(LogNames.resolved(name, among: known)) {
        errors.append(LogNames.unknown(name, readBy: "\(type(of: callback))", among: known))
      }
    }
    if let error = HoneError.combining(errors) { throw error }
  }

  /// Only callbacks whose training began are told of its end.
  mutating func trainBegin(_ trainer: Trainer) throws {
    for index in callbacks.indices {
      begun = index + 1
      try callbacks[index].trainBegin(trainer)
    }
  }

  mutating func epochBegin(_ epoch: Int, _ trainer: Trainer) throws {
    for index in callbacks.indices { try callbacks[index].epochBegin(epoch, trainer) }
  }

  mutating func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
    for index in callbacks.indices {
      try callbacks[index].stepEnd(epoch: epoch, step: step, trainer)
    }
  }

  mutating func epochEnd(_ epoch: Int, _ logs: Logs, _ trainer: Trainer) throws {
    for index in callbacks.indices { try callbacks[index].epochEnd(epoch, logs, trainer) }
  }

  /// Tells all, and throws the first error afterwards.
  mutating func trainEnd(_ trainer: Trainer) throws {
    var first: (any Error)?
    for index in callbacks.indices.prefix(begun) {
      do { try callbacks[index].trainEnd(trainer) } catch { first = first ?? error }
    }
    begun = 0
    if let first { throw first }
  }
}
