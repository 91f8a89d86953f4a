public import HoneBackend
public import HoneCore
internal import HoneData
public import HoneGraph
public import HoneNN
internal import Synchronization

/// A training step of your own: a closure that is traced into one compiled program.
///
/// Whatever `fit` can't say fits here: adversarial training, distillation, several optimizers.
///
/// ```swift
/// let distill = try CustomStep(inputs: ["x": [784]], backend: backend) { step in
///   let x = step.input("x")
///   let wanted = softmax(teacher(x) / 4).stopGradient()
///   let loss = -(wanted * logSoftmax(student(x) / 4)).sum(axes: [1]).mean()
///   step.minimize(loss, weightsOf: student, by: .adam())
///   return ["loss": loss]
/// }
/// let logs = try await distill.run(["x": images])
/// ```
///
/// Within the closure a later use of a weight sees the update that an earlier `minimize` made.
/// Weights that were trained elsewhere come in, and trained ones go out, by name:
///
/// ```swift
/// try await distill.build()
/// try distill.load(trainer.weights.values(), beneath: "teacher")
/// try small.weights.load(distill.weights(beneath: "student"))
/// ```
public final class CustomStep: @unchecked Sendable {
  private let inputs: [(name: String, type: TensorType)]
  private let body: @Sendable (StepBuilder) -> [String: Tensor]
  let engine: StepEngine
  private var compiled: [Int: CompiledStep] = [:]
  private let thread = EngineThread()
  private let isBusy = Mutex(false)

  /// Creates a step.
  ///
  /// - Parameters:
  ///   - inputs: the shape of one sample of each input; float32.
  ///   - integerInputs: the shape of one sample of each int32 input, such as labels.
  ///   - seed: the seed of initialization and random draws.
  ///   - backend: the engine.
  ///   - body: what happens in a step; it returns what the host reads.
  public init(
    inputs: KeyValuePairs<String, Shape>, integerInputs: KeyValuePairs<String, Shape> = [:],
    seed: UInt64 = 0, backend: any Backend,
    body: @escaping @Sendable (StepBuilder) -> [String: Tensor]
  ) throws(HoneError) {
    self.inputs =
      inputs.map { ($0.key, TensorType(.float32, $0.value)) }
      + integerInputs.map { ($0.key, TensorType(.int32, $0.value)) }
    self.body = body
    engine = try StepEngine(backend: backend, seed: seed)
  }

  /// Runs one step; returns the closure's results.
  ///
  /// - Parameter batch: each input, `[N, …]`.
  /// - Throws: every error of the traced closure together; `.data` for inputs that don't fit.
  public func run(_ batch: [String: HostTensor]) async throws -> [String: HostTensor] {
    try await exclusively { try self.runNow(batch) }
  }

  /// Makes the weights without running a step, so that they can be set before the first.
  ///
  /// - Throws: every error of the traced closure together.
  public func build() async throws {
    try await exclusively { _ = try self.step(batchSize: 1) }
  }

  private func exclusively<R: Sendable>(
    _ body: @escaping @Sendable () throws -> R
  ) async throws -> R {
    let wasBusy = isBusy.withLock { busy in
      defer { busy = true }
      return busy
    }
    guard !wasBusy else {
      throw HoneError(
        .state, operation: "custom step", message: "it is at work already.",
        help: "await the other call first")
    }
    defer { isBusy.withLock { $0 = false } }
    return try await thread.run(body)
  }

  private func runNow(_ batch: [String: HostTensor]) throws(HoneError) -> [String: HostTensor] {
    let tensors = try ordered(batch)
    let size = tensors.first?.shape[0] ?? 1
    let step = try step(batchSize: size)
    let values = try step.executable.run(tensors, scalars: step.scalars(engine: engine))
    engine.stepCount += 1
    return Dictionary(
      zip(step.executable.program.outputs.map(\.name), values), uniquingKeysWith: { $1 })
  }

  private func ordered(_ batch: [String: HostTensor]) throws(HoneError) -> [HostTensor] {
    var tensors: [HostTensor] = []
    for (name, type) in inputs {
      guard let tensor = batch[name] else {
        throw HoneError(
          .data, path: name, operation: "custom step", message: "this input is missing.",
          help: NearestKey.help(for: name, among: batch.keys.sorted()))
      }
      let rows = tensors.first?.shape[0] ?? tensor.shape[0]
      let wanted = TensorType(type.dtype, Shape([rows] + type.shape.dimensions))
      guard TensorType(tensor.dtype, tensor.shape) == wanted else {
        throw HoneError(
          .data, path: name, operation: "custom step", wanted: "\(wanted)",
          received: "\(tensor.dtype)\(tensor.shape)")
      }
      tensors.append(tensor)
    }
    return tensors
  }

  private func step(batchSize: Int) throws(HoneError) -> CompiledStep {
    if let step = compiled[batchSize] { return step }
    let step = try compile(batchSize: batchSize)
    compiled[batchSize] = step
    return step
  }

  private func compile(batchSize: Int) throws(HoneError) -> CompiledStep {
    let trace = Trace(mode: .training, batchSize: batchSize)
    for (name, type) in inputs {
      _ = trace.input(
        name: name, type: TensorType(type.dtype, Shape([batchSize] + type.shape.dimensions)))
    }
    let builder = StepBuilder(trace: trace)
    let outputs = body(builder).sorted { $0.key < $1.key }
    let program = try trace.program(name: "step", outputs: outputs.map { ($0.key, $0.value) })
    return try engine.compile(
      TracedStep(
        program: program, initialValues: trace.initialValues, optimizers: builder.optimizers,
        calls: trace.calls))
  }
}

/// What a ``CustomStep`` offers to its closure.
public final class StepBuilder {
  let trace: Trace
  var optimizers: [TracedOptimizer] = []
  private var updateCount = 0

  init(trace: Trace) { self.trace = trace }

  /// The number of samples of the batch.
  public var batchSize: Int { trace.batchSize ?? Shape.unknown }

  /// An input by its name.
  public func input(_ name: String) -> Tensor {
    guard let known = trace.graph.inputs.first(where: { $0.name == name }) else {
      return trace.fail(
        operation: "input", message: "there is no input named \"\(name)\".",
        help: NearestKey.help(for: name, among: trace.graph.inputs.map(\.name)))
    }
    return trace.input(name: name, type: known.type)
  }

  /// Standard normal draws, fresh at each step.
  public func normal(_ shape: Shape) -> Tensor {
    trace.random(.normal(mean: 0, deviation: 1), shape: shape)
  }

  /// The present values of a layer's trainable weights; the layer must have been called before.
  public func weights(of layer: any Layer) -> [Tensor] {
    slots(of: layer).map { trace.value(of: $0) }
  }

  /// Moves a layer's weights along the gradient of a loss.
  ///
  /// It is an error if the loss doesn't depend on the weights as they are now, such as a loss that
  /// was computed before an earlier `minimize` changed them.
  public func minimize(_ loss: Tensor, weightsOf layer: any Layer, by optimizer: any Optimizer) {
    let weights = weights(of: layer)
    guard weights.isEmpty || loss.isPoisoned || depends(loss, on: weights) else {
      trace.fail(
        operation: "minimize", message: "the loss doesn't depend on the layer's present weights.",
        help: "compute the loss from the layer's output, and after any earlier minimize of it")
      return
    }
    update(
      weightsOf: layer, gradients: gradient(of: loss, withRespectTo: weights), by: optimizer)
  }

  private func depends(_ loss: Tensor, on weights: [Tensor]) -> Bool {
    let wanted = Set(weights.compactMap { trace.resolve($0) })
    var pending = [loss].compactMap { trace.resolve($0) }
    var seen: Set<ValueID> = []
    while let value = pending.popLast() {
      if wanted.contains(value) { return true }
      guard seen.insert(value).inserted else { continue }
      pending += trace.graph.nodes[value.node].inputs
    }
    return false
  }

  /// Moves a layer's weights along the given gradients, in the order of ``weights(of:)``.
  public func update(
    weightsOf layer: any Layer, gradients: [Tensor], by optimizer: any Optimizer
  ) {
    let slots = slots(of: layer)
    guard slots.count == gradients.count else {
      trace.fail(
        operation: "update", wanted: "\(slots.count) gradients", received: "\(gradients.count)")
      return
    }
    guard optimizer.options.sharpness == nil else {
      trace.fail(
        operation: "sharpness", message: "a step of one's own can't trace its loss again.",
        help: "train with fit, or compute the loss at moved weights in the step")
      return
    }
    updateCount += 1
    optimizers += trace.apply(
      optimizer, to: slots, gradients: gradients, prefix: "step_\(updateCount)/")
  }

  private func slots(of layer: any Layer) -> [StateSlot] {
    guard let path = trace.naming.path(of: layer.identity) else {
      trace.fail(
        operation: "weights", message: "the layer hasn't been called in this step.",
        help: "call it on a tensor first: its weights are made then")
      return []
    }
    return trace.trainableSlots(beneath: path)
  }
}
