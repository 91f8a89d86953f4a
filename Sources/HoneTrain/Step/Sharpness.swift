internal import HoneCore
internal import HoneGraph
internal import HoneNN

extension Trace {
  /// The gradients at the worst point within a radius of the weights (SAM).
  ///
  /// The loss is traced a second time over moved weights; weights, statistics and what layers record
  /// about themselves stay those of the first time.
  ///
  /// - Parameters:
  ///   - slots: the weights.
  ///   - gradients: the gradients at the weights.
  ///   - radius: how far the point lies.
  ///   - loss: traces the model and its loss again.
  func sharpGradients(
    _ slots: [StateSlot], _ gradients: [Tensor], radius: Double, loss: () -> Tensor
  ) -> [Tensor] {
    guard let norm = Clipping.globalNorm(gradients) else { return gradients }
    let before = (calls: calls, penalties: penalties)
    let slotCount = graph.slots.count
    let kept = graph.slots.filter { $0.role == .parameter || $0.role == .statistic }
      .map { (slot: $0, value: value(of: $0)) }
    let scale = radius / (norm + 1e-12)
    for (slot, gradient) in zip(slots, gradients) where !gradient.isPoisoned {
      update(path: slot.path, to: value(of: slot) + gradient * scale)
    }
    penalties = []
    let moved = slots.map { value(of: $0) }
    let sharp = HoneGraph.gradient(of: loss(), withRespectTo: moved)
    if let new = graph.slots.dropFirst(slotCount).first(where: { $0.role == .parameter }) {
      fail(
        operation: "sharpness",
        message: "a second pass would make the weight \"\(new.path)\" anew.",
        help: "give its layer an identity of its own: let identity = LayerIdentity()")
    }
    for (slot, old) in kept where resolve(value(of: slot)) != resolve(old) {
      update(path: slot.path, to: old)
    }
    (calls, penalties) = before
    return sharp
  }
}
