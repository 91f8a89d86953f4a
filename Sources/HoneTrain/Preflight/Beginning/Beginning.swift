internal import HoneBackend
internal import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A program that runs one batch forward and back and changes nothing: it has no updates, and a
/// store of its own with copies of the weights.
struct Beginning {
  /// What the batch showed.
  struct Seen {
    /// The losses of the outputs, without penalties.
    var losses: [Double]
    /// The means of the predictions.
    var means: [Double]
    /// The layers with kernels, from the input on.
    var layers: [LayerSeen]
  }

  /// What the batch showed of a layer with a kernel.
  struct LayerSeen {
    let part: Int
    let path: String
    /// The standard deviation of its outputs.
    let deviation: Double
    /// The root mean square of its kernel.
    let weight: Double
    /// That of the kernel's gradient; nil if it is frozen.
    let gradient: Double?
  }

  private let trainer: Trainer
  private let fields: [FieldSpec]
  private let program: Program
  private let initialValues: [String: any InitialValue]
  private let layers: [(part: Int, path: String, isTrained: Bool)]
  private let outputCount: Int
  /// Trainable weights that the loss doesn't depend on.
  let unreached: [StateSlot]

  /// Weights are copied: beyond this nothing is run.
  private static let mostBytes = 1 << 30

  /// Nil if the losses can't be computed, of which training will tell.
  init?(_ forward: ForwardTrace, _ trainer: Trainer, _ fields: [FieldSpec]) {
    self.trainer = trainer
    self.fields = fields
    let recipe = trainer.recipe
    let trace = forward.trace
    let targets = recipe.targets(among: fields)
    guard targets.count == recipe.outputs.count else { return nil }
    let total = recipe.loss(forward.predictions, targets, nil, trace, nil)
    let losses = recipe.outputs.indices.map { index in
      let prediction = forward.predictions[index]
      return recipe.outputs[index].loss(
        prediction,
        recipe.target(targets[index], for: prediction, recipe.outputs[index].loss.targets, trace))
    }
    guard trace.errors.isEmpty, let end = trace.resolve(total) else { return nil }
    unreached = Self.unreached(from: end, trace)
    outputCount = losses.count
    let kernels = forward.parts.kernels.compactMap { part in
      forward.kernel(of: forward.parts[part]).map { (part, $0) }
    }
    let trained = kernels.filter { $0.1.isTrainable }.map(\.1)
    let gradients = gradient(of: total, withRespectTo: trained.map { trace.value(of: $0) })
    var named = losses.map { $0.converted(to: .float32) }
    named += forward.predictions.map { $0.converted(to: .float32).mean() }
    var seen: Set<String> = []
    var layers: [(part: Int, path: String, isTrained: Bool)] = []
    for (part, slot) in kernels where seen.insert(slot.path).inserted {
      let output = Tensor(
        .traced(trace, forward.parts[part].output), forward.parts[part].outputType
      ).converted(to: .float32)
      let centred = output - output.mean()
      let weight = trace.value(of: slot).converted(to: .float32)
      named += [(centred * centred).mean(), (weight * weight).mean()]
      let place = trained.firstIndex { $0.path == slot.path }
      if let place {
        let gradient = gradients[place].converted(to: .float32)
        named.append((gradient * gradient).mean())
      }
      layers.append((part, forward.parts[part].path, place != nil))
    }
    self.layers = layers
    let results = named.map { trace.resolve($0) }
    guard trace.errors.isEmpty, !results.contains(nil) else { return nil }
    program = Program(
      name: "preflight", graph: trace.graph,
      outputs: results.enumerated().compactMap { index, value in
        value.map { Program.Output(name: "\(index)", value: $0) }
      })
    initialValues = trace.initialValues
  }

  /// Runs the first rows of samples.
  ///
  /// - Parameter memory: what a training step may take, and so this; nil if that isn't known.
  /// - Returns: nil if it takes too much memory.
  /// - Throws: what the engine throws.
  func run(_ samples: [HostTensor], within memory: Int?) throws(HoneError) -> Seen? {
    let slots = program.graph.slots
    let bytes = slots.reduce(0) { $0 + $1.type.shape.count * $1.type.dtype.byteCount }
    guard bytes <= Self.mostBytes else { return nil }
    // Nothing is measured for it, and nothing of it is remembered.
    let engine = try StepEngine(backend: try trainer.backend.choosing(.fixed), seed: trainer.seed)
    let traced = TracedStep(
      program: program, initialValues: initialValues, optimizers: [], calls: [])
    if let memory, let needed = engine.backend.roughMemory(of: try engine.prepare(traced).program),
      needed.total.bytes > memory
    {
      return nil
    }
    for slot in slots where trainer.engine.store.slot(at: slot.path) != nil {
      try engine.store.set(slot, to: try trainer.engine.store.value(at: slot.path))
    }
    let step = try engine.compile(traced, fields: fields)
    let inputs = step.fieldIndices.compactMap { index in
      samples[index].withUnsafeBytes { bytes in bytes.baseAddress.map { UnsafeRawPointer($0) } }
    }
    guard inputs.count == step.fieldIndices.count else { return nil }
    try engine.run(step, inputs: inputs)
    withExtendedLifetime(samples) {}
    return read(step.executable)
  }

  private func read(_ executable: any Executable) -> Seen {
    var index = 0
    func next() -> Double {
      defer { index += 1 }
      return executable.number(index)
    }
    let losses = (0..<outputCount).map { _ in next() }
    let means = (0..<outputCount).map { _ in next() }
    let seen = layers.map { layer in
      let (deviation, weight) = (next().squareRoot(), next().squareRoot())
      return LayerSeen(
        part: layer.part, path: layer.path, deviation: deviation, weight: weight,
        gradient: layer.isTrained ? next().squareRoot() : nil)
    }
    return Seen(losses: losses, means: means, layers: seen)
  }

  /// Trainable weights from which no path that gradients can go leads to the loss.
  private static func unreached(from end: ValueID, _ trace: Trace) -> [StateSlot] {
    var seen: Set<Int> = []
    var pending = [end.node]
    while let index = pending.popLast() {
      guard seen.insert(index).inserted else { continue }
      let node = trace.graph.nodes[index]
      switch node.op {
      case .stopGradient, .compare, .argReduce, .iota: continue
      default: pending += node.inputs.map(\.node)
      }
    }
    let reached = Set(
      seen.compactMap { index -> Int? in
        if case .state(let slot) = trace.graph.nodes[index].op { slot } else { nil }
      })
    return trace.graph.slots.enumerated().compactMap { index, slot in
      slot.role == .parameter && slot.isTrainable && !reached.contains(index) ? slot : nil
    }
  }
}

extension Preflight {
  /// The natural logarithm of a number of classes.
  static func logarithm(_ classes: Int) -> Double { log(Double(max(classes, 1))) }
}
