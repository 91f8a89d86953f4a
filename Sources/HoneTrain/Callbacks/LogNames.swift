internal import HoneCore

/// The names of logged numbers, as people write them.
enum LogNames {
  /// Before the names of what is measured on validation data.
  static let validation = "val_"
  /// Before the names of what is measured on training data as on validation data, after the epoch.
  static let inference = "inference_"

  /// The name without what says on which data it was measured.
  static func plain(_ name: String) -> String {
    for prefix in [validation, inference] where name.hasPrefix(prefix) {
      return String(name.dropFirst(prefix.count))
    }
    return name
  }

  /// What an epoch logs, in its order.
  ///
  /// - Parameter trained: what its steps log.
  static func all(
    _ trained: [String], evaluatesTraining: Bool, validates: Bool
  ) -> [String] {
    trained + (evaluatesTraining ? trained.map { inference + $0 } : [])
      + (validates ? trained.map { validation + $0 } : []) + [Logs.learningRate]
  }

  /// The logged name that is meant: `acc` is `accuracy` where there is no metric of that name.
  static func resolved(_ name: String, among known: [String]) -> String {
    guard !known.contains(name), name == "acc" || name.hasSuffix("_acc") else { return name }
    let full = String(name.dropLast(3)) + "accuracy"
    return known.contains(full) ? full : name
  }

  static func unknown(_ name: String, readBy reader: String, among known: [String]) -> HoneError {
    let trained = resolved(plain(name), among: known)
    func lacks(_ prefix: String) -> Bool {
      name.hasPrefix(prefix) && known.contains(trained) && !known.contains { $0.hasPrefix(prefix) }
    }
    if lacks(inference) {
      return HoneError(
        .usage, path: reader, operation: "monitor",
        message: "\"\(name)\" will never be logged: the training data isn't evaluated.",
        help: "pass evaluateTrainingData: true, or monitor \"\(trained)\"")
    }
    return HoneError(
      .usage, path: reader, operation: "monitor",
      message: lacks(validation)
        ? "\"\(name)\" will never be logged: there is no validation data."
        : "\"\(name)\" will never be logged.",
      help: lacks(validation)
        ? "pass validation: or validationSplit:, or monitor \"\(trained)\""
        : NearestKey.help(for: name, among: known)
          ?? "this training logs " + known.joined(separator: ", "))
  }

  /// A number as callbacks show it.
  static func text(_ value: Double) -> String { NumberFormat(".5f")?.text(value) ?? "\(value)" }
}
