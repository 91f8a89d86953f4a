/// How much training prints: `verbose: 0`, `1`, `2`, or `.auto`.
public enum Verbosity: String, Hashable, Sendable, CaseIterable, ExpressibleByIntegerLiteral {
  /// A bar on a terminal, lines elsewhere.
  case auto
  /// Nothing.
  case silent
  /// A line that shows progress, and one that stays for each epoch.
  case bar
  /// One plain line per epoch.
  case line

  /// Keras's numbers: 0 silent, 1 bar, 2 a line per epoch.
  public init(integerLiteral value: Int) {
    switch value {
    case 0: self = .silent
    case 1: self = .bar
    case 2: self = .line
    default: self = .auto
    }
  }
}
