public import HoneCore

/// A view of some samples of a data set, in an order of its own; nothing is copied.
public struct Subset: Dataset {
  /// The data set that is viewed.
  public let base: any Dataset
  /// The rows of ``base``, in the view's order.
  public let indices: [Int]
  public let fields: [FieldSpec]

  /// Creates a view.
  ///
  /// - Throws: an error of kind `.data` if an index isn't in `0 ..< base.count`.
  public init(of base: any Dataset, at indices: [Int]) throws(HoneError) {
    if let wrong = indices.first(where: { !(0..<base.count).contains($0) }) {
      throw HoneError(
        .data, operation: "Subset", wanted: "indices in 0 ..< \(base.count)", received: "\(wrong)")
    }
    self.init(unchecked: base, indices: indices)
  }

  init(unchecked base: any Dataset, indices: [Int]) {
    self.base = base
    self.indices = indices
    fields = base.fields
  }

  public var count: Int { indices.count }
  public var classNames: [String]? { base.classNames }
  public var classLabels: [Int]? {
    base.classLabels.map { labels in indices.map { labels[$0] } }
  }
  public func name(of row: Int) -> String { base.name(of: indices[row]) }
  public var preferredWorkers: Int { base.preferredWorkers }
  public var isCostlyToRead: Bool { base.isCostlyToRead }
  public func sourceIndex(of row: Int) -> Int { base.sourceIndex(of: indices[row]) }
  public func transform(ofField field: Int) -> RowTransform? { base.transform(ofField: field) }

  /// Rows are translated a few at a time on the stack, so that nothing is allocated.
  public func gather(
    _ rows: UnsafeBufferPointer<Int>, key: RandomKey,
    into buffers: UnsafeBufferPointer<UnsafeMutableRawBufferPointer>
  ) throws(HoneError) {
    let step = 64
    var failure: HoneError?
    withUnsafeTemporaryAllocation(of: Int.self, capacity: step) { part in
      withUnsafeTemporaryAllocation(
        of: UnsafeMutableRawBufferPointer.self, capacity: buffers.count
      ) { places in
        for start in Swift.stride(from: 0, to: rows.count, by: step) where failure == nil {
          let count = min(step, rows.count - start)
          for index in 0..<count { part[index] = indices[rows[start + index]] }
          for field in buffers.indices {
            let rowBytes = fields[field].byteCount
            places[field] = UnsafeMutableRawBufferPointer(
              rebasing: buffers[field][start * rowBytes..<(start + count) * rowBytes])
          }
          do throws(HoneError) {
            try base.gather(
              UnsafeBufferPointer(rebasing: part[..<count]), key: key,
              into: UnsafeBufferPointer(places))
          } catch {
            failure = error
          }
        }
      }
    }
    if let failure { throw failure }
  }
}

extension Dataset {
  /// The first `count` samples, or all if there are fewer.
  public func prefix(_ count: Int) -> Subset {
    Subset(unchecked: self, indices: Array(0..<min(max(count, 0), self.count)))
  }
}
