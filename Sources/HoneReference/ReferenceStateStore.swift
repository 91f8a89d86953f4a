internal import HoneBackend
internal import HoneCore
internal import HoneGraph
internal import Synchronization

/// State as host tensors by path.
final class ReferenceStateStore: StateStore {
  private struct State {
    var slots: [StateSlot] = []
    var values: [String: HostTensor] = [:]
  }
  private let state = Mutex(State())

  var slots: [StateSlot] { state.withLock { $0.slots } }

  func set(_ slot: StateSlot, to value: HostTensor) throws(HoneError) {
    try Self.check(TensorType(value.dtype, value.shape), against: slot)
    try state.withLock { (state) throws(HoneError) in
      if let existing = state.slots.first(where: { $0.path == slot.path }) {
        try Self.check(slot.type, against: existing)
      } else {
        state.slots.append(slot)
      }
      state.values[slot.path] = value
    }
  }

  func value(at path: String) throws(HoneError) -> HostTensor {
    guard let value = state.withLock({ $0.values[path] }) else {
      throw HoneError(
        .state, path: path, operation: "read state", message: "the store has no such slot.")
    }
    return value
  }

  /// Adds the slots that are missing, filled with zeros; all or, if one has another type, none.
  func add(_ slots: [StateSlot]) throws(HoneError) {
    try state.withLock { (state) throws(HoneError) in
      for slot in slots {
        guard let existing = state.slots.first(where: { $0.path == slot.path }) else { continue }
        try Self.check(slot.type, against: existing)
      }
      for slot in slots where state.values[slot.path] == nil {
        state.slots.append(slot)
        state.values[slot.path] = HostTensor(zeros: slot.type.shape, dtype: slot.type.dtype)
      }
    }
  }

  /// Replaces the values of slots that exist, all at once.
  func update(_ values: [(path: String, value: HostTensor)]) {
    state.withLock { state in
      for (path, value) in values { state.values[path] = value }
    }
  }

  private static func check(_ type: TensorType, against slot: StateSlot) throws(HoneError) {
    guard type == slot.type else {
      throw HoneError(
        .state, path: slot.path, operation: "set state", wanted: "\(slot.type)",
        received: "\(type)")
    }
  }
}
