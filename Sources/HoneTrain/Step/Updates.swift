internal import HoneCore
package import HoneGraph
package import HoneNN

/// An optimizer in a program: whose numbers enter it, and under which names.
package struct TracedOptimizer: Sendable {
  /// What the names of its scalars begin with.
  package var prefix: String
  /// The optimizer.
  package var optimizer: any Optimizer
  /// What its learning rate is multiplied by.
  package var factor: Double
  /// The optimizer's options.
  package let options: UpdateOptions

  init(prefix: String, optimizer: any Optimizer, factor: Double) {
    self.prefix = prefix
    self.optimizer = optimizer
    self.factor = factor
    options = optimizer.options
  }
}

extension Trace {
  /// The weights that the optimizer may change, beneath a path or anywhere.
  func trainableSlots(beneath path: String? = nil) -> [StateSlot] {
    graph.slots.filter { slot in
      slot.role == .parameter && slot.isTrainable
        && (path.map { slot.path == $0 || slot.path.hasPrefix($0 + "/") } ?? true)
    }
  }

  /// The present value of a slot that exists.
  func value(of slot: StateSlot) -> Tensor {
    state(
      path: slot.path, type: slot.type, role: slot.role, isTrainable: slot.isTrainable,
      initial: ConstantValue(0))
  }

  /// Moves weights along their gradients, in the order that ``UpdateOptions`` tells.
  ///
  /// The memory of the optimizer is state at `optimizer/<weight>/<slot>`.
  ///
  /// - Returns: the optimizer, once for each multiplier of its rate.
  package func apply(
    _ optimizer: any Optimizer, to slots: [StateSlot], gradients: [Tensor], prefix: String
  ) -> [TracedOptimizer] {
    let pairs = zip(slots, gradients).filter { !$0.1.isPoisoned }
    let weights = pairs.map(\.0)
    let updates = WeightUpdates(trace: self, optimizer: optimizer, prefix: prefix)
    updates.requirePatterns(among: weights)
    let values = weights.map { value(of: $0) }
    let usable = updates.clipped(
      updates.accumulated(pairs.map(\.1), of: weights), weights: values)
    for (index, slot) in weights.enumerated() {
      updates.move(slot, from: values[index], along: usable[index])
    }
    let factors = weights.map { optimizer.options.multiplier(of: $0) }
    return Set(factors + [1]).sorted().map {
      TracedOptimizer(prefix: updates.prefix(for: $0), optimizer: optimizer, factor: $0)
    }
  }
}

/// The parts of an update, traced.
struct WeightUpdates {
  let trace: Trace
  let optimizer: any Optimizer
  /// What the paths of the memory and the names of scalars begin with.
  let prefix: String
  private let options: UpdateOptions

  init(trace: Trace, optimizer: any Optimizer, prefix: String) {
    self.trace = trace
    self.optimizer = optimizer
    self.prefix = prefix
    options = optimizer.options
  }

  /// The beginning of the names of scalars for weights of a multiplier.
  func prefix(for factor: Double) -> String {
    factor == 1 ? prefix : prefix + "rate_times_\(factor)/"
  }

  /// A pattern that means no weight is a mistake.
  func requirePatterns(among weights: [StateSlot]) {
    let usual = WeightPattern.biasesAndNormalization
    let patterns =
      options.learningRateMultipliers.map(\.pattern)
      + options.excludeFromWeightDecay.filter { !usual.contains($0) }
    for pattern in patterns
    where !weights.contains(where: { WeightPattern.matches(pattern, $0.path) }) {
      let known = Set(
        weights.flatMap { [$0.path, String($0.path.prefix { $0 != "/" })] })
      trace.fail(
        operation: "optimizer", message: "the pattern \"\(pattern)\" means no trainable weight.",
        help: NearestKey.help(for: pattern, among: known.sorted())
          ?? "the weights are \(weights.prefix(4).map(\.path)) …")
    }
  }

  // MARK: Gradients

  /// The mean gradients over the steps of an update; in other steps they aren't used.
  func accumulated(_ gradients: [Tensor], of weights: [StateSlot]) -> [Tensor] {
    guard let isUpdate else { return gradients }
    return zip(weights, gradients).map { slot, gradient in
      let memory = memory(
        slot, OptimizerSlot("gradient_accumulator"))
      let sum = memory.value + gradient
      trace.update(path: memory.path, to: select(isUpdate, zerosLike(sum), sum))
      return sum / Double(options.gradientAccumulationSteps)
    }
  }

  func clipped(_ gradients: [Tensor], weights: [Tensor]) -> [Tensor] {
    options.clipping?(gradients, weights: weights) ?? gradients
  }

  // MARK: Weights

  /// One weight's update: decay, the optimizer's formula, the threshold, the constraint, the
  /// average.
  func move(_ slot: StateSlot, from old: Tensor, along gradient: Tensor) {
    let head = prefix(for: options.multiplier(of: slot))
    let numbers = optimizer.scalars(learningRate: 0, iteration: 1)
    let scalars = numbers.map { trace.scalar(head + $0.name) }
    let memory = optimizer.slots(for: slot).map { self.memory(slot, $0) }
    let result = optimizer.step(
      parameter: decayed(old, slot, head), gradient: gradient, scalars: scalars,
      slots: memory.map(\.value))
    let moved = thresholded(result.parameter, slot, head)
    let constrained = trace.constraints[slot.path].map { $0(moved) } ?? moved
    let new = averaged(ifUpdate(constrained, else: old), slot)
    trace.update(path: slot.path, to: new)
    for (entry, value) in zip(memory, result.slots) {
      trace.update(path: entry.path, to: ifUpdate(value, else: entry.value))
    }
  }

  private func decayed(_ weight: Tensor, _ slot: StateSlot, _ head: String) -> Tensor {
    let decay = optimizer.weightDecay(for: slot)
    guard decay > 0 else { return weight }
    return weight - weight * (trace.scalar(head + UpdateScalar.rate.rawValue) * decay)
  }

  /// A weight after the soft threshold that its penalty asks for: sign(w) · max(|w| − η·l1, 0).
  private func thresholded(_ weight: Tensor, _ slot: StateSlot, _ head: String) -> Tensor {
    guard let threshold = trace.softThresholds[slot.path] else { return weight }
    let rate = trace.scalar(head + UpdateScalar.rate.rawValue)
    return sign(weight) * maximum(abs(weight) - rate * threshold, 0)
  }

  private func averaged(_ weight: Tensor, _ slot: StateSlot) -> Tensor {
    guard let averaging = options.averaging else { return weight }
    let memory = memory(slot, OptimizerSlot("average"))
    let share = trace.scalar(prefix + UpdateScalar.averageRate.rawValue)
    let average = memory.value + (weight - memory.value) * share
    trace.update(path: memory.path, to: average)
    guard averaging.overwriteFrequency != nil else { return weight }
    return select(trace.scalar(prefix + UpdateScalar.overwrites.rawValue) .> 0, average, weight)
  }

  // MARK: Steps that only accumulate

  /// Whether the step is an update; nil if each is one.
  private var isUpdate: Tensor? {
    guard options.gradientAccumulationSteps > 1 else { return nil }
    return trace.scalar(prefix + UpdateScalar.isUpdate.rawValue) .> 0
  }

  private func ifUpdate(_ new: Tensor, else old: Tensor) -> Tensor {
    isUpdate.map { select($0, new, old) } ?? new
  }

  // MARK: Memory

  private func memory(
    _ slot: StateSlot, _ entry: OptimizerSlot
  ) -> (path: String, value: Tensor) {
    let path = "optimizer/\(prefix)\(slot.path)/\(entry.name)"
    let initial: any InitialValue =
      entry.beginning == .weight ? CopiedValue(path: slot.path) : ConstantValue(entry.initialValue)
    let type = TensorType(slot.type.dtype, entry.shape ?? slot.type.shape)
    return (path, trace.state(path: path, type: type, role: .optimizer, initial: initial))
  }
}

/// The value that another slot has when this one is made.
struct CopiedValue: InitialValue {
  var path: String

  /// For an engine that doesn't know the other slot.
  func makeValue(shape: Shape, dtype: DType, key: RandomKey) -> HostTensor {
    HostTensor(zeros: shape, dtype: dtype)
  }
}

extension Optimizer {
  /// The numbers that an optimizer and its options remember for a weight.
  func memoryCount(for weight: StateSlot) -> Int {
    let size = weight.type.shape.count
    let own = slots(for: weight).reduce(0) { $0 + ($1.shape?.count ?? size) }
    let accumulator = options.gradientAccumulationSteps > 1 ? size : 0
    return own + accumulator + (options.averaging == nil ? 0 : size)
  }
}
