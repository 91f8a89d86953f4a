package import HoneCore

/// A view of a data set whose class label is a row of shares: 1 for the label's class, 0 for others.
package struct CategoricalTargets: Dataset {
  package let base: any Dataset
  package let classes: Int
  package let fields: [FieldSpec]
  private let target: Int

  /// Creates a view; nil if the samples have no whole number as their only target.
  package init?(_ base: any Dataset, classes: Int) {
    let targets = base.fields.indices.filter { base.fields[$0].role == .target }
    guard targets.count == 1, let target = targets.first, base.fields[target].dtype.isInteger,
      base.fields[target].shape.count == 1
    else { return nil }
    self.base = base
    self.classes = classes
    self.target = target
    var fields = base.fields
    fields[target] = FieldSpec(
      .target, name: fields[target].name, shape: [classes], dtype: .float32)
    self.fields = fields
  }

  package var count: Int { base.count }
  package var classNames: [String]? { base.classNames }
  package var classLabels: [Int]? { base.classLabels }
  package func name(of row: Int) -> String { base.name(of: row) }
  package var preferredWorkers: Int { base.preferredWorkers }
  package var isCostlyToRead: Bool { base.isCostlyToRead }
  package func sourceIndex(of row: Int) -> Int { base.sourceIndex(of: row) }
  package func transform(ofField field: Int) -> RowTransform? { base.transform(ofField: field) }

  package func gather(
    _ rows: UnsafeBufferPointer<Int>, key: RandomKey,
    into buffers: UnsafeBufferPointer<UnsafeMutableRawBufferPointer>
  ) throws(HoneError) {
    let field = base.fields[target]
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(field.byteCount * rows.count, 1), alignment: 16)
    defer { memory.deallocate() }
    let labels = UnsafeMutableRawBufferPointer(rebasing: memory[..<(field.byteCount * rows.count)])
    var places = Array(buffers)
    places[target] = labels
    let all = places
    var failure: HoneError?
    all.withUnsafeBufferPointer { all in
      do throws(HoneError) {
        try base.gather(rows, key: key, into: all)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    let shares = buffers[target].bindMemory(to: Float.self)
    for (place, row) in rows.enumerated() {
      let label = ClassLabel.read(UnsafeRawBufferPointer(labels), field.dtype, at: place)
      try ClassLabel.require(label, below: classes, of: base.name(of: row))
      for i in place * classes..<(place + 1) * classes { shares[i] = 0 }
      shares[place * classes + label] = 1
    }
  }
}

/// Class labels in memory of any whole type.
enum ClassLabel {
  static func read(_ bytes: UnsafeRawBufferPointer, _ dtype: DType, at place: Int) -> Int {
    let offset = place * dtype.byteCount
    switch dtype {
    case .int64: return Int(bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self))
    case .int32: return Int(bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
    case .uint8, .bool: return Int(bytes[offset])
    case .float16, .bfloat16, .float32, .float64:
      let part = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + dtype.byteCount])
      let tensor = HostTensor(shape: [1], dtype: dtype) { $0.copyMemory(from: part) }
      return Int(tensor.elements(as: Int64.self)[0])
    }
  }

  static func require(
    _ label: Int, below classes: Int, of name: @autoclosure () -> String
  ) throws(HoneError) {
    guard 0..<classes ~= label else {
      throw HoneError(
        .data, path: name(), operation: "shares of classes",
        wanted: "a label from 0 to \(classes - 1)", received: "\(label)",
        help: "there are \(classes) classes: the model's outputs, or classes where samples are "
          + "mixed in a pipeline")
    }
  }
}
