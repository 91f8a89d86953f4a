internal import HoneCore

/// The cells of a table, row after row, in memory or in a temporary file.
struct TableCells: Sendable {
  enum Place: Sendable {
    /// Blocks of `1 << shift` rows.
    case memory([CellBlock], shift: Int)
    case file(FileReader)
  }

  /// The bytes of a file that are read at once.
  private static let pieceBytes = 1 << 16

  /// The cells of a row.
  let width: Int
  /// The number of rows.
  let count: Int
  let place: Place

  /// Passes rows that follow each other to a closure, in pieces of one or more.
  ///
  /// - Parameters:
  ///   - rows: The rows, in `0 ..< count`.
  ///   - body: Takes the cells of some rows, and which rows they are.
  /// - Throws: `.data` if the file can't be read.
  @inline(__always)
  func forEachPiece(
    of rows: Range<Int>, _ body: (UnsafePointer<UInt32>, Range<Int>) -> Void
  ) throws(HoneError) {
    switch place {
    case .memory(let blocks, let shift):
      var start = rows.lowerBound
      while start < rows.upperBound {
        let block = start >> shift
        let end = min((block + 1) << shift, rows.upperBound)
        body(blocks[block].cells + (start - block << shift) * width, start..<end)
        start = end
      }
    case .file(let file):
      let most = max(Self.pieceBytes / (4 * width), 1)
      var failure: HoneError?
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: min(most, rows.count) * width) {
        memory in
        guard let cells = memory.baseAddress else { return }
        var start = rows.lowerBound
        while start < rows.upperBound {
          let end = min(start + most, rows.upperBound)
          do throws(HoneError) {
            try file.read(
              at: start * width * 4,
              into: UnsafeMutableRawBufferPointer(start: cells, count: (end - start) * width * 4))
          } catch {
            failure = error
            return
          }
          body(cells, start..<end)
          start = end
        }
      }
      if let failure { throw failure }
    }
  }

  /// Passes one cell of every row to a closure, in order.
  ///
  /// - Throws: `.data` if the file can't be read.
  func forEach(_ cell: Int, _ body: (UInt32) -> Void) throws(HoneError) {
    try forEachPiece(of: 0..<count) { (cells, rows) in
      for row in 0..<rows.count { body(cells[row * width + cell]) }
    }
  }
}
