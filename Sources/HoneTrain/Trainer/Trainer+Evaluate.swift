internal import HoneBackend
public import HoneCore
public import HoneData
internal import HoneGraph
internal import HoneNN

extension Trainer {
  /// Loss and metrics over a data set, with running statistics and without dropout.
  ///
  /// - Parameters:
  ///   - data: the samples, with targets.
  ///   - batchSize: samples per step: a number, or `.all`.
  ///   - verbose: whether the result is printed.
  ///   - callbacks: what is told of the test's begin and end.
  @discardableResult
  public func evaluate(
    _ data: any Dataset, batchSize: BatchSize = 128, verbose: Verbosity = .silent,
    callbacks: [any Callback] = []
  ) async throws -> [String: Double] {
    try await measure(
      data, batchSize: batchSize, verbose: verbose, callbacks: callbacks
    ).dictionary
  }

  /// Loss and metrics over a data set, in their order, with the whole results of metrics that are
  /// more than a number: `measure(test).details["confusion_matrix"]`.
  ///
  /// - Parameters: those of ``evaluate(_:batchSize:verbose:callbacks:)``.
  public func measure(
    _ data: any Dataset, batchSize: BatchSize = 128, verbose: Verbosity = .silent,
    callbacks: [any Callback] = []
  ) async throws -> Logs {
    try await measure(.dataset(data), batchSize, verbose, callbacks)
  }

  /// Loss and metrics over the samples of a source, which go through the model's preprocessing.
  @discardableResult
  public func evaluate(
    _ data: any SampleSource, batchSize: BatchSize = 128, verbose: Verbosity = .silent,
    callbacks: [any Callback] = []
  ) async throws -> [String: Double] {
    try await measure(.source(data), batchSize, verbose, callbacks).dictionary
  }

  package func measure(
    _ data: RawData, _ batchSize: BatchSize, _ verbose: Verbosity = .silent,
    _ callbacks: [any Callback] = []
  ) async throws -> Logs {
    try await exclusively {
      var callbacks = try CallbackList(callbacks)
      let data = try self.prepared(data, training: false)
      let check = try self.prepare(data, name: "test data")
      let logs: Logs
      do {
        try callbacks.tell(self) { try $0.testBegin($1) }
        logs = try self.evaluateNow(data, batchSize: batchSize, prefix: "test", check: check)
      } catch {
        try? callbacks.tell(self) { try $0.testEnd(Logs(), $1) }
        throw error
      }
      ProgressReporter(verbosity: verbose, epochs: 1).evaluated(logs)
      try callbacks.tell(self) { try $0.testEnd(logs, $1) }
      return logs
    }
  }

  /// Loss and metrics over arrays; the loss counts each sample by its weight, if there are some.
  public func evaluate(
    x: HostTensor, y: HostTensor, sampleWeight: HostTensor? = nil, batchSize: BatchSize = 128
  ) async throws -> [String: Double] {
    try await evaluate(
      ArrayDataset(x: x, y: y, sampleWeights: sampleWeight), batchSize: batchSize)
  }

  /// The model's outputs for a data set: one tensor for each output, all samples in order.
  public func predict(
    _ data: any Dataset, batchSize: BatchSize = 128, callbacks: [any Callback] = []
  ) async throws -> [HostTensor] {
    try await predict(.dataset(data), batchSize, callbacks)
  }

  /// The model's outputs for the samples of a source, which go through the model's preprocessing.
  public func predict(
    _ data: any SampleSource, batchSize: BatchSize = 128, callbacks: [any Callback] = []
  ) async throws -> [HostTensor] {
    try await predict(.source(data), batchSize, callbacks)
  }

  package func predict(
    _ data: RawData, _ batchSize: BatchSize = 128, _ callbacks: [any Callback] = []
  ) async throws -> [HostTensor] {
    try await exclusively {
      var callbacks = try CallbackList(callbacks)
      let data = try data.prepared(by: self.preprocessing, training: false)
      let check = try self.prepare(data, name: "data", needsTargets: false)
      let outputs: [HostTensor]
      do {
        try callbacks.tell(self) { try $0.predictBegin($1) }
        outputs = try self.predictNow(data, batchSize: batchSize, check: check)
      } catch {
        try? callbacks.tell(self) { try $0.predictEnd($1) }
        throw error
      }
      try callbacks.tell(self) { try $0.predictEnd($1) }
      return outputs
    }
  }

  /// The model's first output for an array.
  public func predict(x: HostTensor, batchSize: BatchSize = 128) async throws -> HostTensor {
    try await predict(ArrayDataset(x: x), batchSize: batchSize)[0]
  }

  func evaluateNow(
    _ data: any Dataset, batchSize: BatchSize, prefix: String, check: BatchCheck?
  ) throws(HoneError) -> Logs {
    let first = try forEachBatch(.evaluate, data, batchSize, prefix, check) { _, _ in }
    return try logs(of: first, prefix: prefix)
  }

  private func predictNow(
    _ data: any Dataset, batchSize: BatchSize, check: BatchCheck?
  ) throws(HoneError) -> [HostTensor] {
    var parts: [[HostTensor]] = []
    _ = try forEachBatch(.predict, data, batchSize, "predict", check) { step, _ in
      parts.append(step.executable.program.outputs.indices.map(step.executable.output))
    }
    return parts[0].indices.map { index in HostTensor.joining(parts.map { $0[index] }) }
  }

  /// Runs a program over all samples in order; the first program ran on full batches.
  private func forEachBatch(
    _ purpose: ModelRecipe.Purpose, _ data: any Dataset, _ batchSize: BatchSize, _ prefix: String,
    _ check: BatchCheck?, _ body: (CompiledStep, Batch) -> Void
  ) throws(HoneError) -> CompiledStep {
    let plan = try BatchPlan(count: data.count, batchSize: batchSize, shuffles: false)
    let first = try step(
      purpose, fields: data.fields, batchSize: plan.batchSize, prefix: prefix)
    try resetMetrics(of: first)
    let loader = try BatchLoader(data, plan: plan, epochs: 1, checking: check)
    var inputs: [UnsafeRawPointer] = []
    while let batch = try loader.next() {
      let step = try self.step(
        purpose, fields: data.fields, batchSize: batch.count, prefix: prefix)
      try run(step, batch, &inputs)
      body(step, batch)
    }
    return first
  }
}

extension HostTensor {
  /// Tensors one after another along their first axis; all of one type and row shape.
  static func joining(_ parts: [HostTensor]) -> HostTensor {
    let rows = parts.reduce(0) { $0 + $1.shape[0] }
    let shape = Shape([rows] + parts[0].shape.dimensions.dropFirst())
    return HostTensor(shape: shape, dtype: parts[0].dtype) { destination in
      var offset = 0
      for part in parts {
        part.withUnsafeBytes { source in
          UnsafeMutableRawBufferPointer(rebasing: destination[offset..<offset + source.count])
            .copyMemory(from: source)
        }
        offset += part.byteCount
      }
    }
  }
}
