import Hone

extension HostTensor {
  /// A float32 matrix; rows that are shorter than the first end with zeros.
  init(rows: [[Double]]) {
    let columns = rows.first?.count ?? 0
    self.init(shape: [rows.count, columns], dtype: .float32) { bytes in
      let elements = bytes.bindMemory(to: Float.self)
      for (row, values) in rows.enumerated() {
        for (column, value) in values.prefix(columns).enumerated() {
          elements[row * columns + column] = Float(value)
        }
      }
    }
  }
}
