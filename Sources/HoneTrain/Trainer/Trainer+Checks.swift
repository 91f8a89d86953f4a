internal import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

/// Checks of data against the model, before the first step.
extension Trainer {
  /// Requires samples that the model takes, finite numbers, and labels and ids in range.
  ///
  /// Data that takes long to read is checked as it is read, but for its first samples.
  ///
  /// - Returns: the check of the batches to come, for data that is checked as it is read.
  @discardableResult
  func prepare(
    _ data: any Dataset, name: String, needsTargets: Bool = true
  ) throws(HoneError) -> BatchCheck? {
    try DataChecks.requireSamples(data, name: name)
    try build(fields: data.fields)
    let counts = needsTargets ? try classCounts(data.fields, name: name) : [:]
    var indexCounts: [Int: Int] = [:]
    for (index, field) in data.fields.enumerated() where field.role == .input {
      indexCounts[index] = rowCounts[ModelRecipe.inputName(field)]
    }
    let isCostly = data.isCostlyToRead
    try DataChecks.check(
      isCostly ? data.prefix(BatchCheck.firstCount) : data, classCounts: counts,
      indexCounts: indexCounts, name: name)
    return isCostly
      ? BatchCheck(data: data, classCounts: counts, indexCounts: indexCounts, name: name) : nil
  }

  /// The number of classes of each target of class indices, by the index of its field.
  ///
  /// Traces the model with its losses once for each kind of data, for their errors.
  private func classCounts(
    _ fields: [FieldSpec], name: String
  ) throws(HoneError) -> [Int: Int] {
    if let known = knownClassCounts[fields] { return known }
    let targets = recipe.targets(among: fields).compactMap { fields.firstIndex(of: $0) }
    var counts: [Int: Int] = [:]
    if targets.count == recipe.outputs.count, predictionShapes.count == recipe.outputs.count {
      for (index, field) in targets.enumerated()
      where recipe.outputs[index].loss.targets == .classIndices {
        try Self.requireLabels(fields[field], for: predictionShapes[index], name: name)
        counts[field] = predictionShapes[index][-1]
      }
    }
    _ = try recipe.trace(.evaluate, fields: fields, batchSize: 1, metricsPrefix: "check")
    knownClassCounts[fields] = counts
    return counts
  }

  /// Requires a whole number for each prediction vector.
  private static func requireLabels(
    _ field: FieldSpec, for prediction: Shape, name: String
  ) throws(HoneError) {
    let wanted = Shape(Array(prediction.dimensions.dropFirst().dropLast()))
    if wanted.rank == 0 { return try DataChecks.requireSparseLabels(field, name: name) }
    let isColumn = field.shape == Shape(wanted.dimensions + [1])
    if field.dtype.isInteger, field.shape == wanted || isColumn { return }
    throw HoneError(
      .data, path: name, operation: "target \"\(field.name)\"",
      wanted: "whole numbers of shape \(wanted), one for each prediction",
      received: "\(field.dtype) of shape \(field.shape)",
      help: field.dtype.isInteger
        ? "give one label for each of the model's predictions \(prediction)"
        : "convert the labels to int32; one-hot labels go with categoricalCrossentropy")
  }
}

/// Checks batches while they are read.
struct BatchCheck: Sendable {
  let data: any Dataset
  let classCounts: [Int: Int]
  let indexCounts: [Int: Int]
  let name: String

  /// The samples that are read and checked before the first step in any case.
  static let firstCount = 32

  func callAsFunction(_ batch: Batch) throws(HoneError) {
    try DataChecks.check(
      batch, of: data, classCounts: classCounts, indexCounts: indexCounts, name: name)
  }
}

extension BatchLoader {
  /// A loader whose batches are checked as they are read, if there is a check.
  convenience init(
    _ data: any Dataset, plan: BatchPlan, epoch: Int = 0, step: Int = 0, epochs: Int,
    workers: Int? = nil, checking check: BatchCheck?
  ) throws(HoneError) {
    guard let check else {
      try self.init(data, plan: plan, epoch: epoch, step: step, epochs: epochs, workers: workers)
      return
    }
    try self.init(data, plan: plan, epoch: epoch, step: step, epochs: epochs, workers: workers) {
      (batch) throws(HoneError) in try check(batch)
    }
  }
}
