internal import HoneCore

/// Memory for one batch, allocated once and filled again and again.
///
/// One thread at a time uses a slot; ``BatchLoader`` sees to that.
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
    from dataset: some Dataset, rows: UnsafeBufferPointer<Int>, key: RandomKey
  ) throws(HoneError) {
    for index in rows.indices { self.rows[index] = rows[index] }
    try dataset.gather(rows, key: key, into: UnsafeBufferPointer(buffers))
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
