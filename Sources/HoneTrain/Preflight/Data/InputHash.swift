/// A hash of all inputs of a sample, and whether they say enough to be told from others'.
///
/// What counts is what isn't zero: three categories as one-hot columns have many bytes, but many
/// rows of a table share them; so have two ids. Equal by chance, they are no copies.
struct InputHash {
  /// The bytes other than 0 below which samples are often equal by chance: those of eight numbers.
  static let leastBytes = 32

  private var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var told = 0

  /// The hash; nil for a sample that says too little.
  var value: UInt64? { told >= Self.leastBytes ? hash : nil }

  /// Adds the bytes of an input.
  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    hash = Preflight.mix(hash ^ Preflight.hash(bytes))
    for byte in bytes {
      if told >= Self.leastBytes { break }
      if byte != 0 { told += 1 }
    }
  }
}
