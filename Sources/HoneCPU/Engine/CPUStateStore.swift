internal import HoneBackend
internal import HoneCore
internal import HoneGraph
internal import Synchronization

/// State in memory that never moves, so that compiled programs hold its addresses.
final class CPUStateStore: StateStore {
  private struct State {
    var slots: [StateSlot] = []
    var memory: [String: Memory] = [:]
    var workspaces: [Workspace: WeakMemory] = [:]
  }
  private let state = Mutex(State())

  var slots: [StateSlot] { state.withLock { $0.slots } }

  func set(_ slot: StateSlot, to value: HostTensor) throws(HoneError) {
    guard TensorType(value.dtype, value.shape) == slot.type else {
      throw mismatch(slot, TensorType(value.dtype, value.shape))
    }
    try add([slot])
    state.withLock { state in
      guard let memory = state.memory[slot.path] else { return }
      value.withUnsafeBytes { bytes in
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        memory.start.copyMemory(from: source, byteCount: bytes.count)
      }
    }
  }

  func value(at path: String) throws(HoneError) -> HostTensor {
    let found = state.withLock { state in
      state.memory[path].flatMap { memory in
        state.slots.first { $0.path == path }.map { ($0.type, memory) }
      }
    }
    guard let (type, memory) = found else {
      throw HoneError(
        .state, path: path, operation: "read state", message: "the store has no such slot.")
    }
    return HostTensor(copying: memory.start, type: type)
  }

  /// Adds the slots that are missing, filled with zeros; all or, if one has another type, none.
  func add(_ slots: [StateSlot]) throws(HoneError) {
    try state.withLock { (state) throws(HoneError) in
      for slot in slots {
        guard let existing = state.slots.first(where: { $0.path == slot.path }) else { continue }
        guard existing.type == slot.type else { throw mismatch(existing, slot.type) }
      }
      for slot in slots where state.memory[slot.path] == nil {
        let bytes = slot.type.shape.count * slot.type.dtype.byteCount
        let memory = Memory(byteCount: bytes)
        guard !memory.isMissing else { throw Memory.error(bytes, slot.path) }
        state.slots.append(slot)
        state.memory[slot.path] = memory
      }
    }
  }

  /// Memory that programs over the store share, for they run one at a time.
  enum Workspace { case arena, scratch }

  private struct WeakMemory { weak var memory: Memory? }

  /// Shared memory of at least some bytes: that of an earlier program if it is large enough.
  ///
  /// So the largest program should be compiled first. The memory goes with the last program.
  func workspace(_ kind: Workspace, byteCount: Int) -> Memory {
    state.withLock { state in
      if let known = state.workspaces[kind]?.memory, known.byteCount >= byteCount { return known }
      let memory = Memory(byteCount: byteCount)
      state.workspaces[kind] = WeakMemory(memory: memory)
      return memory
    }
  }

  /// Where a slot lives.
  func memory(at path: String) -> Memory? { state.withLock { $0.memory[path] } }

  private func mismatch(_ slot: StateSlot, _ received: TensorType) -> HoneError {
    HoneError(
      .state, path: slot.path, operation: "set state", wanted: "\(slot.type)",
      received: "\(received)")
  }
}

extension HostTensor {
  /// A copy of elements in row-major order.
  init(copying start: UnsafeRawPointer, type: TensorType) {
    self.init(shape: type.shape, dtype: type.dtype) { bytes in
      guard let target = bytes.baseAddress, bytes.count > 0 else { return }
      target.copyMemory(from: start, byteCount: bytes.count)
    }
  }
}
