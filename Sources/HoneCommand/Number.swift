#if CommandLineTool
  internal import Foundation

  /// Numbers as people read them.
  enum Number {
    /// Four decimals, or scientific for what they would show as nothing.
    static func short(_ value: Double) -> String {
      let isTiny = value != 0 && abs(value) < 1e-3
      return String(format: isTiny ? "%.4e" : "%.4f", value)
    }

    /// Seconds to the microsecond.
    static func timing(_ seconds: Double) -> String { String(format: "%.6f", seconds) }

    /// Two digits and a power of ten.
    static func scientific(_ value: Double) -> String { String(format: "%.1e", value) }

    /// Up to four digits that count, such as `0.002` and `4.8e-08`.
    static func plain(_ value: Double) -> String { String(format: "%.4g", value) }

    /// Up to five digits that count.
    static func precise(_ value: Double) -> String { String(format: "%.5g", value) }

    /// A learning rate that is about right: two digits that count.
    static func rate(_ value: Double) -> String { String(format: "%.2g", value) }

    /// A share as a percentage.
    static func percent(_ value: Double) -> String { String(format: "%.1f %%", value * 100) }
  }
#endif
