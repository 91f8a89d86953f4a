internal import HoneBackend
public import HoneCore
internal import HoneGraph
internal import HoneNN

extension Trainer {
  /// Sets the weights to the averages that the optimizer kept of them; see ``Averaging``.
  ///
  /// `fit` does it at its end unless it was interrupted, so that an interrupted training can go on
  /// as if it had never stopped. Without averages, nothing happens.
  public func useAverages() throws(HoneError) { _ = try setToAverages() }

  /// Sets the weights to their averages; whether there are some.
  func setToAverages() throws(HoneError) -> Bool {
    let averages = try averages()
    for (name, average) in averages { try weights.set(name, to: average) }
    return !averages.isEmpty
  }

  /// The averages that the optimizer kept, by the names of the weights; empty if there are none yet.
  func averages() throws(HoneError) -> [String: HostTensor] {
    try requireQuiet("averages")
    guard let averaging = recipe.optimizer.options.averaging,
      averaging.isReady(after: recipe.optimizer.options.iteration(stepCount: engine.stepCount) - 1)
    else { return [:] }
    var averages: [String: HostTensor] = [:]
    for slot in engine.store.slots where slot.role == .parameter && slot.isTrainable {
      let path = "optimizer/\(slot.path)/average"
      guard engine.store.slot(at: path) != nil else { continue }
      averages[slot.path] = try engine.store.value(at: path)
    }
    return averages
  }
}
