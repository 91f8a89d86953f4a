internal import HoneCore

/// 128 bits that tell samples of different content apart, and are the same for the same content.
///
/// Two streams of multiplied and rotated words. It isn't meant to withstand an adversary: of a
/// billion different samples, two have the same hash with a probability of 10⁻²¹.
public struct ContentHash: Hashable, Sendable {
  private var low: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var high: UInt64 = 0xC2B2_AE3D_27D4_EB4F

  init() {}

  /// Which of some shares of all hashes this one belongs to.
  func share(of count: Int) -> Int { Int(high % UInt64(count)) }

  /// Takes in bytes; how many they are counts too.
  mutating func combine(_ bytes: UnsafeRawBufferPointer) {
    var place = 0
    while place + 8 <= bytes.count {
      mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
      place += 8
    }
    var rest: UInt64 = 0
    while place < bytes.count {
      rest = rest << 8 | UInt64(bytes[place])
      place += 1
    }
    mix(rest)
    mix(UInt64(bytes.count))
  }

  @inline(__always)
  private mutating func mix(_ word: UInt64) {
    low = (low ^ word) &* 0x9FB2_1C65_1E98_DF25
    low ^= low >> 32
    high = (high &+ word) &* 0xD6E8_FEB8_6659_FD93
    high = high << 29 | high >> 35
  }

  /// Takes in a value.
  mutating func combine(_ value: FeatureValue) {
    switch value {
    case .tensor(let tensor): tensor.withUnsafeBytes { combine($0) }
    case .image(let image):
      for extent in [image.height, image.width, image.channels] { mix(UInt64(extent)) }
      image.pixels.withUnsafeBytes { combine($0) }
    case .text(var text): text.withUTF8 { combine(UnsafeRawBufferPointer($0)) }
    case .boxes: break
    }
  }
}
