internal import HoneCore
internal import HoneGraph
internal import HoneNN

/// The parts of a model that its predictions depend on, each after those that it reads.
struct ModelParts {
  private(set) var parts: [ModelPart] = []
  /// For each prediction the part that makes it; nil for one that no input enters.
  private(set) var ends: [Int?] = []

  init(_ trace: Trace, _ predictions: [Tensor]) {
    var builder = Builder(trace)
    ends = predictions.map { prediction in
      trace.resolve(prediction).flatMap { builder.part(making: $0) }
    }
    parts = builder.parts
    for (index, part) in parts.enumerated() {
      for source in part.sources { parts[source].readers.append(index) }
    }
  }

  subscript(index: Int) -> ModelPart { parts[index] }

  /// The parts that products with kernels are.
  var kernels: [Int] { parts.indices.filter { parts[$0].kind == .kernel } }

  /// The only part that reads another.
  func onlyReader(of index: Int) -> Int? {
    parts[index].readers.count == 1 ? parts[index].readers[0] : nil
  }

  /// The only part that another reads.
  func onlySource(of index: Int) -> Int? {
    parts[index].sources.count == 1 ? parts[index].sources[0] : nil
  }

  /// The next part along a path without branches that isn't of the kinds that are passed.
  func next(after index: Int, passing: (ModelPart) -> Bool) -> Int? {
    var place = onlyReader(of: index)
    while let here = place, passing(parts[here]), parts[here].sources.count == 1 {
      place = onlyReader(of: here)
    }
    return place
  }

  /// The part before along a path without branches that isn't of the kinds that are passed.
  func previous(before index: Int, passing: (ModelPart) -> Bool) -> Int? {
    var place = onlySource(of: index)
    while let here = place, passing(parts[here]) { place = onlySource(of: here) }
    return place
  }

  /// Whether a kernel stands behind a part, with nothing between but what passes signals on.
  func feedsKernel(_ index: Int) -> Bool {
    parts[index].readers.contains { reader in
      switch parts[reader].kind {
      case .kernel, .recurrent: true
      case .dropout, .shaping, .flatten, .pooling, .merging, .batchNormalization, .normalization:
        feedsKernel(reader)
      default: false
      }
    }
  }

  /// The function whose results a prediction is; "linear" for those of a kernel without one; nil if
  /// it can't be told.
  func activation(ofOutput output: Int) -> (name: String, part: Int)? {
    var place = ends[output]
    while let index = place {
      let part = parts[index]
      if let name = part.lastActivation { return (name, index) }
      switch part.kind {
      case .kernel: return ("linear", index)
      case .dropout, .shaping, .flatten, .pooling, .batchNormalization:
        place = onlySource(of: index)
      default: return nil
      }
    }
    return nil
  }
}

/// Walks from predictions back to inputs.
private struct Builder {
  let trace: Trace
  var parts: [ModelPart] = []
  private var calls: [ValueID: CallRecord] = [:]
  private var known: [ValueID: Int?] = [:]

  init(_ trace: Trace) {
    self.trace = trace
    for call in trace.calls {
      guard let layer = call.layer as? any Layer, ModelPart.Kind(layer) != nil else { continue }
      for output in call.values.outputs
      where calls[output] == nil && !call.values.inputs.contains(output) {
        calls[output] = call
      }
    }
  }

  /// The part that makes a value, made with those before it; nil for weights and constants.
  mutating func part(making value: ValueID) -> Int? {
    if let known = known[value] { return known }
    known[value] = .some(nil)
    let index = make(value)
    known[value] = .some(index)
    return index
  }

  private mutating func make(_ value: ValueID) -> Int? {
    if let call = calls[value], let layer = call.layer as? any Layer,
      let kind = ModelPart.Kind(layer)
    {
      return append(
        value, kind, path: call.path, layer: layer, operands: call.values.inputs,
        activation: Self.activation(of: layer))
    }
    let node = trace.graph.nodes[value.node]
    switch node.op {
    case .state, .constant, .scalar, .iota, .random: return nil
    default: break
    }
    guard let kind = ModelPart.Kind.of(node.op) else {
      return node.inputs.first.flatMap { part(making: $0) }
    }
    return append(
      value, kind, path: node.scope, layer: nil, operands: node.inputs, activation: nil)
  }

  private mutating func append(
    _ value: ValueID, _ kind: ModelPart.Kind, path: String, layer: (any Layer)?,
    operands: [ValueID], activation: String?
  ) -> Int? {
    var sources: [Int] = []
    for operand in operands {
      if let source = part(making: operand), !sources.contains(source) { sources.append(source) }
    }
    guard !sources.isEmpty || kind == .input || layer != nil else { return nil }
    parts.append(
      ModelPart(
        path: path, kind: kind, layer: layer, activation: activation, sources: sources,
        inputType: operands.first.map { trace.graph.type(of: $0) }, output: value,
        outputType: trace.graph.type(of: value)))
    return parts.count - 1
  }

  /// The name of the function that a kernel's layer applies to its output.
  private static func activation(of layer: any Layer) -> String? {
    let function: (any ActivationFunction)? =
      switch layer {
      case let layer as Dense: layer.activation
      case let layer as EinsumDense: layer.activation
      case let layer as any ConvolutionLayer: layer.options.activation
      default: nil
      }
    guard let function else { return nil }
    let name = type(of: function).schema.name
    return name == "linear" ? nil : name
  }
}
