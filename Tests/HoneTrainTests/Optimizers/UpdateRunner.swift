import Hone
import HoneGraph

@testable import HoneTrain

/// An optimizer at work on some weights, without a model.
final class UpdateRunner {
  private let engine: StepEngine
  private let step: CompiledStep

  /// Traces updates whose gradients a closure makes of the weights and of inputs.
  ///
  /// - Parameters:
  ///   - weights: paths and first values.
  ///   - inputs: the shapes of what each step is given.
  ///   - gradients: what gives the gradients of the weights, and a value to be read.
  init(
    _ optimizer: any Optimizer, weights: KeyValuePairs<String, HostTensor>,
    inputs: [Shape] = [], constraint: (any Constraint)? = nil, on backend: any Backend,
    gradients: (_ weights: [Tensor], _ inputs: [Tensor]) -> (gradients: [Tensor], value: Tensor)
  ) throws {
    engine = try StepEngine(backend: backend, seed: 1)
    let trace = Trace(mode: .training, batchSize: 1)
    let fed = inputs.enumerated().map { index, shape in
      trace.input(name: "x\(index)", type: TensorType(.float32, shape))
    }
    var slots: [StateSlot] = []
    for (path, value) in weights {
      let slot = StateSlot(
        path: path, type: TensorType(value.dtype, value.shape), role: .parameter, isTrainable: true)
      slots.append(slot)
      try engine.store.set(slot, to: value)
      _ = trace.state(
        path: path, type: slot.type, role: .parameter, isTrainable: true, initial: ConstantValue(0))
      if let constraint { trace.constraints[path] = { constraint($0) } }
    }
    let made = gradients(slots.map { trace.value(of: $0) }, fed)
    let optimizers = trace.apply(optimizer, to: slots, gradients: made.gradients, prefix: "")
    step = try engine.compile(
      TracedStep(
        program: try trace.program(name: "updates", outputs: [("value", made.value)]),
        initialValues: trace.initialValues, optimizers: optimizers, calls: []))
  }

  /// Updates whose gradients are given at each step.
  convenience init(
    _ optimizer: any Optimizer, weights: KeyValuePairs<String, HostTensor>,
    constraint: (any Constraint)? = nil, on backend: any Backend
  ) throws {
    try self.init(
      optimizer, weights: weights, inputs: weights.map(\.value.shape), constraint: constraint,
      on: backend
    ) { weights, gradients in (gradients, gradients[0].sum()) }
  }

  /// One step; the rate replaces that of the schedule.
  @discardableResult
  func run(_ inputs: [HostTensor] = [], rate: Double? = nil) throws -> HostTensor {
    engine.learningRateOverride = rate
    let results = try step.executable.run(inputs, scalars: step.scalars(engine: engine))
    engine.stepCount += 1
    return results[0]
  }

  /// The value of a weight, or of memory at `optimizer/<weight>/<slot>`.
  func value(_ path: String) throws -> HostTensor { try engine.store.value(at: path) }

  /// The paths of the memory.
  var memory: [String] { engine.store.slots.filter { $0.role == .optimizer }.map(\.path) }
}
