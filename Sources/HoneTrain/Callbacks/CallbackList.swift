internal import HoneCore

/// The callbacks of one training, in the order that follows from what they read and write.
struct CallbackList {
  var callbacks: [any Callback]
  private var begun = 0

  /// - Throws: `.usage` if callbacks read in a circle what they write.
  init(_ callbacks: [any Callback]) throws(HoneError) {
    self.callbacks = try Self.ordered(callbacks)
  }

  /// Writers of a log before its readers; otherwise as they were given.
  private static func ordered(
    _ callbacks: [any Callback]
  ) throws(HoneError) -> [any Callback] {
    var rest = callbacks
    var ordered: [any Callback] = []
    while !rest.isEmpty {
      let next = rest.indices.first { index in
        let reads = Set(rest[index].reads)
        return rest.indices.allSatisfy { other in
          let writes = rest[other].writes
          return other == index || writes.isEmpty
            || !rest[index].readsAllLogs && reads.isDisjoint(with: writes)
        }
      }
      guard let next else {
        throw HoneError(
          .usage, operation: "callbacks", wanted: "an order in which logs are written before read",
          received: rest.map { "\(type(of: $0))" }.joined(separator: ", ")
            + ", each of which reads what another writes")
      }
      ordered.append(rest.remove(at: next))
    }
    return ordered
  }

  /// The logs that callbacks add.
  var writes: [String] { callbacks.flatMap(\.writes) }

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

  // MARK: Events

  /// Only callbacks whose training began are told of its end.
  mutating func trainBegin(_ trainer: Trainer) throws {
    for index in callbacks.indices {
      begun = index + 1
      try callbacks[index].trainBegin(trainer)
    }
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

  /// Tells each of an event.
  mutating func tell(
    _ trainer: Trainer, _ event: (inout any Callback, Trainer) throws -> Void
  ) rethrows {
    for index in callbacks.indices { try event(&callbacks[index], trainer) }
  }
}
