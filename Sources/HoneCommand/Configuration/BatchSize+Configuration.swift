#if CommandLineTool
  internal import ArgumentParser
  internal import Hone

  extension BatchSize {
    /// What a configuration may say: a whole number of 1 or more, or `all`.
    static let wanted = "a whole number ≥ 1, or all"

    /// The size that a configuration names; nil if it is none.
    init?(_ value: ConfigurationValue) {
      switch value.kind {
      case .int(let size) where size >= 1: self = .count(size)
      case .string("all"): self = .all
      default: return nil
      }
    }
  }

  /// A batch size as an argument: a number, or `all`.
  struct BatchSizeArgument: ExpressibleByArgument {
    var size: BatchSize

    init(_ size: BatchSize) { self.size = size }

    init?(argument: String) {
      let number = Int(argument).map { ConfigurationValue($0) }
      guard let size = BatchSize(number ?? ConfigurationValue(argument)) else { return nil }
      self.size = size
    }

    var defaultValueDescription: String { size.description }
  }
#endif
