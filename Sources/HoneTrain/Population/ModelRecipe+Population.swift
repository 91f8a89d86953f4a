internal import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

extension ModelRecipe {
  /// The batch normalizations that aren't frozen, in the order of their first calls.
  func normalizations(
    fields: [FieldSpec], batchSize: Int
  ) throws(HoneError) -> [(path: String, isUnbiased: Bool)] {
    let (_, calls) = try inference(fields: fields, batchSize: batchSize)
    var found: [(path: String, isUnbiased: Bool)] = []
    for call in calls where !found.contains(where: { $0.path == call.path }) {
      found.append((call.path, call.isUnbiased))
    }
    return found
  }

  /// A program that measures what one batch normalization normalizes while the model infers: for
  /// each of its calls the mean and biased variance of each channel, and the elements of a channel.
  func populationStep(
    of path: String, fields: [FieldSpec], batchSize: Int
  ) throws(HoneError) -> TracedStep {
    let (trace, calls) = try inference(fields: fields, batchSize: batchSize)
    var outputs: [(String, Tensor)] = []
    for call in calls where call.path == path {
      let moments = BatchMoments(call.input, axis: call.axis)
      for (name, tensor) in [
        ("mean", moments.mean), ("variance", moments.variance), ("count", moments.count),
      ] {
        outputs.append(("\(name)_\(outputs.count)", tensor))
      }
    }
    let program = try trace.program(name: "population", outputs: outputs)
    return TracedStep(
      program: program, initialValues: trace.initialValues, optimizers: [], calls: trace.calls)
  }

  private func inference(
    fields: [FieldSpec], batchSize: Int
  ) throws(HoneError) -> (Trace, [NormalizationCall]) {
    let trace = Trace(mode: .inference, batchSize: batchSize)
    trace.normalizations = []
    defer { trace.normalizations = nil }  // Its tensors refer to the trace.
    let inputs = self.inputs(among: fields).map { tensor(for: $0, trace) }
    _ = trace.within("", at: nil, frozen: !model.isTrainable) { model.forward(inputs) }
    if let error = HoneError.combining(trace.errors) { throw error }
    return (trace, trace.normalizations ?? [])
  }
}
