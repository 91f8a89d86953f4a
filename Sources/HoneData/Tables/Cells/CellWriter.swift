internal import HoneCore

/// Takes the cells of a table as they are read, row after row, 4 bytes each.
///
/// They are kept in memory, in blocks, up to a limit; beyond it all of them go to a temporary file,
/// a block at a time. Rows lie together, so that reading one takes one access wherever it is.
final class CellWriter {
  private static let blockBytes = 1 << 20

  /// The cells of a row.
  let width: Int
  /// The number of finished rows.
  private(set) var count = 0
  /// The cells of the row that is being read, with what other rows left there.
  // One thread reads a file; checks of exclusive access would cost more than the store.
  @exclusivity(unchecked) private(set) var row: UnsafeMutablePointer<UInt32>

  private let path: String
  private let memoryLimit: Int
  /// A power of two, so that a row is found by a shift and a mask.
  private let rowsPerBlock: Int
  private var blocks: [CellBlock]
  private var file: NamelessFile?

  /// - Parameters:
  ///   - width: The cells of a row, at least one.
  ///   - memoryLimit: The most bytes to keep in memory.
  ///   - path: The table, for errors.
  init(width: Int, memoryLimit: Int, path: String) {
    self.width = width
    self.memoryLimit = memoryLimit
    self.path = path
    var rows = 1
    while 2 * rows * width * 4 <= min(Self.blockBytes, memoryLimit) { rows *= 2 }
    rowsPerBlock = rows
    let block = CellBlock(count: rows * width)
    blocks = [block]
    row = block.cells
  }

  /// Goes on to the next row.
  ///
  /// - Throws: `.data` if the cells don't fit into memory and there is no room for a file.
  @inline(__always)
  func endRow() throws(HoneError) {
    count += 1
    row += width
    if count & (rowsPerBlock - 1) == 0 { try beginBlock() }
  }

  /// All cells; no more are taken.
  ///
  /// - Throws: `.data` if there is no room for the last ones.
  func finish() throws(HoneError) -> TableCells {
    guard let file else {
      return TableCells(
        width: width, count: count,
        place: .memory(blocks, shift: rowsPerBlock.trailingZeroBitCount))
    }
    try file.append(blocks[0].bytes(count: count % rowsPerBlock * width))
    blocks = []
    return TableCells(width: width, count: count, place: .file(file.reader(path: path)))
  }

  private func beginBlock() throws(HoneError) {
    let blockBytes = rowsPerBlock * width * 4
    if file == nil, (blocks.count + 1) * blockBytes <= memoryLimit {
      blocks.append(CellBlock(count: rowsPerBlock * width))
    } else {
      let file: NamelessFile
      if let known = self.file {
        file = known
      } else {
        file = try NamelessFile(for: "keep the rows of \(path)")
        self.file = file
      }
      for block in blocks { try file.append(block.bytes(count: rowsPerBlock * width)) }
      blocks.removeLast(blocks.count - 1)
    }
    row = blocks[blocks.count - 1].cells
  }
}

/// Memory for cells; nobody writes to it after the writer has finished.
final class CellBlock: @unchecked Sendable {
  let cells: UnsafeMutablePointer<UInt32>

  init(count: Int) { cells = .allocate(capacity: max(count, 1)) }

  deinit { cells.deallocate() }

  func bytes(count: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: cells, count: count * 4)
  }
}
