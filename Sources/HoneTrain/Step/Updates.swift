internal import HoneCore
package import HoneGraph
package import HoneNN

extension Trace {
  /// The weights that the optimizer may change, beneath a path or anywhere.
  func trainableSlots(beneath path: String? = nil) -> [StateSlot] {
    graph.slots.filter { slot in
      slot.role == .parameter && slot.isTrainable
        && (path.map { slot.path == $0 || slot.path.hasPrefix($0 + "/") } ?? true)
    }
  }

  /// The present value of a slot that exists.
  func value(of slot: StateSlot) -> Tensor {
    state(
      path: slot.path, type: slot.type, role: slot.role, isTrainable: slot.isTrainable,
      initial: ConstantValue(0))
  }

  /// Moves weights along their gradients.
  ///
  /// The memory of the optimizer is state at `optimizer/<weight>/<slot>`.
  package func apply(
    _ optimizer: any Optimizer, to slots: [StateSlot], gradients: [Tensor], prefix: String
  ) {
    let scalars = optimizer.scalars(learningRate: 0, iteration: 1).map { scalar(prefix + $0.name) }
    for (slot, gradient) in zip(slots, gradients) where !gradient.isPoisoned {
      let memory = optimizer.slots.map { entry in
        (
          path: "optimizer/\(prefix)\(slot.path)/\(entry.name)",
          value: state(
            path: "optimizer/\(prefix)\(slot.path)/\(entry.name)", type: slot.type,
            role: .optimizer, initial: ConstantValue(entry.initialValue))
        )
      }
      let result = optimizer.step(
        parameter: value(of: slot), gradient: gradient, scalars: scalars,
        slots: memory.map(\.value))
      update(path: slot.path, to: result.parameter)
      for (entry, value) in zip(memory, result.slots) { update(path: entry.path, to: value) }
    }
  }
}
