internal import HoneCore

/// The rows of a table that is too large for arrays, read where they are kept as batches are made.
struct TableDataset: Dataset {
  let table: CSVTable
  let fields: [FieldSpec]

  var count: Int { table.count }
  var classNames: [String]? { table.classNames }
  var classLabels: [Int]? { table.classLabels }
  func name(of row: Int) -> String { table.name(of: row) }

  /// Rows that follow each other are read together.
  func gather(
    _ rows: UnsafeBufferPointer<Int>, key: RandomKey,
    into buffers: UnsafeBufferPointer<UnsafeMutableRawBufferPointer>
  ) throws(HoneError) {
    var start = 0
    while start < rows.count {
      var end = start + 1
      while end < rows.count, rows[end] == rows[end - 1] + 1 { end += 1 }
      let first = rows[start]
      try table.cells.forEachPiece(of: first..<first + end - start) { cells, piece in
        let place = start + piece.lowerBound - first
        for (index, writer) in table.writers.enumerated() {
          writer.write(
            cells, width: table.cells.width, count: piece.count,
            to: UnsafeMutableRawBufferPointer(
              rebasing: buffers[index][(place * fields[index].byteCount)...]))
        }
      }
      start = end
    }
  }
}
