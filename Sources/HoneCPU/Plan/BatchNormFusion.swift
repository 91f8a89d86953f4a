internal import HoneCore
internal import HoneGraph

/// Joins a batch normalization with the addition of a residual and the ReLU that alone read it, and
/// its gradient with the ReLU's.
///
/// The joined nodes become aliases: `relu(bn(x))` of the normalization, which then clamps, and
/// `select(relu(…) > 0, g, 0)` of `g`, which the gradient then masks; it gets beta as an operand.
struct BatchNormFusion {
  var graph: Graph
  /// Normalizations that clamp, and gradients that mask.
  private(set) var fused: Set<Int> = []
  /// The pooling that a normalization or its gradient does in passing.
  var poolings: [Int: Pooling] = [:]
  private(set) var readers: [ValueID: [Int]] = [:]

  init(_ graph: Graph, results: [ValueID]) {
    self.graph = graph
    for (index, node) in graph.nodes.enumerated() {
      for input in Set(node.inputs) { readers[input, default: []].append(index) }
    }
    // The host reads results.
    for result in results { readers[result, default: []].append(-1) }
    for index in graph.nodes.indices { fuse(index) }
  }

  private mutating func fuse(_ index: Int) {
    let node = graph.nodes[index]
    let axis: Int
    switch node.op {
    case .batchNormTraining(let a, _), .batchNormInference(let a, _): axis = a
    default: return
    }
    let type = node.types[0]
    guard type.dtype == .float32, axis == type.shape.rank - 1, type.shape.count > 0,
      let reader = onlyReader(of: index)
    else { return }
    guard graph.nodes[reader].op == .unary(.relu) else {
      fuseResidual(index, reader)
      return
    }
    let relu = reader
    let gradients =
      self.readers[node.inputs[0]]?.filter { $0 >= 0 && isGradient($0, of: index) } ?? []
    graph.nodes[relu].op = .stopGradient
    fused.insert(index)
    let masks = gradients.compactMap { fuseGradient($0, relu, beta: node.inputs[2]) }
    if case .batchNormTraining = node.op, masks.count == gradients.count {
      fusePooling(index, relu, masks)
    }
  }

  private func onlyReader(of index: Int) -> Int? {
    guard let list = readers[ValueID(node: index)], list.count == 1, list[0] >= 0 else {
      return nil
    }
    return list[0]
  }

  /// Adds an operand to a training normalization that is there before it. The gradient takes the
  /// ReLU's as it comes, for that is the residual's too.
  private mutating func fuseResidual(_ index: Int, _ add: Int) {
    guard case .batchNormTraining = graph.nodes[index].op,
      let residual = graph.residual(of: ValueID(node: index), in: add, before: index)
    else { return }
    graph.nodes[index].inputs.append(residual)
    graph.nodes[add].op = .stopGradient
    graph.nodes[add].inputs = [ValueID(node: index)]
    guard let relu = onlyReader(of: add), graph.nodes[relu].op == .unary(.relu) else { return }
    graph.nodes[relu].op = .stopGradient
    fused.insert(index)
  }

  /// Whether the last operand of a training normalization is added to its result.
  static func hasResidual(_ node: Node) -> Bool {
    guard case .batchNormTraining = node.op else { return false }
    return node.inputs.count > 3
  }

  private func isGradient(_ candidate: Int, of index: Int) -> Bool {
    guard case .batchNormGradient = graph.nodes[candidate].op,
      case .batchNormTraining = graph.nodes[index].op
    else { return false }
    let (inputs, forward) = (graph.nodes[candidate].inputs, graph.nodes[index].inputs)
    return inputs[0] == forward[0] && inputs[1] == forward[1]
      && inputs[2] == ValueID(node: index, output: 1)
      && inputs[3] == ValueID(node: index, output: 2)
  }

  /// - Returns: the nodes that it took in, or nil if the gradient isn't masked by the ReLU alone.
  private mutating func fuseGradient(_ index: Int, _ relu: Int, beta: ValueID) -> Mask? {
    let upstream = graph.nodes[index].inputs[4]
    let mask = graph.nodes[upstream.node]
    guard mask.op == .select, readers[upstream] == [index], isZero(mask.inputs[2]) else {
      return nil
    }
    let compare = graph.nodes[mask.inputs[0].node]
    guard compare.op == .compare(.greater), compare.inputs[0] == ValueID(node: relu),
      isZero(compare.inputs[1])
    else { return nil }
    graph.nodes[upstream.node].op = .stopGradient
    graph.nodes[upstream.node].inputs = [mask.inputs[1]]
    graph.nodes[index].inputs.append(beta)
    fused.insert(index)
    return Mask(
      gradient: index, select: upstream.node, compare: mask.inputs[0].node, source: mask.inputs[1])
  }

  /// A gradient of the normalization with the nodes that mask it.
  struct Mask {
    var gradient: Int
    var select: Int
    var compare: Int
    /// What is masked.
    var source: ValueID
  }

  /// Whether a value is a constant 0, possibly repeated.
  private func isZero(_ value: ValueID) -> Bool {
    let node = graph.nodes[value.node]
    switch node.op {
    case .broadcast, .reshape: return isZero(node.inputs[0])
    case .constant(let tensor):
      return tensor.withUnsafeBytes { bytes in bytes.allSatisfy { $0 == 0 } }
    default: return false
    }
  }
}
