public import HoneCore

/// Samples that can be read in any order.
///
/// A data set says how many samples it has, what one sample consists of (its ``fields``), and
/// copies any rows, in bulk, into memory that the caller owns. Everything that trains reads data
/// through this protocol; ``ArrayDataset`` holds samples in memory, ``Subset`` is a view.
///
/// Values are read from several threads at once, so a data set is `Sendable` and reading changes
/// nothing.
public protocol Dataset: Sendable {
  /// The number of samples.
  var count: Int { get }

  /// What a sample consists of, in the order of ``gather(_:key:into:)``'s buffers.
  var fields: [FieldSpec] { get }

  /// The names of the classes, indexed by label, if targets are class labels with names.
  var classNames: [String]? { get }

  /// The class of every sample, if targets are class labels; used to split fairly.
  var classLabels: [Int]? { get }

  /// Copies samples into memory, one buffer per field, without allocating.
  ///
  /// - Parameters:
  ///   - rows: The indices of the samples, each in `0 ..< count`, in the order wanted.
  ///   - key: The key of the epoch; a data set that draws random numbers draws them from
  ///     `key.folding(row)`, so that a sample's draws don't depend on its batch.
  ///   - buffers: For each field, memory for `rows.count` rows of that field.
  /// - Throws: an error of kind `.data` that names the sample that can't be read.
  func gather(
    _ rows: UnsafeBufferPointer<Int>, key: RandomKey,
    into buffers: UnsafeBufferPointer<UnsafeMutableRawBufferPointer>
  ) throws(HoneError)

  /// The index of a row in the data set that this one is a view of; the row itself otherwise.
  func sourceIndex(of row: Int) -> Int

  /// What to call a sample in messages: `sample 17`, or its file.
  func name(of row: Int) -> String

  /// What a field's stored elements go through on their way into a batch; nil if that isn't known.
  func transform(ofField field: Int) -> RowTransform?

  /// How many threads should read it at once: more than one where reading computes.
  var preferredWorkers: Int { get }

  /// Whether reading a sample takes long, as decoding and augmenting does, so that values are
  /// checked as they are read instead of all before the first step.
  var isCostlyToRead: Bool { get }
}

extension Dataset {
  public var classNames: [String]? { nil }
  public var classLabels: [Int]? { nil }
  public func sourceIndex(of row: Int) -> Int { row }
  public func transform(ofField field: Int) -> RowTransform? { nil }
  public func name(of row: Int) -> String { "sample \(sourceIndex(of: row))" }
  public var preferredWorkers: Int { 1 }
  public var isCostlyToRead: Bool { false }

  /// The fields that the model reads.
  public var inputs: [FieldSpec] { fields.filter { $0.role == .input } }

  /// The fields that the losses and metrics compare with.
  public var targets: [FieldSpec] { fields.filter { $0.role == .target } }

  /// Whether there is nothing to read.
  public var isEmpty: Bool { count == 0 }

  /// Some samples as tensors, one for each field, `[rows.count] + field shape`.
  ///
  /// For looking at data and for tests; training reads batches through ``BatchLoader``.
  ///
  /// - Throws: an error of kind `.data` if an index is out of range or a sample can't be read.
  public func tensors(
    at rows: [Int], key: RandomKey = RandomKey(seed: 0)
  ) throws(HoneError) -> [HostTensor] {
    if let wrong = rows.first(where: { !(0..<count).contains($0) }) {
      throw HoneError(
        .data, operation: "sample index", wanted: "0 ..< \(count)", received: "\(wrong)")
    }
    let slot = BatchSlot(fields: fields, capacity: max(rows.count, 1))
    try rows.withUnsafeBufferPointer { rows throws(HoneError) in
      try slot.fill(from: self, rows: rows, key: key)
    }
    return fields.indices.map { slot.tensor(ofField: $0, count: rows.count) }
  }
}

/// One named part of a sample: an input of the model, a target, or the sample's weight.
public struct FieldSpec: Hashable, Sendable {
  /// What a field is for.
  public enum Role: String, Hashable, Sendable, Codable {
    case input, target, sampleWeight
  }

  /// What the field is for.
  public var role: Role
  /// The name, unique within its role.
  public var name: String
  /// The shape of one sample's part, without the batch: `[28, 28, 1]`.
  public var shape: Shape
  /// The type of the elements as they are delivered.
  public var dtype: DType

  /// Creates a description of a field.
  public init(_ role: Role, name: String, shape: Shape, dtype: DType) {
    self.role = role
    self.name = name
    self.shape = shape
    self.dtype = dtype
  }

  /// The bytes of one sample's part.
  public var byteCount: Int { shape.count * dtype.byteCount }
}
