/// A number of bytes, as people write it: `200MB` (millions), `64MiB` (2²⁰), `1.5GB`.
public struct ByteCount: Hashable, Sendable, Comparable, CustomStringConvertible,
  ExpressibleByIntegerLiteral
{
  /// The bytes.
  public var bytes: Int

  /// Creates a number of bytes.
  public init(_ bytes: Int) { self.bytes = bytes }

  public init(integerLiteral value: Int) { bytes = value }

  /// Millions of bytes.
  public static func megabytes(_ number: Double) -> ByteCount { ByteCount(number, times: 1e6) }

  /// Billions of bytes.
  public static func gigabytes(_ number: Double) -> ByteCount { ByteCount(number, times: 1e9) }

  private static let units: [(name: String, factor: Double)] = [
    ("kib", 1024), ("mib", 1_048_576), ("gib", 1_073_741_824), ("kb", 1e3), ("mb", 1e6),
    ("gb", 1e9), ("b", 1), ("", 1),
  ]

  /// Reads a number with a unit (B, kB, MB, GB, KiB, MiB, GiB; either case); nil if it isn't one.
  public init?(_ text: String) {
    let lowered = text.lowercased().filter { $0 != " " }
    let digits = lowered.prefix { $0.isNumber || $0 == "." }
    let unit = lowered.dropFirst(digits.count)
    guard let number = Double(digits),
      let factor = Self.units.first(where: { $0.name == unit })?.factor,
      number * factor < Double(Int.max)
    else { return nil }
    self.init(number, times: factor)
  }

  private init(_ number: Double, times factor: Double) {
    bytes = Int(min(max((number * factor).rounded(), 0), 0x1p62))
  }

  public static func < (a: ByteCount, b: ByteCount) -> Bool { a.bytes < b.bytes }

  /// With three digits: `181 MB`, `1.25 GB`, `640 bytes`.
  public var description: String {
    guard bytes >= 1000 else { return "\(bytes) bytes" }
    var number = Double(bytes) / 1e3
    var unit = "kB"
    for next in ["MB", "GB", "TB"] where number >= 999.5 {
      number /= 1e3
      unit = next
    }
    let decimals = number < 9.995 ? 2 : number < 99.95 ? 1 : 0
    let scale = decimals == 2 ? 100 : decimals == 1 ? 10 : 1
    let scaled = Int((number * Double(scale)).rounded())
    guard decimals > 0 else { return "\(scaled) \(unit)" }
    let fraction = String(scaled % scale)
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    return "\(scaled / scale).\(zeros)\(fraction) \(unit)"
  }
}
