internal import HoneCore
internal import HoneGraph
internal import HoneNN

/// Whether callbacks can do what they are for. What is found here is an error without preflight too.
extension Preflight {
  func callbackFindings() -> [Finding] {
    let known = loggedNames
    return plan.callbacks.flatMap { callback -> [Finding] in
      let reader = "\(type(of: callback))"
      var findings: [Finding] = []
      for name in callback.reads where !known.contains(LogNames.resolved(name, among: known)) {
        findings.append(
          Finding("unknown-monitor", LogNames.unknown(name, readBy: reader, among: known)))
      }
      guard findings.isEmpty else { return findings }
      return modeFindings(callback, reader) + rateFindings(callback, reader)
    }
  }

  /// `auto` that can't be resolved.
  private func modeFindings(_ callback: any Callback, _ reader: String) -> [Finding] {
    guard let watching = callback as? any Monitoring, watching.isDirected, watching.mode == .auto,
      trainer.direction(ofLog: watching.monitor, among: loggedNames) == nil
    else { return [] }
    return [
      Finding("monitor-mode", ImpossibleCallback.mode(of: watching.monitor, readBy: reader))
    ]
  }

  /// A plateau callback, or another that sets the rate, which fights a schedule; or one another.
  private func rateFindings(_ callback: any Callback, _ reader: String) -> [Finding] {
    guard callback is any RateSetting else { return [] }
    if trainer.hasSchedule {
      return [Finding("plateau-and-schedule", ImpossibleCallback.rate(setBy: reader))]
    }
    guard callback is ReduceLROnPlateau,
      plan.callbacks.contains(where: { $0 is LearningRateScheduler })
    else { return [] }
    return [
      Finding(
        "plateau-and-schedule", at: reader,
        "LearningRateScheduler sets the rate at the beginning of each epoch: unless it starts from "
          + "the rate so far, what this does at the end of one is lost",
        help: "leave one of the two callbacks out")
    ]
  }

  /// What this training will log at the end of each epoch.
  var loggedNames: [String] {
    var names = ["loss"]
    if forward?.trace.penalties.isEmpty == false { names.append(MetricSums.penalty) }
    for output in trainer.recipe.outputs {
      let head = trainer.recipe.outputs.count > 1 ? output.name + "_" : ""
      if !head.isEmpty { names.append(head + "loss") }
      names += output.metrics.map { head + $0.name }
    }
    return LogNames.all(
      names, evaluatesTraining: plan.evaluatesTraining, validates: validation != nil)
      + plan.callbacks.flatMap(\.writes)
  }
}

extension Finding {
  /// An error that training would end with in any case.
  fileprivate init(_ rule: String, _ error: HoneError) {
    self.init(
      rule, .error, at: error.path ?? "", error.message ?? "", help: error.help ?? "")
  }
}

/// A callback that watches a log.
protocol Monitoring: Callback {
  var monitor: String { get }
  var mode: MonitorMode { get }
  /// Whether it matters if the log falls or rises.
  var isDirected: Bool { get }
}

extension Monitoring {
  var isDirected: Bool { true }
}

extension EarlyStopping: Monitoring {}
extension ReduceLROnPlateau: Monitoring {}
extension ModelCheckpoint: Monitoring {
  var isDirected: Bool { saveBestOnly || keepBest != nil }
}
