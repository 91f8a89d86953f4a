internal import HoneCore

/// A block of aligned, zeroed memory.
final class Memory: @unchecked Sendable {
  /// Cache lines, and the widest vectors.
  static let alignment = 64

  let start: UnsafeMutableRawPointer
  let byteCount: Int

  init(byteCount: Int) {
    self.byteCount = byteCount
    let room = max(Memory.aligned(byteCount), Memory.alignment)
    start = .allocate(byteCount: room, alignment: 4096)
    start.initializeMemory(as: UInt8.self, repeating: 0, count: room)
  }

  deinit { start.deallocate() }

  /// The next multiple of the alignment.
  static func aligned(_ byteCount: Int) -> Int {
    (byteCount + alignment - 1) / alignment * alignment
  }
}
