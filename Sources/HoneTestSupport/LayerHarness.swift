public import HoneBackend
public import HoneCore
public import HoneGraph
public import HoneNN
public import HoneReference

/// Holds a layer to what every layer must keep: shapes, weights, configuration, sharing, gradients.
///
/// ```swift
/// try LayerHarness(Conv2D(4, kernelSize: 3), [2, 6, 5, 3])
///   .verify(output: [2, 4, 3, 4], weights: ["kernel": [3, 3, 3, 4], "bias": [4]])
/// ```
public struct LayerHarness: Sendable {
  /// The layer.
  public let layer: any Layer
  /// The inputs' shapes, batch first.
  public let shapes: [Shape]

  /// Creates a harness for a layer on inputs of the given shapes.
  public init(_ layer: any Layer, _ shapes: Shape...) {
    self.layer = layer
    self.shapes = shapes
  }

  /// Creates a harness for a layer on inputs of the given shapes.
  public init(layer: any Layer, shapes: [Shape]) {
    self.layer = layer
    self.shapes = shapes
  }

  /// What one step of a layer gave.
  public struct Step: Sendable {
    /// The outputs.
    public var outputs: [HostTensor]
    /// What the layer adds to the loss; zero if nothing. The gradients include it.
    public var penalty: Double
    /// The gradient for each floating-point input.
    public var inputGradients: [HostTensor]
    /// The gradient for each trainable weight, by its name within the layer.
    public var weightGradients: [String: HostTensor]
    /// All weights and statistics after the step.
    public var weights: [String: HostTensor]
  }

  /// Checks everything that holds for every layer.
  ///
  /// - Parameters:
  ///   - output: the output's shape.
  ///   - weights: the trainable weights.
  ///   - statistics: the weights that only the forward pass changes.
  ///   - gradients: whether gradients are compared with finite differences, in float64.
  /// - Throws: a ``Mismatch`` for the first thing that doesn't hold.
  public func verify(
    output: Shape, weights: [String: Shape] = [:], statistics: [String: Shape] = [:],
    gradients: Bool = true
  ) throws {
    try verifyShapes(output)
    try verifyWeights(weights, statistics)
    try verifyConfiguration()
    try verifySharing()
    if gradients { try verifyGradients() }
  }

  /// Traces the layer once.
  public func trace(
    mode: Mode = .training, batchSize: Int? = nil, dtype: DType = .float32
  ) -> (trace: Trace, outputs: [Tensor]) {
    let trace = Trace(mode: mode, batchSize: batchSize)
    return (trace, layer.outputs(of: inputs(of: trace, dtype: dtype)))
  }

  /// Runs the layer for one step.
  ///
  /// - Parameters:
  ///   - inputs: the inputs' values; by default ``values(_:dtype:)``.
  ///   - weights: values of weights by their names; others begin as their initializers say.
  ///   - upstream: the gradient of the first output; by default ones.
  ///   - step: the number of the step, and ``seed``, for random draws.
  public func run(
    inputs: [HostTensor]? = nil, weights: [String: HostTensor] = [:], upstream: HostTensor? = nil,
    mode: Mode = .training, seed: Int = 1, step: Int = 1,
    backend: any Backend = ReferenceBackend()
  ) throws -> Step {
    let values = inputs ?? values(dtype: .float32)
    let trace = Trace(mode: mode, batchSize: values.first?.shape[0])
    let operands = values.enumerated().map {
      trace.input(
        name: "x\($0.offset)", type: TensorType($0.element.dtype, $0.element.shape))
    }
    let outputs = layer.outputs(of: operands)
    if let error = HoneError.combining(trace.errors) { throw error }
    let slots = trace.graph.slots.filter(\.isTrainable)
    let sources = operands.filter(\.dtype.isFloatingPoint) + slots.map { parameter($0, trace) }
    let seeds = upstream.map { [Tensor($0)] } ?? outputs.map(onesLike)
    let penalties = trace.penalties.map(\.value)
    let gradients = vectorJacobianProduct(
      of: Array(outputs.prefix(seeds.count)) + penalties,
      upstream: seeds + penalties.map(onesLike),
      withRespectTo: sources)
    let results = (outputs + gradients + penalties).enumerated()
      .map { ("y\($0.offset)", $0.element) }
    let program = try trace.program(name: "layer", outputs: results)
    let store = try backend.makeStateStore()
    for slot in program.graph.slots {
      let initial = trace.initialValues[slot.path]?.makeValue(
        shape: slot.type.shape, dtype: slot.type.dtype, key: RandomKey(seed: 1).folding(slot.path))
      try store.set(
        slot, to: weights[localName(slot)] ?? initial ?? HostTensor(zeros: slot.type.shape))
    }
    let executable = try backend.compile(program, over: store)
    let host = try executable.run(
      values, scalars: program.graph.scalars.map { Double($0.name == "seed" ? seed : step) })
    let inputCount = sources.count - slots.count
    let weightGradients = host[(outputs.count + inputCount)...].prefix(slots.count)
    let after = try program.graph.slots.map { (localName($0), try store.value(at: $0.path)) }
    return Step(
      outputs: Array(host[..<outputs.count]),
      penalty: host.suffix(penalties.count).map { $0.elements(as: Double.self)[0] }.reduce(0, +),
      inputGradients: Array(host[outputs.count..<outputs.count + inputCount]),
      weightGradients: Dictionary(
        uniqueKeysWithValues: zip(slots.map(localName), weightGradients)),
      weights: Dictionary(uniqueKeysWithValues: after))
  }

  /// Distinct numbers between −2 and 2 in a random order, away from 0 and from each other, so that
  /// no finite difference crosses a kink.
  public func values(dtype: DType) -> [HostTensor] {
    shapes.enumerated().map { Self.values($0.element, stream: UInt64($0.offset), dtype: dtype) }
  }

  private static func values(_ shape: Shape, stream: UInt64, dtype: DType) -> HostTensor {
    let order = RandomKey(seed: 7, stream: stream).permutation(shape.count)
    let spread = 4 / Double(max(shape.count, 1))
    let values = order.map { (Double($0) + 0.37) * spread - 2 }
    return HostTensor(unchecked: values, shape: shape).converted(to: dtype)
  }

  // MARK: Checks

  private func verifyShapes(_ wanted: Shape) throws {
    for batchSize in [nil, batchSize] {
      let (trace, outputs) = trace(batchSize: batchSize)
      if let error = HoneError.combining(trace.errors) { throw error }
      var expected = wanted
      if batchSize == nil { expected.dimensions[0] = Shape.unknown }
      try require(
        outputs.map(\.shape) == [expected], "output shape", outputs.map(\.shape), expected)
    }
  }

  private func verifyWeights(_ weights: [String: Shape], _ statistics: [String: Shape]) throws {
    for mode in Mode.allCases {
      let slots = trace(mode: mode, batchSize: batchSize).trace.graph.slots
      func shapes(_ role: StateSlot.Role) -> [String: Shape] {
        Dictionary(
          uniqueKeysWithValues: slots.filter { $0.role == role }.map {
            (localName($0), $0.type.shape)
          })
      }
      try require(shapes(.parameter) == weights, "weights", shapes(.parameter), weights)
      try require(shapes(.statistic) == statistics, "statistics", shapes(.statistic), statistics)
    }
  }

  /// Layer to JSON to layer to JSON is the same JSON, and the two layers compute the same.
  private func verifyConfiguration() throws {
    let json = try layer.encoded().json()
    let value = try ConfigurationValue(parsingJSON: json, file: "layer.json")
    let copy = try Registry.standard.makeLayer(from: value)
    let again = try copy.encoded().json()
    try require(json == again, "configuration after a round trip", again, json)
    let (first, second) = (try run(), try LayerHarness(layer: copy, shapes: shapes).run())
    for (a, b) in zip(first.outputs, second.outputs) { try expectClose(b, a, tolerance: .exact) }
    try require(
      first.weights == second.weights, "weights after a round trip", second.weights.keys,
      first.weights.keys)
  }

  /// A second call adds no weights, and gives the same if nothing is random.
  private func verifySharing() throws {
    let trace = Trace(mode: .inference, batchSize: batchSize)
    let operands = inputs(of: trace, dtype: .float32)
    let first = layer.outputs(of: operands)
    let slots = trace.graph.slots.map(\.path)
    let second = layer.outputs(of: operands)
    try require(
      trace.graph.slots.map(\.path) == slots, "slots after a second call",
      trace.graph.slots.map(\.path), slots)
    let values = zip(first, second).allSatisfy { trace.resolve($0) == trace.resolve($1) }
    try require(values, "a second call on the same inputs", "other values", "the same values")
  }

  /// Compares gradients with finite differences, in float64.
  ///
  /// Weights become operands: their slots are set to operands before the layer asks for them.
  public func verifyGradients() throws {
    let slots = trace(batchSize: batchSize, dtype: .float64).trace.graph.slots
      .filter { $0.role == .parameter }
    let points =
      values(dtype: .float64)
      + slots.enumerated().map {
        Self.values($0.element.type.shape, stream: 100 + UInt64($0.offset), dtype: .float64)
      }
    let layer = layer
    let count = shapes.count
    try GradientCheck().verify(at: points) { operands in
      guard let trace = operands.first?.trace else { return [] }
      for (slot, value) in zip(slots, operands[count...]) {
        _ = trace.state(
          path: slot.path, type: slot.type, role: slot.role, initial: ConstantValue(0))
        trace.update(path: slot.path, to: value)
      }
      return layer.outputs(of: Array(operands[..<count]))
    }
  }

  // MARK: Helpers

  private var batchSize: Int? { shapes.first?[0] }

  private func inputs(of trace: Trace, dtype: DType) -> [Tensor] {
    shapes.enumerated().map { index, shape in
      var shape = shape
      if trace.batchSize == nil { shape.dimensions[0] = Shape.unknown }
      return trace.input(name: "x\(index)", type: TensorType(dtype, shape))
    }
  }

  private func parameter(_ slot: StateSlot, _ trace: Trace) -> Tensor {
    trace.state(path: slot.path, type: slot.type, role: slot.role, initial: ConstantValue(0))
  }

  /// The slot's path within the layer.
  private func localName(_ slot: StateSlot) -> String {
    slot.path.split(separator: "/").dropFirst().joined(separator: "/")
  }

  private func require(
    _ condition: Bool, _ what: String, _ received: Any, _ wanted: Any
  ) throws {
    guard !condition else { return }
    throw Mismatch(
      message: "\(type(of: layer)): \(what): received \(received), wanted \(wanted)",
      maxError: .infinity)
  }
}
