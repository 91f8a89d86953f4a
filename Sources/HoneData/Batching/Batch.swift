public import HoneCore

/// The samples of one step, in memory that the loader owns.
///
/// A batch is valid until the next call of ``BatchLoader/next()``; copy what must live longer with
/// ``tensor(ofField:)``.
public struct Batch {
  /// The epoch, from 0.
  public let epoch: Int
  /// The step within the epoch, from 0.
  public let step: Int
  /// The number of rows.
  public let count: Int
  /// Whether this is the last batch of its epoch.
  public let isLastOfEpoch: Bool
  let slot: BatchSlot

  /// What the rows consist of.
  public var fields: [FieldSpec] { slot.fields }

  /// The bytes of a field's rows, row-major, aligned to 64 bytes. No copy.
  public func withUnsafeBytes<R, Failure: Error>(
    ofField field: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> R
  ) throws(Failure) -> R {
    defer { withExtendedLifetime(slot) {} }
    return try body(slot.bytes(ofField: field, count: count))
  }

  /// The indices of the samples in the data set. No copy.
  public func withSampleIndices<R, Failure: Error>(
    _ body: (UnsafeBufferPointer<Int>) throws(Failure) -> R
  ) throws(Failure) -> R {
    defer { withExtendedLifetime(slot) {} }
    return try body(slot.rows(count))
  }

  /// A copy of a field's rows, `[count] + field shape`.
  public func tensor(ofField field: Int) -> HostTensor {
    slot.tensor(ofField: field, count: count)
  }
}
