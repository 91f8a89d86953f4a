import HoneCore
import Testing

@testable import HoneCPU

@Suite struct ArenaTests {
  @Test(arguments: 0..<20) func blocksAliveTogetherNeverOverlap(seed: Int) {
    let key = RandomKey(seed: UInt64(seed))
    var blocks = (0..<60).map { index in
      let draw = UInt64(index) * 3
      let first = key.integer(below: 40, at: draw)
      return Arena.Block(
        byteCount: 64 * key.integer(below: 20, at: draw + 1), first: first,
        last: first + key.integer(below: 10, at: draw + 2))
    }
    var arena = Arena()
    arena.place(&blocks)
    for (index, a) in blocks.enumerated() where a.byteCount > 0 {
      #expect(a.offset % Memory.alignment == 0 && a.offset + a.byteCount <= arena.byteCount)
      for b in blocks[(index + 1)...] where b.byteCount > 0 {
        let together = a.first <= b.last && b.first <= a.last
        let apart = a.offset + a.byteCount <= b.offset || b.offset + b.byteCount <= a.offset
        #expect(!together || apart)
      }
    }
    let live = (0..<50).map { step in
      blocks.filter { $0.first <= step && step <= $0.last }.reduce(0) { $0 + $1.byteCount }
    }
    #expect(arena.byteCount <= 2 * (live.max() ?? 0))
  }

  @Test func aDeadBlocksPlaceIsTakenAgain() {
    var blocks = [
      Arena.Block(byteCount: 640, first: 0, last: 1),
      Arena.Block(byteCount: 640, first: 2, last: 3),
    ]
    var arena = Arena()
    arena.place(&blocks)
    #expect(arena.byteCount == 640)
  }
}
