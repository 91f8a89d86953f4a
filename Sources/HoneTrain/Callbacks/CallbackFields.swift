internal import HoneCore
internal import HoneNN

/// The configuration that callbacks share.
enum CallbackFields {
  static let monitor = Field(
    "monitor", .string, default: "val_loss", "the log that is watched, such as val_loss or accuracy"
  )
  static let verbose = Field(
    "verbose", .int(0...1), default: 0, "0: silent; 1: says when it acts")
  static let mode = Field(
    "mode", .choice(MonitorMode.allCases.map(\.rawValue)), default: "auto",
    "whether the watched number shall fall or rise; auto: as its metric says")

  /// The least change that counts.
  static func minDelta(_ value: Double) -> Field {
    Field(
      "minDelta", .double(0...Double.infinity), default: .init(value),
      "a change that isn't larger doesn't count", aliases: ["min_delta"])
  }

  static func patience(_ value: Int) -> Field {
    Field(
      "patience", .int(0...Int.max), default: .init(value),
      "epochs without improvement until it acts; 0 acts like 1")
  }
}
