/// Offsets for blocks that live for parts of a step, so that blocks alive together don't overlap.
///
/// Larger blocks choose first, each the lowest place that is free for its whole life.
struct Arena {
  struct Block {
    var byteCount: Int
    /// The steps that write it first and read it last.
    var first: Int, last: Int
    var offset = 0
  }

  private(set) var byteCount = 0

  /// Sets the offsets of the blocks.
  mutating func place(_ blocks: inout [Block]) {
    let order = blocks.indices.sorted {
      (blocks[$1].byteCount, $0) < (blocks[$0].byteCount, $1)
    }
    var placed: [Int] = []  // By offset.
    for index in order where blocks[index].byteCount > 0 {
      let block = blocks[index]
      var offset = 0
      for other in placed {
        let rival = blocks[other]
        guard rival.first <= block.last, block.first <= rival.last else { continue }
        if offset + block.byteCount <= rival.offset { break }
        offset = max(offset, rival.offset + rival.byteCount)
      }
      blocks[index].offset = offset
      byteCount = max(byteCount, offset + block.byteCount)
      let at = placed.firstIndex { blocks[$0].offset > offset } ?? placed.count
      placed.insert(index, at: at)
    }
  }
}
