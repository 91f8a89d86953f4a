public import HoneCore

/// Samples held in memory as tensors, one row a sample.
///
/// ```swift
/// let data = try ArrayDataset(x: images, y: labels)              // one input, one target
/// let data = try ArrayDataset(
///   inputs: ["image": images, "age": ages], targets: ["species": labels])
/// ```
///
/// Class labels are whole numbers from 0, of shape `[N]` or `[N, 1]`; one-hot rows and regression
/// targets are float32.
public struct ArrayDataset: Dataset {
  /// The tensors as they are in memory, in the order of ``fields``.
  public let tensors: [HostTensor]
  /// What is done to each field when it is copied into a batch.
  public let transforms: [RowTransform]
  public let fields: [FieldSpec]
  public let count: Int
  public let classNames: [String]?

  /// A data set of one input `x` and, unless it is for prediction, one target `y`.
  ///
  /// - Parameters:
  ///   - x: The inputs, `[N, …]`.
  ///   - y: The targets, `[N, …]`.
  ///   - sampleWeights: How much each sample counts, `[N]`.
  ///   - classNames: The names of the classes, indexed by label.
  ///   - inputTransform: What is done to inputs when they are copied into a batch.
  /// - Throws: an error of kind `.data` if a tensor has rank 0 or the numbers of rows differ.
  public init(
    x: HostTensor, y: HostTensor? = nil, sampleWeights: HostTensor? = nil,
    classNames: [String]? = nil, inputTransform: RowTransform = .identity
  ) throws(HoneError) {
    var parts = [Part(.input, "x", x, inputTransform)]
    if let y { parts.append(Part(.target, "y", y, .identity)) }
    if let sampleWeights {
      parts.append(Part(.sampleWeight, "sample_weight", sampleWeights, .identity))
    }
    try self.init(parts, classNames: classNames)
  }

  /// A data set of several named inputs and targets.
  ///
  /// - Parameters:
  ///   - inputs: The inputs by name, each `[N, …]`.
  ///   - targets: The targets by name, each `[N, …]`.
  ///   - sampleWeights: How much each sample counts, `[N]`.
  ///   - classNames: The names of the classes, indexed by label.
  ///   - inputTransforms: What is done to an input, by name, when it is copied into a batch.
  /// - Throws: an error of kind `.data` if a tensor has rank 0, the numbers of rows differ, or a
  ///   name is there twice.
  public init(
    inputs: KeyValuePairs<String, HostTensor>, targets: KeyValuePairs<String, HostTensor> = [:],
    sampleWeights: HostTensor? = nil, classNames: [String]? = nil,
    inputTransforms: [String: RowTransform] = [:]
  ) throws(HoneError) {
    var parts = inputs.map { Part(.input, $0.key, $0.value, inputTransforms[$0.key] ?? .identity) }
    parts += targets.map { Part(.target, $0.key, $0.value, .identity) }
    if let sampleWeights {
      parts.append(Part(.sampleWeight, "sample_weight", sampleWeights, .identity))
    }
    try self.init(parts, classNames: classNames)
  }

  /// A data set of fields with their tensors, `[N] + shape` each.
  init(_ fields: [(FieldSpec, HostTensor)], classNames: [String]?) throws(HoneError) {
    try self.init(
      fields.map { Part($0.0.role, $0.0.name, $0.1, .identity) }, classNames: classNames)
  }

  private struct Part {
    let role: FieldSpec.Role
    let name: String
    let tensor: HostTensor
    let transform: RowTransform
    init(_ role: FieldSpec.Role, _ name: String, _ tensor: HostTensor, _ transform: RowTransform) {
      (self.role, self.name, self.tensor, self.transform) = (role, name, tensor, transform)
    }
  }

  private init(_ parts: [Part], classNames: [String]?) throws(HoneError) {
    guard let first = parts.first else {
      throw HoneError(.data, operation: "a data set", wanted: "at least one input")
    }
    for (index, part) in parts.enumerated() {
      guard part.tensor.shape.rank > 0 else {
        throw HoneError(
          .data, path: part.name, operation: "a data set", wanted: "one row per sample",
          received: "a single number", help: "give \(part.name) the shape [samples, …]")
      }
      guard part.tensor.shape[0] == first.tensor.shape[0] else {
        throw HoneError(
          .data, path: part.name, operation: "a data set",
          wanted: "as many rows as \(first.name) has, \(first.tensor.shape[0])",
          received: "\(part.tensor.shape[0])",
          help: "every input and target needs one row per sample, in the same order")
      }
      if parts[..<index].contains(where: { $0.role == part.role && $0.name == part.name }) {
        throw HoneError(
          .data, path: part.name, message: "the name is there twice", help: "rename one")
      }
    }
    tensors = parts.map(\.tensor)
    transforms = parts.map(\.transform)
    fields = parts.map { part in
      FieldSpec(
        part.role, name: part.name, shape: Shape(Array(part.tensor.shape.dimensions.dropFirst())),
        dtype: part.transform.outputDType(for: part.tensor.dtype))
    }
    count = first.tensor.shape[0]
    self.classNames = classNames
  }

  public func transform(ofField field: Int) -> RowTransform? { transforms[field] }

  public func gather(
    _ rows: UnsafeBufferPointer<Int>, key: RandomKey,
    into buffers: UnsafeBufferPointer<UnsafeMutableRawBufferPointer>
  ) throws(HoneError) {
    for field in tensors.indices {
      gather(rows, field: field, into: buffers[field])
    }
  }

  private func gather(
    _ rows: UnsafeBufferPointer<Int>, field: Int, into buffer: UnsafeMutableRawBufferPointer
  ) {
    let transform = transforms[field]
    let dtype = tensors[field].dtype
    let inputBytes = tensors[field].byteCount / max(count, 1)
    let outputBytes = inputBytes / dtype.byteCount * transform.outputDType(for: dtype).byteCount
    tensors[field].withUnsafeBytes { source in
      for (place, row) in rows.enumerated() {
        transform.apply(
          from: UnsafeRawBufferPointer(rebasing: source[row * inputBytes..<(row + 1) * inputBytes]),
          of: dtype,
          to: UnsafeMutableRawBufferPointer(
            rebasing: buffer[place * outputBytes..<(place + 1) * outputBytes]))
      }
    }
  }

  /// The label of every sample, if the one target is class labels: whole numbers, one a sample, or
  /// one-hot rows. Complexity: O(number of target elements).
  public var classLabels: [Int]? {
    let targets = fields.indices.filter { fields[$0].role == .target }
    guard targets.count == 1, let field = targets.first else { return nil }
    let tensor = tensors[field]
    let width = fields[field].shape.count
    if width == 1 {
      return tensor.dtype.isInteger ? tensor.elements(as: Int64.self).map { Int($0) } : nil
    }
    guard fields[field].shape.rank == 1, tensor.dtype.isSupported else { return nil }
    let values = tensor.elements(as: Float.self)
    var labels: [Int] = []
    labels.reserveCapacity(count)
    for row in 0..<count {
      let part = values[row * width..<(row + 1) * width]
      guard let label = part.firstIndex(of: 1), part.count(where: { $0 != 0 }) == 1 else {
        return nil
      }
      labels.append(label - part.startIndex)
    }
    return labels
  }
}
