internal import HoneCore

/// The gradients of a scalar for the given tensors, by reverse-mode differentiation.
///
/// `gradient[i] = ∂ output / ∂ tensors[i]`, of `tensors[i]`'s type and shape; zeros where the output
/// doesn't depend on it. The gradients are ordinary tensors and can be differentiated again.
///
/// - Parameters:
///   - output: a floating-point tensor of one element, in a trace.
///   - tensors: tensors of the same trace.
public func gradient(of output: Tensor, withRespectTo tensors: [Tensor]) -> [Tensor] {
  guard let trace = output.trace ?? tensors.lazy.compactMap(\.trace).first else {
    return Tensor.record(GradientCall(), [output] + tensors)
  }
  guard output.shape.count == 1 || !output.shape.isKnown else {
    let failed = trace.fail(
      operation: "gradient", wanted: "a scalar", received: "\(output.type)",
      help: "reduce it first: loss.mean()")
    return tensors.map { _ in failed }
  }
  return ReverseWalk(trace: trace).gradients(
    of: [(output, onesLike(output))], withRespectTo: tensors)
}

/// The products of upstream gradients with the derivatives of the outputs: `Σ upstream · ∂output`.
public func vectorJacobianProduct(
  of outputs: [Tensor], upstream: [Tensor], withRespectTo tensors: [Tensor]
) -> [Tensor] {
  guard let trace = outputs.lazy.compactMap(\.trace).first else { return tensors.map(zerosLike) }
  return ReverseWalk(trace: trace).gradients(
    of: Array(zip(outputs, upstream)), withRespectTo: tensors)
}

/// A gradient within a functional model.
private struct GradientCall: RecordedCall {
  func emit(_ inputs: [Tensor]) -> [Tensor] {
    gradient(of: inputs[0], withRespectTo: Array(inputs.dropFirst()))
  }
}

/// Walks a trace backwards from the outputs to the tensors, only through nodes that lie between.
struct ReverseWalk {
  let trace: Trace

  /// - Parameter isPartial: whether the tensors are held apart: a path from one of them through
  ///   another counts for the other alone.
  func gradients(
    of outputs: [(Tensor, Tensor)], withRespectTo tensors: [Tensor], isPartial: Bool = false
  ) -> [Tensor] {
    let sources = tensors.map { trace.resolve($0) }
    guard !outputs.contains(where: { $0.0.isPoisoned || $0.1.isPoisoned }) else {
      return tensors.map { _ in trace.poison }
    }
    let nodes = trace.graph.nodes
    let between = reachable(from: Set(sources.compactMap { $0 }), nodes)
    var upstream: [ValueID: Tensor] = [:]
    for (output, seed) in outputs {
      guard let value = trace.resolve(output) else { return tensors.map { _ in trace.poison } }
      upstream[value] = upstream[value].map { $0 + seed } ?? seed
    }
    let last = upstream.keys.map(\.node).max() ?? 0
    let ends = isPartial ? Set(sources.compactMap { $0?.node }) : []
    for index in stride(from: last, through: 0, by: -1)
    where between.contains(index) && !ends.contains(index) {
      accumulate(node: index, nodes[index], sources: sources, between, &upstream)
    }
    return zip(tensors, sources).map { tensor, source in
      source.flatMap { upstream[$0] } ?? zerosLike(tensor)
    }
  }

  /// The nodes that depend on a source or hold one.
  private func reachable(from sources: Set<ValueID>, _ nodes: [Node]) -> Set<Int> {
    var result = Set(sources.map(\.node))
    for (index, node) in nodes.enumerated() {
      if node.inputs.contains(where: { result.contains($0.node) }) { result.insert(index) }
    }
    return result
  }

  private func accumulate(
    node index: Int, _ node: Node, sources: [ValueID?], _ between: Set<Int>,
    _ upstream: inout [ValueID: Tensor]
  ) {
    let outputs = node.types.indices.map { ValueID(node: index, output: $0) }
    guard outputs.contains(where: { upstream[$0] != nil }) else { return }
    guard node.inputs.contains(where: { between.contains($0.node) }) else { return }
    let application = Application(
      op: node.op, inputs: node.inputs.map(tensor),
      outputs: outputs.map(tensor), upstream: outputs.map { upstream[$0] },
      wanted: node.inputs.map { between.contains($0.node) }, trace: trace)
    trace.scopes.append(Trace.Scope(path: node.scope, location: node.location))
    defer { trace.scopes.removeLast() }
    for (input, gradient) in zip(node.inputs, VectorJacobian.gradients(application)) {
      guard let gradient, between.contains(input.node) else { continue }
      upstream[input] = upstream[input].map { $0 + gradient } ?? gradient
    }
  }

  private func tensor(_ value: ValueID) -> Tensor {
    Tensor(.traced(trace, value), trace.graph.type(of: value))
  }
}
