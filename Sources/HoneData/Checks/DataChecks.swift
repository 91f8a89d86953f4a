public import HoneCore

/// Checks of data before and while it is trained on.
///
/// Each throws one error of kind `.data` that names the data set, the sample, what was wanted and
/// what was received.
public enum DataChecks {
  /// Requires at least one sample.
  public static func requireSamples(_ dataset: any Dataset, name: String) throws(HoneError) {
    if dataset.count == 0 { throw emptyError(name) }
  }

  package static func emptyError(_ name: String) -> HoneError {
    HoneError(
      .data, path: name, message: "there are no samples",
      help: "check the folder or the filter that made the data set")
  }

  /// Requires that a field has the shape that the model takes.
  ///
  /// - Parameters:
  ///   - field: The field of the data set.
  ///   - shape: The model's shape, without the batch; unknown extents fit anything.
  ///   - name: The name of the data set.
  public static func requireShape(
    _ field: FieldSpec, _ shape: Shape, name: String
  ) throws(HoneError) {
    if field.shape.isCompatible(with: shape) { return }
    var help = "reshape the data or change the model's input"
    if field.shape.count == shape.count {
      help = "the number of elements fits: add Reshape or Flatten, or reshape the data"
    } else if shape.rank == field.shape.rank + 1, shape[-1] == 1 {
      help = "add a last axis for the one channel"
    }
    throw HoneError(
      .data, path: name, operation: "\(field.role.noun) \"\(field.name)\"",
      wanted: "samples of shape \(shape)", received: "\(field.shape)", help: help)
  }

  /// Requires one whole number a sample: labels for sparse categorical cross-entropy.
  public static func requireSparseLabels(_ field: FieldSpec, name: String) throws(HoneError) {
    if field.shape == [] || field.shape == [1], field.dtype.isInteger { return }
    var help = "give labels of shape [samples]"
    if field.shape.count > 1 {
      help = "one-hot labels go with categoricalCrossentropy; take the index of each row's 1"
    } else if !field.dtype.isInteger {
      help = "convert the labels to int32"
    }
    throw HoneError(
      .data, path: name, operation: "target \"\(field.name)\"",
      wanted: "one whole number per sample", received: "\(field.dtype) of shape \(field.shape)",
      help: help)
  }

  /// Requires every label of a batch to be in `0 ..< classCount`.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - field: The index of the label field, of any whole-number type.
  ///   - classCount: The number of the model's outputs.
  ///   - dataset: The data set, for the sample's index.
  ///   - name: The name of the data set.
  public static func checkLabels(
    _ batch: Batch, field: Int, classCount: Int, dataset: any Dataset, name: String
  ) throws(HoneError) {
    let spec = batch.fields[field]
    let found = batch.withUnsafeBytes(ofField: field) { bytes in
      LabelScan.firstOutside(bytes, spec.dtype, classCount: classCount)
    }
    guard let found else { return }
    let row = found.element / max(spec.shape.count, 1)
    throw labelError(
      label: found.label, sample: sample(batch, row, dataset), classCount: classCount, name: name)
  }

  /// Requires every number of a batch's inputs and targets to be finite.
  public static func checkFinite(
    _ batch: Batch, dataset: any Dataset, name: String
  ) throws(HoneError) {
    for (index, spec) in batch.fields.enumerated() {
      let found = batch.withUnsafeBytes(ofField: index) { bytes in
        FiniteScan.firstNotFinite(bytes, spec.dtype)
      }
      guard let found else { continue }
      let row = found / max(spec.shape.count, 1)
      throw finiteError(spec, element: found, sample: sample(batch, row, dataset), name: name)
    }
  }

  /// Requires samples, finite numbers, and, if `classCount` is given, labels in range: the whole
  /// data set, before training. Arrays in memory are scanned where they lie.
  ///
  /// Complexity: one pass over the data.
  public static func check(
    _ dataset: any Dataset, classCount: Int? = nil, name: String
  ) throws(HoneError) {
    var classCounts: [Int: Int] = [:]
    if let classCount, let labels = labelField(dataset.fields) { classCounts[labels] = classCount }
    try check(dataset, classCounts: classCounts, name: name)
  }

  /// The same with the number of classes of each label field, and the number of rows that each
  /// input field is an index of, by the field's index.
  package static func check(
    _ dataset: any Dataset, classCounts: [Int: Int], indexCounts: [Int: Int] = [:], name: String
  ) throws(HoneError) {
    try requireSamples(dataset, name: name)
    if let arrays = dataset as? ArrayDataset,
      indexCounts.keys.allSatisfy({ arrays.transforms[$0] == .identity })
    {
      return try check(arrays, classCounts: classCounts, indexCounts: indexCounts, name: name)
    }
    let plan = try BatchPlan(count: dataset.count, batchSize: 256, shuffles: false)
    let loader = try BatchLoader(dataset, plan: plan, epochs: 1)
    while let batch = try loader.next() {
      try check(
        batch, of: dataset, classCounts: classCounts, indexCounts: indexCounts, name: name)
    }
  }

  /// The same for one batch: for data that is checked as it is read.
  package static func check(
    _ batch: Batch, of dataset: any Dataset, classCounts: [Int: Int], indexCounts: [Int: Int],
    name: String
  ) throws(HoneError) {
    try checkFinite(batch, dataset: dataset, name: name)
    for (field, classCount) in classCounts {
      try checkLabels(batch, field: field, classCount: classCount, dataset: dataset, name: name)
    }
    for (field, rows) in indexCounts {
      try checkIndices(batch, field: field, rows: rows, dataset: dataset, name: name)
    }
  }

  private static func checkIndices(
    _ batch: Batch, field: Int, rows: Int, dataset: any Dataset, name: String
  ) throws(HoneError) {
    let spec = batch.fields[field]
    let found = batch.withUnsafeBytes(ofField: field) { bytes in
      LabelScan.firstOutside(bytes, spec.dtype, classCount: rows)
    }
    guard let found else { return }
    let row = found.element / max(spec.shape.count, 1)
    throw indexError(
      spec, element: found.element, index: found.label, sample: sample(batch, row, dataset),
      rows: rows, name: name)
  }

  private static func check(
    _ dataset: ArrayDataset, classCounts: [Int: Int], indexCounts: [Int: Int], name: String
  ) throws(HoneError) {
    for (index, tensor) in dataset.tensors.enumerated() {
      let spec = dataset.fields[index]
      let width = max(spec.shape.count, 1)
      if let found = tensor.withUnsafeBytes({ FiniteScan.firstNotFinite($0, tensor.dtype) }) {
        throw finiteError(spec, element: found, sample: dataset.name(of: found / width), name: name)
      }
      guard let limit = classCounts[index] ?? indexCounts[index] else { continue }
      let found = tensor.withUnsafeBytes {
        LabelScan.firstOutside($0, tensor.dtype, classCount: limit)
      }
      guard let found else { continue }
      if classCounts[index] != nil {
        throw labelError(
          label: found.label, sample: dataset.name(of: found.element / width), classCount: limit,
          name: name)
      }
      throw indexError(
        spec, element: found.element, index: found.label,
        sample: dataset.name(of: found.element / width),
        rows: limit, name: name)
    }
  }

  /// The one whole-number target, if there is one.
  private static func labelField(_ fields: [FieldSpec]) -> Int? {
    let targets = fields.indices.filter { fields[$0].role == .target && fields[$0].dtype.isInteger }
    return targets.count == 1 ? targets.first : nil
  }

  private static func sample(_ batch: Batch, _ row: Int, _ dataset: any Dataset) -> String {
    dataset.name(of: batch.withSampleIndices { $0[row] })
  }

  private static func labelError(
    label: Int, sample: String, classCount: Int, name: String
  ) -> HoneError {
    HoneError(
      .data, path: name, operation: sample,
      wanted: "a label from 0 to \(classCount - 1), as the model has \(classCount) outputs",
      received: "\(label)",
      help: label == classCount
        ? "if labels count from 1, subtract 1; otherwise give the last layer more units"
        : "give the last layer as many units as there are classes, or mend the labels")
  }

  private static func indexError(
    _ field: FieldSpec, element: Int, index: Int, sample: String, rows: Int, name: String
  ) -> HoneError {
    HoneError(
      .data, path: name, operation: sample,
      wanted: "ids from 0 to \(rows - 1) in \(field.role.noun) \"\(field.name)\", as the model "
        + "has \(rows) rows for them",
      received: "\(index) at element \(element % max(field.shape.count, 1))",
      help: index == rows
        ? "if ids count from 1, give the embedding one more row; otherwise mend the ids"
        : "give the embedding as many rows as there are ids, or mend the ids")
  }

  private static func finiteError(
    _ field: FieldSpec, element: Int, sample: String, name: String
  ) -> HoneError {
    HoneError(
      .data, path: name, operation: sample,
      wanted: "finite numbers in \(field.role.noun) \"\(field.name)\"",
      received: "NaN or infinity at element \(element % max(field.shape.count, 1))",
      help: "replace or drop missing values before training")
  }
}

extension FieldSpec.Role {
  fileprivate var noun: String {
    switch self {
    case .input: "input"
    case .target: "target"
    case .sampleWeight: "weight"
    }
  }
}
