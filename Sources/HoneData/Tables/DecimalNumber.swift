/// Reads decimal numbers from bytes: `12`, `-0.5`, `.5`, `1e-3`.
///
/// The result is the double nearest to the text. Up to 2⁵³ and with a power of ten up to 10²² it is
/// one exact product or quotient of doubles (Clinger, "How to read floating point numbers
/// accurately", 1990); the rest is left to the standard library.
enum DecimalNumber {
  /// A number and whether it was written without point and exponent.
  struct Value {
    var number: Double
    var isWhole: Bool
  }

  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The number that the bytes spell; nil if they spell none. It may be infinite if its exponent is
  /// too large for a double.
  @inline(__always)
  static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Value? {
    guard var next = bytes.baseAddress else { return nil }
    let end = next + bytes.count
    if next == end { return nil }
    let isNegative = next.pointee == UInt8(ascii: "-")
    if isNegative || next.pointee == UInt8(ascii: "+") { next += 1 }
    var mantissa: UInt64 = 0
    let whole = next
    while next < end, case let digit = next.pointee &- 48, digit < 10 {
      mantissa = mantissa &* 10 &+ UInt64(digit)
      next += 1
    }
    var digits = next - whole
    if next == end {
      guard digits > 0 else { return nil }
      guard digits <= 15 else { return slow(bytes, isWhole: true) }
      return Value(number: isNegative ? -Double(mantissa) : Double(mantissa), isWhole: true)
    }
    var exponent = 0
    if next.pointee == UInt8(ascii: ".") {
      next += 1
      let fraction = next
      while next < end, case let digit = next.pointee &- 48, digit < 10 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        next += 1
      }
      exponent = fraction - next
      digits -= exponent
    }
    guard digits > 0 else { return nil }
    if next < end {
      guard let written = parseExponent(&next, end) else { return nil }
      exponent += written
    }
    guard digits <= 19, mantissa <= 1 << 53, -22...22 ~= exponent else {
      return slow(bytes, isWhole: false)
    }
    let scale = powers[abs(exponent)]
    let number = exponent < 0 ? Double(mantissa) / scale : Double(mantissa) * scale
    return Value(number: isNegative ? -number : number, isWhole: false)
  }

  /// What follows the digits: `e`, a sign, digits, and then the end.
  private static func parseExponent(
    _ next: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Int? {
    guard next.pointee | 0x20 == UInt8(ascii: "e") else { return nil }
    next += 1
    guard next < end else { return nil }
    let isNegative = next.pointee == UInt8(ascii: "-")
    if isNegative || next.pointee == UInt8(ascii: "+") { next += 1 }
    guard next < end else { return nil }
    var exponent = 0
    while next < end {
      let digit = next.pointee &- 48
      guard digit < 10 else { return nil }
      exponent = min(exponent * 10 + Int(digit), 1_000_000)
      next += 1
    }
    return isNegative ? -exponent : exponent
  }

  private static func slow(_ bytes: UnsafeBufferPointer<UInt8>, isWhole: Bool) -> Value? {
    var text = String(decoding: bytes, as: UTF8.self)
    if text.first == "+" { text.removeFirst() }
    return Double(text).map { Value(number: $0, isWhole: isWhole) }
  }
}
