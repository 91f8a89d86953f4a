internal import HoneCore
internal import HoneGraph

/// Lets convolutions and matrix products do what follows them: add a bias, normalize with running
/// statistics, add a residual, apply ReLU.
///
/// Nodes that were taken in become aliases of the contraction's result, which then is theirs.
struct FinishFusion {
  struct Fused {
    var bias: ValueID?
    var normalization: (operands: [ValueID], epsilon: Double)?
    var residual: ValueID?
    var relu = false
  }

  private(set) var graph: Graph
  private(set) var finishes: [Int: Fused] = [:]
  private var readers: [ValueID: [Int]] = [:]

  init(_ program: Program) {
    graph = program.graph
    for (index, node) in graph.nodes.enumerated() {
      for input in Set(node.inputs) { readers[input, default: []].append(index) }
    }
    // The host reads results.
    for result in program.results { readers[result, default: []].append(-1) }
    for index in graph.nodes.indices { fuse(index) }
  }

  private mutating func fuse(_ index: Int) {
    let node = graph.nodes[index]
    guard canFinish(node), let features = node.types[0].shape.dimensions.last, features > 0
    else { return }
    var fused = Fused()
    var last = index
    if let (add, bias) = addition(after: last, features, before: index) {
      fused.bias = bias
      absorb(add, into: &last)
    }
    if let normal = onlyReader(of: last), case .convolution = node.op,
      case .batchNormInference(let axis, let epsilon) = graph.nodes[normal].op,
      axis == node.types[0].shape.rank - 1, graph.nodes[normal].inputs[0] == ValueID(node: last)
    {
      let operands = Array(graph.nodes[normal].inputs.dropFirst())
      if operands.allSatisfy({ $0.node < index || isLeaf($0) }) {
        fused.normalization = (operands, epsilon)
        absorb(normal, into: &last)
      }
    }
    if let add = onlyReader(of: last), canAddResidual(node),
      let residual = graph.residual(of: ValueID(node: last), in: add, before: index)
    {
      fused.residual = residual
      absorb(add, into: &last)
    }
    if let relu = onlyReader(of: last), graph.nodes[relu].op == .unary(.relu) {
      fused.relu = true
      absorb(relu, into: &last)
    }
    guard last != index else { return }
    finishes[index] = fused
    graph.nodes[index].inputs += [fused.bias].compactMap { $0 }
    graph.nodes[index].inputs += fused.normalization?.operands ?? []
    graph.nodes[index].inputs += [fused.residual].compactMap { $0 }
  }

  private func canFinish(_ node: Node) -> Bool {
    guard node.types[0].dtype == .float32, node.types[0].shape.count > 0 else { return false }
    switch node.op {
    case .convolution(let d): return (1...3).contains(d.strides.count)
    case .dotGeneral(let d):
      let rank = graph.type(of: node.inputs[1]).shape.rank
      return d.lhsBatch.isEmpty && d.rhsFree(rank: rank).count == 1 && !d.lhsContracting.isEmpty
    default: return false
    }
  }

  /// Convolutions of our own kernels add in passing.
  private func canAddResidual(_ node: Node) -> Bool {
    guard case .convolution(let d) = node.op else { return false }
    return d.strides.count <= 2 && d.groups == 1
  }

  private func onlyReader(of node: Int) -> Int? {
    guard let list = readers[ValueID(node: node)], list.count == 1, list[0] >= 0 else { return nil }
    return list[0]
  }

  /// The addition of a vector over the last axis that alone reads a node.
  private func addition(
    after node: Int, _ features: Int, before limit: Int
  ) -> (Int, ValueID)? {
    guard let reader = onlyReader(of: node), graph.nodes[reader].op == .binary(.add) else {
      return nil
    }
    let inputs = graph.nodes[reader].inputs
    guard inputs[0] != inputs[1] else { return nil }
    let other = inputs[0] == ValueID(node: node) ? inputs[1] : inputs[0]
    guard let bias = vector(other, features), bias.node < limit || isLeaf(bias) else { return nil }
    return (reader, bias)
  }

  /// The vector that a value repeats along all axes but the last.
  private func vector(_ value: ValueID, _ features: Int) -> ValueID? {
    let node = graph.nodes[value.node]
    let dims = graph.type(of: value).shape.dimensions
    guard dims.last == features else { return nil }
    switch node.op {
    case .broadcast, .reshape:
      return vector(node.inputs[0], features)
    case .transpose, .slice, .stopGradient: return nil
    default: return dims.reduce(1, *) == features ? value : nil
    }
  }

  private func isLeaf(_ value: ValueID) -> Bool {
    switch graph.nodes[value.node].op {
    case .input, .state, .constant: true
    default: false
    }
  }

  private mutating func absorb(_ reader: Int, into last: inout Int) {
    graph.nodes[reader].op = .stopGradient
    graph.nodes[reader].inputs = [ValueID(node: last)]
    last = reader
  }
}

extension Graph {
  /// What an addition adds to a value, if it is a tensor of the same shape in memory of its own that
  /// exists before node `limit`.
  func residual(of value: ValueID, in add: Int, before limit: Int) -> ValueID? {
    let inputs = nodes[add].inputs
    guard nodes[add].op == .binary(.add), inputs[0] != inputs[1] else { return nil }
    let other = inputs[0] == value ? inputs[1] : inputs[0]
    guard type(of: other) == type(of: value) else { return nil }
    switch nodes[other.node].op {
    case .input, .state, .constant: return other
    case .broadcast, .reshape, .transpose, .slice, .stopGradient, .iota, .scalar: return nil
    default: return other.node < limit ? other : nil
    }
  }
}
