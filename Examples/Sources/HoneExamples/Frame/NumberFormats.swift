internal import Foundation

/// Numbers as examples print them.
extension Double {
  /// With so many decimals: `0.25`.
  func fixed(_ decimals: Int) -> String { String(format: "%.\(decimals)f", self) }

  /// Two digits and a power of ten: `9.5e-07`.
  var scientific: String { String(format: "%.1e", self) }

  /// As a percentage without decimals: `75 %`.
  var percent: String { String(format: "%.0f %%", self * 100) }
}
