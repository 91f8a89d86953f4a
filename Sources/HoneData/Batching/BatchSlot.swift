internal import HoneCore

/// Memory for one batch, allocated once and filled again and again.
///
/// Threads that fill it write different rows, and one thread reads it when it is full;
/// ``BatchLoader`` sees to that.
final class BatchSlot: @unchecked Sendable {
  let fields: [FieldSpec]
  let capacity: Int
  private let buffers: UnsafeMutableBufferPointer<UnsafeMutableRawBufferPointer>
  private let rows: UnsafeMutableBufferPointer<Int>

  init(fields: [FieldSpec], capacity: Int) {
    self.fields = fields
    self.capacity = capacity
    buffers = .allocate(capacity: fields.count)
    for (index, field) in fields.enumerated() {
      let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(field.byteCount * capacity, 1), alignment: 64)
      buffers.initializeElement(at: index, to: memory)
    }
    rows = .allocate(capacity: capacity)
    rows.initialize(repeating: 0)
  }

  deinit {
    for buffer in buffers { buffer.deallocate() }
    buffers.deallocate()
    rows.deallocate()
  }

  /// Copies samples into the slot; `rows.count` is at most the capacity.
  func fill(
    from dataset: any Dataset, rows: UnsafeBufferPointer<Int>, key: RandomKey
  ) throws(HoneError) {
    try fill(from: dataset, rows: rows, at: 0, key: key)
  }

  /// Copies samples into the rows of the slot from `start` on; several threads may fill different
  /// rows at once.
  func fill(
    from dataset: any Dataset, rows: UnsafeBufferPointer<Int>, at start: Int, key: RandomKey
  ) throws(HoneError) {
    for index in rows.indices { self.rows[start + index] = rows[index] }
    var failure: HoneError?
    withUnsafeTemporaryAllocation(
      of: UnsafeMutableRawBufferPointer.self, capacity: fields.count
    ) { places in
      for (index, field) in fields.enumerated() {
        let bytes = field.byteCount
        places[index] = UnsafeMutableRawBufferPointer(
          rebasing: buffers[index][start * bytes..<(start + rows.count) * bytes])
      }
      do throws(HoneError) {
        try dataset.gather(rows, key: key, into: UnsafeBufferPointer(places))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// The bytes of a field's first `count` rows.
  func bytes(ofField field: Int, count: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: buffers[field][..<(fields[field].byteCount * count)])
  }

  /// The indices of the first `count` samples in the data set.
  func rows(_ count: Int) -> UnsafeBufferPointer<Int> {
    UnsafeBufferPointer(rebasing: rows[..<count])
  }

  /// A copy of a field's first `count` rows.
  func tensor(ofField field: Int, count: Int) -> HostTensor {
    let spec = fields[field]
    return HostTensor(shape: Shape([count] + spec.shape.dimensions), dtype: spec.dtype) { memory in
      memory.copyMemory(from: bytes(ofField: field, count: count))
    }
  }
}
