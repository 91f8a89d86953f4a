#if CommandLineTool
  internal import Foundation

  /// Numbers as people read them.
  enum Number {
    /// Four decimals, or scientific for what they would show as nothing.
    static func short(_ value: Double) -> String {
      let isTiny = value != 0 && abs(value) < 1e-3
      return String(format: isTiny ? "%.4e" : "%.4f", value)
    }

    /// Two digits and a power of ten.
    static func scientific(_ value: Double) -> String { String(format: "%.1e", value) }

    /// A share as a percentage.
    static func percent(_ value: Double) -> String { String(format: "%.1f %%", value * 100) }
  }
#endif
