#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The natural logarithm, without a name that a module's own function could hide.
enum Logarithm {
  static func natural(_ value: Double) -> Double { log(value) }
}
