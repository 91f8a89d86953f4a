internal import HoneBackend
public import HoneCore
public import HoneGraph
internal import HoneNN

/// The weights of a trainer by name: the host's view of the state that lives in the engine.
///
/// ```swift
/// let kernel = try trainer.weights["conv2d_1/kernel"]
/// try trainer.weights.set("dense_1/bias", to: HostTensor(zeros: [10]))
/// ```
public struct Weights: Sendable {
  let trainer: Trainer

  /// Parameters and running statistics, in the order of the layers.
  ///
  /// - Throws: an error of kind `.state` before the weights are made.
  public var slots: [StateSlot] {
    get throws(HoneError) {
      try requireBuilt()
      return trainer.engine.store.slots.filter { $0.role == .parameter || $0.role == .statistic }
    }
  }

  /// The names in the order of the layers.
  public var names: [String] {
    get throws(HoneError) { try slots.map(\.path) }
  }

  /// The value of a weight.
  ///
  /// - Throws: `.state` before the weights are made, `.usage` with the nearest name if there is no
  ///   such weight.
  public subscript(name: String) -> HostTensor {
    get throws(HoneError) {
      _ = try slot(name)
      return try trainer.engine.store.value(at: name)
    }
  }

  /// All weights by name.
  public func values() throws(HoneError) -> [String: HostTensor] {
    var values: [String: HostTensor] = [:]
    for slot in try slots { values[slot.path] = try trainer.engine.store.value(at: slot.path) }
    return values
  }

  /// Sets a weight.
  ///
  /// - Throws: also `.data` if type or shape differ.
  public func set(_ name: String, to value: HostTensor) throws(HoneError) {
    let slot = try slot(name)
    if let error = Self.mismatch(slot, value) { throw error }
    try trainer.engine.store.set(slot, to: value)
    trainer.training?.hasChangedWeights = true
  }

  /// Sets many weights after checking them all: nothing changes if one doesn't fit.
  ///
  /// - Parameters:
  ///   - values: weights by name.
  ///   - partial: whether weights may be missing on either side, and those of another shape are
  ///     left as they are: for fine-tuning from another model.
  /// - Returns: the names that were set.
  /// - Throws: every mismatch at once, unless `partial`.
  @discardableResult
  public func load(
    _ values: [String: HostTensor], partial: Bool = false
  ) throws(HoneError) -> [String] {
    let loaded = try Self.matched(try slots, values, partial: partial)
    for (slot, value) in loaded { try trainer.engine.store.set(slot, to: value) }
    trainer.training?.hasChangedWeights = true
    return loaded.map(\.0.path)
  }

  /// Slots with the values that fit them.
  static func matched(
    _ slots: [StateSlot], _ values: [String: HostTensor], partial: Bool
  ) throws(HoneError) -> [(StateSlot, HostTensor)] {
    var errors: [HoneError] = []
    var matched: [(StateSlot, HostTensor)] = []
    for slot in slots {
      guard let value = values[slot.path] else {
        errors.append(
          HoneError(
            .data, path: slot.path, operation: "load", message: "this weight is missing.",
            help: NearestKey.help(for: slot.path, among: values.keys.sorted())))
        continue
      }
      if let error = mismatch(slot, value) {
        errors.append(error)
      } else {
        matched.append((slot, value))
      }
    }
    let known = Set(slots.map(\.path))
    for name in values.keys.sorted() where !known.contains(name) {
      errors.append(
        HoneError(
          .data, path: name, operation: "load", message: "the model has no such weight.",
          help: NearestKey.help(for: name, among: slots.map(\.path))))
    }
    if !partial, let error = HoneError.combining(errors) { throw error }
    guard !matched.isEmpty || slots.isEmpty else {
      throw HoneError(
        .data, operation: "load", message: "no weight fits this model.",
        help: "compare the names: the model has \(slots.prefix(3).map(\.path)) …")
    }
    return matched
  }

  private func slot(_ name: String) throws(HoneError) -> StateSlot {
    let slots = try slots
    guard let slot = slots.first(where: { $0.path == name }) else {
      throw HoneError(
        .usage, path: name, operation: "weights", message: "there is no such weight.",
        help: NearestKey.help(for: name, among: slots.map(\.path))
          ?? "the names are in trainer.weights.names")
    }
    return slot
  }

  private static func mismatch(_ slot: StateSlot, _ value: HostTensor) -> HoneError? {
    guard slot.type.shape != value.shape || slot.type.dtype != value.dtype else { return nil }
    return HoneError(
      .data, path: slot.path, operation: "load", wanted: "\(slot.type)",
      received: "\(value.dtype)\(value.shape)")
  }

  private func requireBuilt() throws(HoneError) {
    try trainer.requireQuiet("weights")
    guard trainer.fields.isEmpty else { return }
    throw HoneError(
      .state, operation: "weights",
      message: "the weights aren't made yet: the shape of the input isn't known.",
      help: "put Input(…) first in the model, or call trainer.build(fields:) or fit before")
  }
}

extension Trainer {
  /// The weights and running statistics by name.
  public var weights: Weights { Weights(trainer: self) }

  /// The optimizer's memory for a weight, such as `velocity`, or `m` and `v`.
  ///
  /// - Throws: `.state` before the first update, `.usage` if the optimizer has no such memory.
  public func optimizerSlot(_ slot: String, of weight: String) throws(HoneError) -> HostTensor {
    let path = "optimizer/\(weight)/\(slot)"
    guard engine.store.slot(at: path) != nil else {
      let known = engine.store.slots.filter { $0.role == .optimizer }.map(\.path)
      throw HoneError(
        known.isEmpty ? .state : .usage, path: path, operation: "optimizer state",
        message: known.isEmpty
          ? "the optimizer has no memory before its first update."
          : "there is no such memory.",
        help: NearestKey.help(for: path, among: known))
    }
    return try engine.store.value(at: path)
  }
}
