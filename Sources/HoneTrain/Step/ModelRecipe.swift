internal import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

/// A model with its losses, metrics and optimizer: what a trainer traces for each (purpose, batch
/// size).
struct ModelRecipe: Sendable {
  var model: any Layer
  var optimizer: any Optimizer
  var outputs: [OutputSpecification]

  /// What a program is for.
  enum Purpose: String, Hashable, Sendable {
    case train, evaluate, predict
  }

  /// Traces a program.
  ///
  /// - Parameters:
  ///   - fields: inputs, and for training and evaluation targets, as the data has them.
  ///   - metrics: the prefix of the metrics' sums, such as `train`.
  /// - Throws: all errors of the model together.
  func trace(
    _ purpose: Purpose, fields: [FieldSpec], batchSize: Int, metricsPrefix: String
  ) throws(HoneError) -> TracedStep {
    let trace = Trace(mode: purpose == .train ? .training : .inference, batchSize: batchSize)
    let inputs = self.inputs(among: fields).map { tensor(for: $0, trace) }
    let predictions = trace.within("", at: nil, frozen: !model.isTrainable) {
      model.forward(inputs)
    }
    for prediction in predictions where !prediction.isPoisoned {
      guard prediction.shape[0] == batchSize else {
        trace.fail(
          operation: "output", wanted: "one row for each sample: a shape [N, …]",
          received: "\(prediction.shape) for N = \(batchSize)",
          help: "reduce over other axes than the first")
        break
      }
    }
    var named: [(String, Tensor)] = []
    var optimizers: [TracedOptimizer] = []
    if purpose == .predict {
      named = predictions.enumerated().map { ("output_\($0.offset)", $0.element) }
    } else if !trace.errors.isEmpty {
      if let error = HoneError.combining(trace.errors) { throw error }
    } else {
      let targets = self.targets(among: fields)
      try requireOutputs(predictions.count, targets.count)
      let weights = fields.first { $0.role == .sampleWeight }.map { tensor(for: $0, trace) }
      let loss = self.loss(predictions, targets, weights, trace, metricsPrefix)
      named = [("loss", loss)]
      if purpose == .train {
        let slots = trace.trainableSlots()
        var gradients = gradient(of: loss, withRespectTo: slots.map { trace.value(of: $0) })
        if let radius = optimizer.options.sharpness {
          gradients = trace.sharpGradients(slots, gradients, radius: radius) {
            let again = trace.within("", at: nil, frozen: !model.isTrainable) {
              model.forward(inputs)
            }
            return self.loss(again, targets, weights, trace, nil)
          }
        }
        optimizers = trace.apply(optimizer, to: slots, gradients: gradients, prefix: "")
      }
    }
    let program = try trace.program(name: purpose.rawValue, outputs: named)
    return TracedStep(
      program: program, initialValues: trace.initialValues, optimizers: optimizers,
      calls: trace.calls)
  }

  /// The errors of a model with the batch unknown, as its user thinks of it, rather than 1.
  func explained(_ error: HoneError, fields: [FieldSpec]) -> HoneError {
    let trace = Trace(mode: .inference)
    let inputs = self.inputs(among: fields).map { tensor(for: $0, trace) }
    _ = trace.within("", at: nil, frozen: false) { model.forward(inputs) }
    return HoneError.combining(trace.errors) ?? error
  }

  /// The input fields in the order of the model's inputs.
  func inputs(among fields: [FieldSpec]) -> [FieldSpec] {
    Self.ordered(fields, .input, like: model.inputFields?.map(\.name) ?? [])
  }

  /// The target fields in the order of the model's outputs.
  func targets(among fields: [FieldSpec]) -> [FieldSpec] {
    Self.ordered(fields, .target, like: outputs.map(\.name))
  }

  /// Fields of a role: by name if the names are those of the model, else as the data has them.
  private static func ordered(
    _ fields: [FieldSpec], _ role: FieldSpec.Role, like names: [String]
  ) -> [FieldSpec] {
    let given = fields.filter { $0.role == role }
    guard given.map(\.name).sorted() == names.sorted() else { return given }
    return names.compactMap { name in given.first { $0.name == name } }
  }

  /// The name of a field among a program's inputs.
  static func inputName(_ field: FieldSpec) -> String {
    field.role == .input ? field.name : field.role.rawValue + ":" + field.name
  }

  /// An input as the model takes it: bytes and doubles become float32.
  func tensor(for field: FieldSpec, _ trace: Trace) -> Tensor {
    let type = TensorType(
      field.dtype, Shape([trace.batchSize ?? Shape.unknown] + field.shape.dimensions))
    let input = trace.input(name: Self.inputName(field), type: type)
    switch field.dtype {
    case .uint8, .float64, .bool: return input.converted(to: .float32)
    default: return input
    }
  }

  func requireOutputs(_ predictions: Int, _ targets: Int) throws(HoneError) {
    guard predictions == outputs.count else {
      throw HoneError(
        .model, operation: "compile", wanted: "a loss for each of \(predictions) outputs",
        received: "\(outputs.count)", help: "pass losses: [.…, .…] in the order of the outputs")
    }
    guard targets == outputs.count else {
      throw HoneError(
        .data, operation: "targets", wanted: "\(outputs.count) targets, one for each output",
        received: "\(targets)", help: "pass y, or a data set with targets")
    }
  }

  /// The total loss: the weighted losses of the outputs and the penalties of the layers. Metrics
  /// are summed under the prefix, if there is one.
  func loss(
    _ predictions: [Tensor], _ fields: [FieldSpec], _ weights: Tensor?, _ trace: Trace,
    _ prefix: String?
  ) -> Tensor {
    var total: Tensor?
    var sums: [MetricSums] = []
    for (index, output) in outputs.enumerated() {
      let prediction = predictions[index]
      let target = self.target(fields[index], for: prediction, output.loss.targets, trace)
      let value = output.loss(prediction, target, sampleWeights: weights)
      let weighted = output.weight == 1 ? value : value * output.weight
      total = total.map { $0 + weighted } ?? weighted
      if outputs.count > 1 {
        sums.append(.mean(named: output.name + "_loss", value, count: trace.batchSize ?? 1))
      }
      for metric in output.resolvedMetrics(for: prediction.shape) {
        let wanted = self.target(fields[index], for: prediction, metric.targets, trace)
        let weighted = metric as? WeightedMetric ?? WeightedMetric(metric)
        sums.append(
          MetricSums(
            name: (outputs.count > 1 ? output.name + "_" : "") + metric.name,
            tensors: weighted.sums(
              prediction, wanted, mask: prediction.mask,
              weights: metric is WeightedMetric ? weights : nil)))
      }
    }
    let penalty = self.penalty(trace)
    if let penalty {
      total = total.map { $0 + penalty }
      sums.insert(
        .mean(named: MetricSums.penalty, penalty, count: trace.batchSize ?? 1), at: 0)
    }
    let loss = total ?? Tensor(0)
    sums.insert(.mean(named: "loss", loss, count: trace.batchSize ?? 1), at: 0)
    if let prefix { for entry in sums { entry.accumulate(in: trace, prefix: prefix) } }
    return loss
  }

  /// The sum of what layers add to the loss, such as weight penalties; nil if they add nothing.
  private func penalty(_ trace: Trace) -> Tensor? {
    guard let first = trace.penalties.first?.value else { return nil }
    return trace.penalties.dropFirst().reduce(first) { $0 + $1.value }
  }

  /// A target in the form that a loss or metric wants, or an error that says what would do.
  func target(
    _ field: FieldSpec, for prediction: Tensor, _ kind: TargetKind, _ trace: Trace
  ) -> Tensor {
    let batch = trace.batchSize ?? Shape.unknown
    let target = trace.input(
      name: Self.inputName(field),
      type: TensorType(field.dtype, Shape([batch] + field.shape.dimensions)))
    switch kind {
    case .classIndices:
      let wanted = Shape(prediction.shape.dimensions.dropLast().map { $0 })
      guard Self.agree(field.shape.dimensions[...], wanted.dimensions.dropFirst()) else {
        return trace.fail(
          operation: "target \"\(field.name)\"",
          wanted: "one class index for each prediction: targets of shape \(wanted)",
          received: "\(target.shape)",
          help: "one-hot targets go with categoricalCrossentropy")
      }
      return target.reshaped(to: wanted.dimensions).converted(to: .int32)
    case .likePredictions:
      guard Self.agree(field.shape.dimensions[...], prediction.shape.dimensions.dropFirst()) else {
        let isIndex = field.shape.count <= 1
        return trace.fail(
          operation: "target \"\(field.name)\"", wanted: "targets of shape \(prediction.shape)",
          received: "\(target.shape)",
          help: isIndex
            ? "class indices go with sparseCategoricalCrossentropy"
            : "give the last layer as many outputs as the target has values")
      }
      return target.converted(to: prediction.dtype).reshaped(to: prediction.shape.dimensions)
    case .labels: return target.converted(to: .int32)
    }
  }
  /// Whether two shapes are the same but for extents of 1, as a column is for a vector.
  private static func agree(_ a: ArraySlice<Int>, _ b: ArraySlice<Int>) -> Bool {
    a.filter { $0 != 1 } == b.filter { $0 != 1 }
  }
}

/// What is wanted of one output of a model.
struct OutputSpecification: Sendable {
  var name: String
  var loss: any Loss
  var weight: Double
  var metrics: [any Metric]

  /// The metrics, `accuracy` being replaced by the kind that fits the loss.
  func resolvedMetrics(for predictionShape: Shape) -> [any Metric] {
    metrics.map { $0.resolved(for: loss, predictionShape: predictionShape) }
  }
}

/// The sums of a metric in a program: float64 state that grows with each batch.
struct MetricSums {
  var name: String
  var tensors: [Tensor]

  /// The name of what layers add to the loss, beside `loss`, which includes it.
  static let penalty = "penalty"

  /// A mean over samples of a value that is itself a mean over the batch.
  static func mean(named name: String, _ value: Tensor, count: Int) -> MetricSums {
    let total = value.converted(to: .float64) * Double(count)
    return MetricSums(name: name, tensors: [total, total.like(Double(count))])
  }

  static func path(_ prefix: String, _ name: String, _ index: Int) -> String {
    "metrics/\(prefix)/\(name)/\(index)"
  }

  func accumulate(in trace: Trace, prefix: String) {
    for (index, tensor) in tensors.enumerated() where !tensor.isPoisoned {
      let path = Self.path(prefix, name, index)
      let sum = trace.state(
        path: path, type: tensor.type, role: .metric, initial: ConstantValue(0))
      trace.update(path: path, to: sum + tensor)
    }
  }
}
