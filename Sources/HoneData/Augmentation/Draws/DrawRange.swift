public import HoneCore

/// The range from which a transform draws evenly: one number, or two bounds.
///
/// What one number stands for is said by the transform that takes it, as in Keras: `0.1` is
/// −0.1 … 0.1 where a transform works both ways, and 0 … 0.1 where it works one way.
///
/// ```swift
/// RandomRotation(0.1)
/// RandomRotation(.between(-0.1, 0.3))
/// ```
public struct DrawRange: Hashable, Sendable {
  /// One number, or none if two bounds were given.
  public let single: Double?
  /// The bounds as given; a single number twice.
  let first, second: Double

  /// One number.
  public init(_ number: Double) {
    single = number
    (first, second) = (number, number)
  }

  /// Two bounds, in any order.
  public static func between(_ first: Double, _ second: Double) -> DrawRange {
    DrawRange(first, second)
  }

  private init(_ first: Double, _ second: Double) {
    single = nil
    (self.first, self.second) = (first, second)
  }

  /// The bounds, where one number stands for both directions, cut at `limit`.
  func bounds(from limit: Double = -.infinity) -> (low: Double, high: Double) {
    if let single { return (max(-abs(single), limit), abs(single)) }
    return (min(first, second), max(first, second))
  }

  /// The range as files spell it.
  public var configuration: ConfigurationValue {
    if let single { return ConfigurationValue(single) }
    return .array([ConfigurationValue(first), ConfigurationValue(second)])
  }

  /// An error unless both bounds are numbers within `range`.
  func check(
    _ name: String, in range: ClosedRange<Double>, of transform: String
  ) throws(HoneError) {
    guard range.contains(first), range.contains(second) else {
      throw HoneError(
        .usage, path: transform, operation: name,
        wanted: "a number, or two, from \(range.lowerBound) to \(range.upperBound)",
        received: single.map { "\($0)" } ?? "[\(first), \(second)]")
    }
  }
}

extension DrawRange: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public init(floatLiteral value: Double) { self.init(value) }
  public init(integerLiteral value: Int) { self.init(Double(value)) }
}

extension RandomKey {
  /// A number drawn evenly from `low ..< high`; `low` if they are the same.
  func number(from bounds: (low: Double, high: Double), at index: UInt64) -> Double {
    bounds.low + (bounds.high - bounds.low) * Double(uniform(at: index))
  }

  /// Whether a draw of probability `probability` falls: never for 0, always for 1.
  func happens(_ probability: Double, at index: UInt64) -> Bool {
    Double(uniform(at: index)) < probability
  }
}

extension Fields {
  /// A range to draw from: one number, or a list of two.
  func drawRange(_ key: String) throws(HoneError) -> DrawRange {
    let value = value(key)
    guard case .array(let bounds) = value.kind else { return DrawRange(try double(key)) }
    guard bounds.count == 2 else {
      throw value.mismatch("a number, or a list of two", at: key)
    }
    return .between(try bounds[0].double(at: key), try bounds[1].double(at: key))
  }

  /// A range to draw from, or nil if the field is absent.
  func optionalDrawRange(_ key: String) throws(HoneError) -> DrawRange? {
    has(key) ? try drawRange(key) : nil
  }
}
