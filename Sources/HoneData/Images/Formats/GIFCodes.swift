/// The codes of GIF: each stands for a sequence of pixels that was seen before and one more.
///
/// A sequence is kept as the code of its beginning and its last pixel, 4096 of them at most.
///
/// Reference: T. A. Welch, "A technique for high-performance data compression", 1984.
struct GIFCodes {
  /// Pixels decoded so far.
  private(set) var position = 0
  /// Whether the code for the end was met.
  private(set) var isFinished = false

  private let firstBits: Int
  private let clear: Int
  private var bits: Int
  private var next: Int
  private var previous = -1
  private var buffer = 0
  private var bufferedBits = 0
  private var beginnings = [UInt16](repeating: 0, count: Self.most)
  private var lasts = [UInt8](repeating: 0, count: Self.most)
  private var lengths = [UInt16](repeating: 1, count: Self.most)

  private static let most = 4096

  /// - Parameter codeBits: Bits of a pixel, 1 … 8.
  init(codeBits: Int) {
    clear = 1 << codeBits
    firstBits = codeBits + 1
    bits = firstBits
    next = clear + 2
    for pixel in 0..<clear { lasts[pixel] = UInt8(truncatingIfNeeded: pixel) }
  }

  /// Decodes the codes of a block; what doesn't fit into `pixels` is left out.
  ///
  /// - Returns: Whether all codes had a meaning.
  mutating func decode(_ block: UnsafeRawBufferPointer, into pixels: inout [UInt8]) -> Bool {
    for byte in block {
      buffer |= Int(byte) << bufferedBits
      bufferedBits += 8
      while bufferedBits >= bits, !isFinished {
        let code = buffer & (1 << bits - 1)
        buffer >>= bits
        bufferedBits -= bits
        if code == clear {
          (bits, next, previous) = (firstBits, clear + 2, -1)
        } else if code == clear + 1 {
          isFinished = true
        } else if !take(code, into: &pixels) {
          return false
        }
      }
    }
    return true
  }

  /// Writes what a code stands for, and learns a new sequence.
  private mutating func take(_ code: Int, into pixels: inout [UInt8]) -> Bool {
    if previous < 0 {
      guard code < clear else { return false }
      write(code, into: &pixels)
    } else if code < next {
      let first = write(code, into: &pixels)
      learn(last: first)
    } else {
      // The sequence that is learnt right now: the previous one and its own first pixel.
      guard code == next, next < Self.most else { return false }
      learn(last: first(of: previous))
      write(code, into: &pixels)
    }
    previous = code
    return true
  }

  private mutating func learn(last: UInt8) {
    guard next < Self.most else { return }
    beginnings[next] = UInt16(truncatingIfNeeded: previous)
    lasts[next] = last
    lengths[next] = lengths[previous] + 1
    next += 1
    if next == 1 << bits, bits < 12 { bits += 1 }
  }

  /// Writes a sequence from its end; its first pixel.
  @discardableResult
  private mutating func write(_ code: Int, into pixels: inout [UInt8]) -> UInt8 {
    var code = code
    let length = Int(lengths[code])
    var place = position + length
    position = min(place, pixels.count)
    while true {
      place -= 1
      if place < pixels.count { pixels[place] = lasts[code] }
      if code < clear { return lasts[code] }
      code = Int(beginnings[code])
    }
  }

  private func first(of code: Int) -> UInt8 {
    var code = code
    while code >= clear { code = Int(beginnings[code]) }
    return lasts[code]
  }
}
