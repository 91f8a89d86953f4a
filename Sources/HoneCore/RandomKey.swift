/// A key of the counter-based generator: every draw is a pure function of (key, index).
///
/// `bits(at:)` is Philox-4x32-10 with the key's 64 bits as Philox's key and, as its counter,
/// the 64-bit block number `index / 4` (low words) and the key's 64-bit stream (high words); the
/// draw is word `index % 4` of the block. So a draw doesn't depend on the order or the number of
/// other draws, on threads, or on the backend.
///
/// Reference: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
public struct RandomKey: Hashable, Sendable, Codable {
  /// Philox's key.
  public var seed: UInt64
  /// The high half of Philox's counter.
  public var stream: UInt64

  /// Creates a key from a seed.
  public init(seed: UInt64, stream: UInt64 = 0) {
    self.seed = seed
    self.stream = stream
  }

  /// An independent key for a numbered purpose, such as an epoch.
  public func folding(_ number: UInt64) -> RandomKey {
    let block = Philox.block(key: seed, low: number, high: stream ^ 0x9E37_79B9_7F4A_7C15)
    return RandomKey(
      seed: UInt64(block.0) | UInt64(block.1) << 32,
      stream: UInt64(block.2) | UInt64(block.3) << 32)
  }

  /// An independent key for a named purpose, such as a layer path.
  public func folding(_ name: String) -> RandomKey { folding(StableHash.hash(name)) }

  /// 32 random bits.
  public func bits(at index: UInt64) -> UInt32 {
    let block = Philox.block(key: seed, low: index / 4, high: stream)
    switch index % 4 {
    case 0: return block.0
    case 1: return block.1
    case 2: return block.2
    default: return block.3
    }
  }

  /// A number in [0, 1): the upper 24 bits of the draw times 2⁻²⁴.
  public func uniform(at index: UInt64) -> Float { Float(bits(at: index) >> 8) * 0x1p-24 }

  /// A draw of the standard normal distribution: ``Normal/quantile(_:)`` of the midpoint of the
  /// draw's interval among 2³² equal ones.
  public func normal(at index: UInt64) -> Double {
    Normal.quantile((Double(bits(at: index)) + 0.5) * 0x1p-32)
  }

  /// A whole number in 0 ..< bound, for bounds below 2³²; the bias is below bound / 2⁶⁴.
  public func integer(below bound: Int, at index: UInt64) -> Int {
    let high = UInt64(bits(at: 2 * index)) << 32 | UInt64(bits(at: 2 * index + 1))
    return Int(high.multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// 0 ..< count in a random order (Fisher–Yates).
  public func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, integer(below: last + 1, at: UInt64(last)))
    }
    return order
  }
}

/// The Philox-4x32-10 block function.
package enum Philox {
  @inline(__always)
  package static func block(
    key: UInt64, low: UInt64, high: UInt64
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var k0 = UInt32(truncatingIfNeeded: key)
    var k1 = UInt32(truncatingIfNeeded: key >> 32)
    var c0 = UInt32(truncatingIfNeeded: low)
    var c1 = UInt32(truncatingIfNeeded: low >> 32)
    var c2 = UInt32(truncatingIfNeeded: high)
    var c3 = UInt32(truncatingIfNeeded: high >> 32)
    for _ in 0..<10 {
      let p0 = UInt64(c0) &* 0xD251_1F53
      let p1 = UInt64(c2) &* 0xCD9E_8D57
      (c0, c1, c2, c3) = (
        UInt32(truncatingIfNeeded: p1 >> 32) ^ c1 ^ k0, UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ c3 ^ k1, UInt32(truncatingIfNeeded: p0)
      )
      k0 = k0 &+ 0x9E37_79B9
      k1 = k1 &+ 0xBB67_AE85
    }
    return (c0, c1, c2, c3)
  }
}

/// A 64-bit hash of text that is the same in every process (FNV-1a).
package enum StableHash {
  package static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
