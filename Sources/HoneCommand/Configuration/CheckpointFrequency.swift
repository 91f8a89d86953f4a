#if CommandLineTool
  internal import Hone

  /// How often a configuration has checkpoints written.
  enum CheckpointFrequency {
    case every(Checkpoints.Frequency)
    case never

    static let wanted =
      "a time such as 30s, 5m or 1h, a number such as 200 steps or 1 epoch, or never"

    /// The frequency that a configuration names; nil if it is none.
    init?(_ value: ConfigurationValue) {
      guard case .string(let text) = value.kind else { return nil }
      if text == "never" {
        self = .never
        return
      }
      let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      let unit = text.dropFirst(digits.count).drop { $0 == " " }
      guard let number = Double(digits), number > 0, number.isFinite else { return nil }
      switch unit {
      case "s": self = .every(.seconds(number))
      case "m": self = .every(.minutes(number))
      case "h": self = .every(.minutes(number * 60))
      case "step", "steps":
        guard let count = Int(digits) else { return nil }
        self = .every(.steps(count))
      case "epoch", "epochs":
        guard let count = Int(digits) else { return nil }
        self = .every(.epochs(count))
      default: return nil
      }
    }
  }
#endif
