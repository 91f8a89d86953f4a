internal import HoneBackend
public import HoneCore
internal import HoneGraph
internal import HoneNN

/// Validates, tests and predicts with the averages that the optimizer keeps of the weights.
///
/// Before validation, `evaluate` and `predict` the averages become the weights, and afterwards the
/// weights are again what they were. With `swapOnEpoch` the averages stay from the end of an epoch to
/// the beginning of the next, so that callbacks that stand behind this one save them. An average
/// that isn't there yet changes nothing.
///
/// It is an error without averages; see ``Averaging``. As Keras's, whose averages and weights change
/// places; here the weights are kept aside, so that training that ends early is left with averages,
/// too.
///
/// ```swift
/// SwapEMAWeights(swapOnEpoch: true)
/// ```
public struct SwapEMAWeights: StatefulCallback, Configurable {
  public static let schema = Schema(
    .callback, "swapEMAWeights",
    summary: "validates, tests and predicts with the averages of the weights",
    kerasName: "keras.callbacks.SwapEMAWeights",
    fields: [
      Field(
        "swapOnEpoch", .bool, default: false,
        "whether the averages stay until the next epoch begins", aliases: ["swap_on_epoch"])
    ])

  /// Whether the averages stay until the next epoch begins.
  public let swapOnEpoch: Bool

  /// The weights, while the averages stand in their place.
  private var aside: [String: HostTensor] = [:]

  /// Nothing but the weights must outlive the process.
  public struct State: Codable, Sendable {}

  public var state: State {
    get { State() }
    set {}
  }

  /// The weights, while the averages stand in their place.
  public var savedTensors: [String: HostTensor] {
    get { aside }
    set { aside = newValue }
  }

  /// Creates a callback that swaps weights.
  public init(swapOnEpoch: Bool = false) { self.swapOnEpoch = swapOnEpoch }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(swapOnEpoch: try fields.bool("swapOnEpoch"))
  }

  public var fields: [String: ConfigurationValue] {
    ["swapOnEpoch": ConfigurationValue(swapOnEpoch)]
  }

  public mutating func trainBegin(_ trainer: Trainer) throws {
    try requireAverages(trainer)
    aside = [:]
  }

  public mutating func epochBegin(_ epoch: Int, _ trainer: Trainer) throws { try swapBack(trainer) }

  public mutating func validationBegin(_ epoch: Int, _ trainer: Trainer) throws {
    try swapIn(trainer)
  }

  public mutating func validationEnd(_ epoch: Int, _ logs: Logs, _ trainer: Trainer) throws {
    try swapBack(trainer)
  }

  public mutating func epochEnd(_ epoch: Int, _ logs: inout Logs, _ trainer: Trainer) throws {
    if swapOnEpoch { try swapIn(trainer) }
  }

  public mutating func testBegin(_ trainer: Trainer) throws {
    try requireAverages(trainer)
    try swapIn(trainer)
  }

  public mutating func testEnd(_ logs: Logs, _ trainer: Trainer) throws { try swapBack(trainer) }

  public mutating func predictBegin(_ trainer: Trainer) throws {
    try requireAverages(trainer)
    try swapIn(trainer)
  }

  public mutating func predictEnd(_ trainer: Trainer) throws { try swapBack(trainer) }

  // MARK: Swapping

  private func requireAverages(_ trainer: Trainer) throws(HoneError) {
    guard trainer.recipe.optimizer.options.averaging == nil else { return }
    throw HoneError(
      .usage, path: "SwapEMAWeights", operation: "train",
      message: "the optimizer keeps no averages of the weights.",
      help: "give it averaging, such as .exponential(momentum: 0.99), or leave this callback out")
  }

  private mutating func swapIn(_ trainer: Trainer) throws(HoneError) {
    guard aside.isEmpty else { return }
    let averages = try trainer.averages()
    for name in averages.keys { aside[name] = try trainer.weights[name] }
    for (name, average) in averages { try trainer.weights.set(name, to: average) }
  }

  private mutating func swapBack(_ trainer: Trainer) throws(HoneError) {
    for (name, weight) in aside { try trainer.weights.set(name, to: weight) }
    aside = [:]
  }
}

extension Callback where Self == SwapEMAWeights {
  /// Validates, tests and predicts with the averages of the weights; see ``SwapEMAWeights``.
  public static func swapEMAWeights(swapOnEpoch: Bool = false) -> SwapEMAWeights {
    SwapEMAWeights(swapOnEpoch: swapOnEpoch)
  }
}
