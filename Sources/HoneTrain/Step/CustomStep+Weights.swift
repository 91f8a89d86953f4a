internal import HoneBackend
public import HoneCore
internal import HoneGraph

extension CustomStep {
  /// The names of the weights and running statistics, in the order of the layers.
  ///
  /// - Throws: `.state` before the first run or ``build()``.
  public var weightNames: [String] {
    get throws(HoneError) { try slots.map(\.path) }
  }

  /// The value of a weight by its path.
  ///
  /// - Throws: `.state` before the first run, `.usage` with the nearest name if there is no such
  ///   weight.
  public func weight(_ path: String) throws(HoneError) -> HostTensor {
    let names = try weightNames
    guard names.contains(path) else {
      throw HoneError(
        .usage, path: path, operation: "weights", message: "there is no such weight.",
        help: NearestKey.help(for: path, among: names) ?? "the names are in weightNames")
    }
    return try engine.store.value(at: path)
  }

  /// The weights of a layer, by their names within it; of all layers for an empty path.
  public func weights(beneath layer: String = "") throws(HoneError) -> [String: HostTensor] {
    let prefix = layer.isEmpty ? "" : layer + "/"
    var values: [String: HostTensor] = [:]
    for slot in try slots where slot.path.hasPrefix(prefix) {
      values[String(slot.path.dropFirst(prefix.count))] = try engine.store.value(at: slot.path)
    }
    guard !values.isEmpty || layer.isEmpty else { throw try noLayer(layer) }
    return values
  }

  /// Sets all weights of a layer; nothing changes if one doesn't fit.
  ///
  /// - Parameters:
  ///   - values: weights by their names within the layer, as `trainer.weights.values()` has them.
  ///   - layer: the layer's path in this step; empty for all.
  /// - Throws: `.state` before the first run or ``build()``, else every mismatch at once.
  public func load(
    _ values: [String: HostTensor], beneath layer: String = ""
  ) throws(HoneError) {
    let prefix = layer.isEmpty ? "" : layer + "/"
    let slots = try slots.filter { $0.path.hasPrefix(prefix) }
    guard !slots.isEmpty || layer.isEmpty else { throw try noLayer(layer) }
    let named = Dictionary(
      values.map { (prefix + $0.key, $0.value) }, uniquingKeysWith: { $1 })
    for (slot, value) in try Weights.matched(slots, named, partial: false) {
      try engine.store.set(slot, to: value)
    }
  }

  private var slots: [StateSlot] {
    get throws(HoneError) {
      let slots = engine.store.slots
      if !slots.isEmpty {
        return slots.filter { $0.role == .parameter || $0.role == .statistic }
      }
      throw HoneError(
        .state, operation: "weights", message: "the weights aren't made yet.",
        help: "call build() or run a step before")
    }
  }

  private func noLayer(_ layer: String) throws(HoneError) -> HoneError {
    let known = Set(try slots.map { String($0.path.prefix { $0 != "/" }) }).sorted()
    return HoneError(
      .usage, path: layer, operation: "weights", message: "no layer of this step has this path.",
      help: NearestKey.help(for: layer, among: known) ?? "the layers are \(known)")
  }
}
