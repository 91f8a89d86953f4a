internal import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

/// Checks of data against the model, before the first step.
extension Trainer {
  /// Requires samples that the model takes, finite numbers, and labels and ids in range.
  func prepare(_ data: any Dataset, name: String, needsTargets: Bool = true) throws(HoneError) {
    try DataChecks.requireSamples(data, name: name)
    try build(fields: data.fields)
    let counts = needsTargets ? try classCounts(data.fields, name: name) : [:]
    var indexCounts: [Int: Int] = [:]
    for (index, field) in data.fields.enumerated() where field.role == .input {
      indexCounts[index] = rowCounts[ModelRecipe.inputName(field)]
    }
    try DataChecks.check(data, classCounts: counts, indexCounts: indexCounts, name: name)
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
