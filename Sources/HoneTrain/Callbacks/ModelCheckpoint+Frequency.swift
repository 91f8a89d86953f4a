internal import HoneCore

extension ModelCheckpoint.Frequency {
  /// Reads `epoch`, a number of steps, or a text such as `2 epochs`, `100 steps`, `10 minutes`.
  init(_ value: ConfigurationValue) throws(HoneError) {
    switch value.kind {
    case .string("epoch"): self = .epoch
    case .int(let steps) where steps > 0: self = .steps(steps)
    case .string(let text):
      guard let frequency = Self.parsed(text) else { throw Self.mismatch(value) }
      self = frequency
    default: throw Self.mismatch(value)
    }
  }

  private static func parsed(_ text: String) -> Self? {
    let words = text.split(separator: " ")
    guard words.count == 2, let number = Double(words[0]), number > 0 else { return nil }
    return switch words[1] {
    case "epoch", "epochs": Int(words[0]).map { .epochs($0) }
    case "step", "steps": Int(words[0]).map { .steps($0) }
    case "minute", "minutes": .minutes(number)
    default: nil
    }
  }

  private static func mismatch(_ value: ConfigurationValue) -> HoneError {
    value.mismatch(
      "epoch, a number of steps, or a text such as 2 epochs or 10 minutes", at: "saveFrequency")
  }

  var configuration: ConfigurationValue {
    switch self {
    case .epoch: "epoch"
    case .epochs(let count): ConfigurationValue("\(count) epochs")
    case .steps(let steps): ConfigurationValue(steps)
    case .minutes(let minutes): ConfigurationValue("\(minutes) minutes")
    }
  }
}
