internal import HoneCore

/// The key of noise, as a number that logs can hold: all numbers of the noise follow from it.
public struct NoiseDraw: TransformDraw {
  /// Whether anything is done.
  public var isApplied: Bool
  /// The number of the noise, below 2⁴⁸.
  public var number: Double

  init(isApplied: Bool, key: RandomKey, at index: UInt64) {
    self.isApplied = isApplied
    number = Self.number(key, at: index)
  }

  public init?(values: [String: Double]) {
    guard let applied = values["applied"], let number = values["noise"] else { return nil }
    isApplied = applied != 0
    self.number = number
  }

  public var values: [String: Double] { ["applied": isApplied ? 1 : 0, "noise": number] }

  static func number(_ key: RandomKey, at index: UInt64) -> Double {
    Double(UInt64(key.bits(at: index)) << 16 | UInt64(key.bits(at: index + 1) >> 16))
  }

  /// The key of the noise of a number.
  static func key(_ number: Double) -> RandomKey {
    RandomKey(seed: UInt64(exactly: number) ?? 0).folding("noise")
  }
}
