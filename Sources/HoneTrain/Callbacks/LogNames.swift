internal import HoneCore

/// The names of logged numbers, as people write them.
enum LogNames {
  /// The logged name that is meant: `acc` is `accuracy` where there is no metric of that name.
  static func resolved(_ name: String, among known: [String]) -> String {
    guard !known.contains(name), name == "acc" || name.hasSuffix("_acc") else { return name }
    let full = String(name.dropLast(3)) + "accuracy"
    return known.contains(full) ? full : name
  }

  static func unknown(_ name: String, readBy reader: String, among known: [String]) -> HoneError {
    let trained = resolved(String(name.dropFirst(4)), among: known)
    let lacksValidation =
      name.hasPrefix("val_") && known.contains(trained)
      && !known.contains { $0.hasPrefix("val_") }
    return HoneError(
      .usage, path: reader, operation: "monitor",
      message: lacksValidation
        ? "\"\(name)\" will never be logged: there is no validation data."
        : "\"\(name)\" will never be logged.",
      help: lacksValidation
        ? "pass validation: or validationSplit:, or monitor \"\(trained)\""
        : NearestKey.help(for: name, among: known)
          ?? "this training logs " + known.joined(separator: ", "))
  }

  /// A number as callbacks show it.
  static func text(_ value: Double) -> String { NumberFormat(".5f")?.text(value) ?? "\(value)" }
}
