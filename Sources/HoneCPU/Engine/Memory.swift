internal import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A block of aligned, zeroed memory. Pages that nobody touches cost nothing.
final class Memory: @unchecked Sendable {
  /// Cache lines, and the widest vectors.
  static let alignment = 64

  let start: UnsafeMutableRawPointer
  /// Whether the system had no such block; then the memory is a token that nobody may use.
  let isMissing: Bool
  private let allocation: UnsafeMutableRawPointer
  let byteCount: Int

  init(byteCount: Int) {
    self.byteCount = byteCount
    let room = max(Memory.aligned(byteCount), Memory.alignment)
    // Small blocks begin at a cache line, large ones at a page.
    let alignment = room < 4096 ? Memory.alignment : 4096
    let wanted = room < Int.max / 2 ? calloc(1, room + alignment) : nil
    isMissing = wanted == nil
    let block = wanted ?? UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 64)
    allocation = block
    let address = Int(bitPattern: block)
    start = block + ((address + alignment - 1) / alignment * alignment - address)
  }

  deinit { free(allocation) }

  /// The error for a block that the system doesn't have.
  static func error(_ byteCount: Int, _ path: String) -> HoneError {
    HoneError(
      .backend, path: path, operation: "memory",
      message: "the system has no \(ByteCount(byteCount)) left.",
      help: "make the batch or the model smaller, or set a memoryLimit")
  }

  /// The next multiple of the alignment.
  static func aligned(_ byteCount: Int) -> Int {
    (byteCount + alignment - 1) / alignment * alignment
  }
}
