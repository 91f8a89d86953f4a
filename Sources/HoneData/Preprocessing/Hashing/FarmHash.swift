/// Google's fingerprint of 64 bits, FarmHash `Fingerprint64`: the same in every process, on every
/// machine, and in TensorFlow, which hashes texts into buckets with it.
///
/// Texts of up to 16, 32 and 64 bytes have formulas of their own; longer ones pass 64 bytes at a
/// time through a state of seven words.
///
/// Reference: G. Pike, "FarmHash", 2014.
enum FarmHash {
  private static let k0: UInt64 = 0xC3A5_C85C_97CB_3127
  private static let k1: UInt64 = 0xB492_B66F_BE98_F273
  private static let k2: UInt64 = 0x9AE1_6A3B_2F90_404F

  static func fingerprint(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    switch bytes.count {
    case 0...16: upTo16(bytes)
    case 17...32: upTo32(bytes)
    case 33...64: upTo64(bytes)
    default: long(bytes)
    }
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
  }

  private static func half(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> UInt64 {
    UInt64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
  }

  private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
    count == 0 ? value : value >> count | value << (64 - count)
  }

  private static func mix(_ value: UInt64) -> UInt64 { value ^ value >> 47 }

  private static func mix(_ low: UInt64, _ high: UInt64, _ factor: UInt64) -> UInt64 {
    let a = mix((low ^ high) &* factor)
    return mix((high ^ a) &* factor) &* factor
  }

  private static func upTo16(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let count = bytes.count
    let length = UInt64(count)
    if count >= 8 {
      let factor = k2 &+ length &* 2
      let a = word(bytes, 0) &+ k2
      let b = word(bytes, count - 8)
      return mix(rotate(b, 37) &* factor &+ a, (rotate(a, 25) &+ b) &* factor, factor)
    }
    if count >= 4 {
      let factor = k2 &+ length &* 2
      return mix(length &+ half(bytes, 0) << 3, half(bytes, count - 4), factor)
    }
    guard count > 0 else { return k2 }
    let y = UInt64(bytes[0]) &+ UInt64(bytes[count / 2]) << 8
    let z = length &+ UInt64(bytes[count - 1]) << 2
    return mix(y &* k2 ^ z &* k0) &* k2
  }

  private static func upTo32(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let count = bytes.count
    let factor = k2 &+ UInt64(count) &* 2
    let a = word(bytes, 0) &* k1
    let b = word(bytes, 8)
    let c = word(bytes, count - 8) &* factor
    let d = word(bytes, count - 16) &* k2
    return mix(
      rotate(a &+ b, 43) &+ rotate(c, 30) &+ d, a &+ rotate(b &+ k2, 18) &+ c, factor)
  }

  private static func upTo64(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let count = bytes.count
    let factor = k2 &+ UInt64(count) &* 2
    let a = word(bytes, 0) &* k2
    let b = word(bytes, 8)
    let c = word(bytes, count - 8) &* factor
    let d = word(bytes, count - 16) &* k2
    let y = rotate(a &+ b, 43) &+ rotate(c, 30) &+ d
    let z = mix(y, a &+ rotate(b &+ k2, 18) &+ c, factor)
    let e = word(bytes, 16) &* factor
    let f = word(bytes, 24)
    let g = (y &+ word(bytes, count - 32)) &* factor
    let h = (z &+ word(bytes, count - 24)) &* factor
    return mix(
      rotate(e &+ f, 43) &+ rotate(g, 30) &+ h, e &+ rotate(f &+ a, 18) &+ g, factor)
  }

  private typealias Pair = (first: UInt64, second: UInt64)

  /// 32 bytes and two seeds, weakly mixed into two words.
  private static func pair(
    _ bytes: UnsafeRawBufferPointer, _ place: Int, _ first: UInt64, _ second: UInt64
  ) -> Pair {
    let z = word(bytes, place + 24)
    var a = first &+ word(bytes, place)
    var b = rotate(second &+ a &+ z, 21)
    let c = a
    a &+= word(bytes, place + 8) &+ word(bytes, place + 16)
    b &+= rotate(a, 44)
    return (a &+ z, b &+ c)
  }

  private static func long(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let seed: UInt64 = 81
    var x = seed &* k2 &+ word(bytes, 0)
    var y = seed &* k1 &+ 113
    var z = mix(y &* k2 &+ 113) &* k2
    var v: Pair = (0, 0)
    var w: Pair = (0, 0)
    let end = (bytes.count - 1) / 64 * 64
    let last = bytes.count - 64
    for place in stride(from: 0, to: end, by: 64) {
      x = rotate(x &+ y &+ v.first &+ word(bytes, place + 8), 37) &* k1
      y = rotate(y &+ v.second &+ word(bytes, place + 48), 42) &* k1
      x ^= w.second
      y &+= v.first &+ word(bytes, place + 40)
      z = rotate(z &+ w.first, 33) &* k1
      v = pair(bytes, place, v.second &* k1, x &+ w.first)
      w = pair(bytes, place + 32, z &+ w.second, y &+ word(bytes, place + 16))
      swap(&z, &x)
    }
    let factor = k1 &+ (z & 0xFF) << 1
    w.first &+= UInt64((bytes.count - 1) & 63)
    v.first &+= w.first
    w.first &+= v.first
    x = rotate(x &+ y &+ v.first &+ word(bytes, last + 8), 37) &* factor
    y = rotate(y &+ v.second &+ word(bytes, last + 48), 42) &* factor
    x ^= w.second &* 9
    y &+= v.first &* 9 &+ word(bytes, last + 40)
    z = rotate(z &+ w.first, 33) &* factor
    v = pair(bytes, last, v.second &* factor, x &+ w.first)
    w = pair(bytes, last + 32, z &+ w.second, y &+ word(bytes, last + 16))
    swap(&z, &x)
    return mix(
      mix(v.first, w.first, factor) &+ mix(y) &* k0 &+ z, mix(v.second, w.second, factor) &+ x,
      factor)
  }
}
