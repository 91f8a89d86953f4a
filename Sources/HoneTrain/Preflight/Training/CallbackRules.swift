internal import HoneCore
internal import HoneGraph
internal import HoneNN

/// Whether callbacks can do what they are for.
extension Preflight {
  func callbackFindings() -> [Finding] {
    let known = loggedNames
    return plan.callbacks.flatMap { callback -> [Finding] in
      let reader = "\(type(of: callback))"
      var findings: [Finding] = []
      for name in callback.reads where !known.contains(LogNames.resolved(name, among: known)) {
        let error = LogNames.unknown(name, readBy: reader, among: known)
        findings.append(
          Finding(
            "unknown-monitor", .error, at: reader, error.message ?? "", help: error.help ?? ""))
      }
      guard findings.isEmpty else { return findings }
      return modeFindings(callback, reader) + plateauFindings(callback, reader)
    }
  }

  /// `auto` that can't be resolved.
  private func modeFindings(_ callback: any Callback, _ reader: String) -> [Finding] {
    guard let watching = callback as? any Monitoring, watching.isDirected, watching.mode == .auto,
      trainer.direction(ofLog: watching.monitor, among: loggedNames) == nil
    else { return [] }
    return [
      Finding(
        "monitor-mode", .error, at: reader,
        "whether \"\(watching.monitor)\" shall fall or rise can't be told from its name",
        help: "pass mode: .min or .max (in a file, mode: min or mode: max)")
    ]
  }

  private func plateauFindings(_ callback: any Callback, _ reader: String) -> [Finding] {
    guard callback is ReduceLROnPlateau else { return [] }
    if plan.callbacks.contains(where: { $0 is LearningRateScheduler }) {
      return [
        Finding(
          "plateau-and-schedule", at: reader,
          "LearningRateScheduler sets the rate at the beginning of each epoch: unless it starts from "
            + "the rate so far, what this does at the end of one is lost",
          help: "leave one of the two callbacks out")
      ]
    }
    guard !(trainer.recipe.optimizer.learningRate is ConstantRate) else { return [] }
    return [
      Finding(
        "plateau-and-schedule", .error, at: reader,
        "the optimizer has a schedule, which the rate that this sets would replace",
        help: "give the optimizer a number as its learning rate, or leave this callback out")
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
  var isDirected: Bool { saveBestOnly }
}
