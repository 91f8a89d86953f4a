#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Decimal logarithms and powers.
enum Decimals {
  static func logarithm(_ value: Double) -> Double { log10(value) }

  /// Ten to a power; exact for whole ones.
  static func power(_ exponent: Double) -> Double { pow(10, exponent) }
}

/// Numbers as text, the same in every locale.
enum NumberText {
  /// A place in a picture, rounded to a tenth of a pixel.
  static func place(_ value: Double) -> String {
    let text = fixed(value, 1)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A number with so many decimals; at most nine, and only for numbers below 10⁹.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    let places = min(max(decimals, 0), 9)
    let scale = (0..<places).reduce(1) { product, _ in product * 10 }
    guard abs(value) < 1e9 else { return value < 0 ? "-1000000000" : "1000000000" }
    let units = Int((abs(value) * Double(scale)).rounded())
    let sign = value < 0 && units > 0 ? "-" : ""
    guard places > 0 else { return "\(sign)\(units)" }
    let rest = String(units % scale)
    let zeros = String(repeating: "0", count: places - rest.count)
    return "\(sign)\(units / scale).\(zeros)\(rest)"
  }

  /// A tick's number, with the decimals that its neighbours need.
  static func label(_ value: Double, step: Double, most: Double) -> String {
    if value == 0 { return "0" }
    let decimals = max(Int(-Decimals.logarithm(step).rounded(.down)), 0)
    if decimals > 4 || most >= 1e6 { return scientific(value) }
    return withMinus(fixed(value, decimals))
  }

  /// Up to three digits that count, such as `0.05`, `12` and `3×10⁶`.
  static func short(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "−∞" : "∞" }
    if value == 0 { return "0" }
    let decade = Int(Decimals.logarithm(abs(value)).rounded(.down))
    if decade < -3 || decade >= 6 { return scientific(value) }
    var text = fixed(value, max(2 - decade, 0))
    if text.contains(".") {
      while text.last == "0" { text.removeLast() }
      if text.last == "." { text.removeLast() }
    }
    return withMinus(text)
  }

  /// `2×10⁻⁵`.
  static func scientific(_ value: Double) -> String {
    let decade = Int((Decimals.logarithm(abs(value)) + 1e-9).rounded(.down))
    var digits = fixed(value / Decimals.power(Double(decade)), 1)
    if digits.hasSuffix(".0") { digits.removeLast(2) }
    if digits == "1" { return powerOfTen(decade) }
    return withMinus(digits) + "×" + powerOfTen(decade)
  }

  /// `10⁻⁵`.
  static func powerOfTen(_ exponent: Int) -> String {
    let raised: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
      "8": "⁸", "9": "⁹",
    ]
    return "10" + String("\(exponent)".map { raised[$0] ?? $0 })
  }

  private static func withMinus(_ text: String) -> String {
    text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }
}
