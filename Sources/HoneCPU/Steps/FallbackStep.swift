internal import HoneCore
internal import HoneGraph
internal import HoneReference

/// A step for an operation or type without a kernel: the reference interpreter does it.
enum FallbackStep {
  static func make(_ index: Int, planner: Planner) -> Step {
    let node = planner.graph.nodes[index]
    let operands = node.inputs.map { input in
      (memory: UnsafeRawPointer(dense(input, planner)), type: planner.graph.type(of: input))
    }
    let copies = node.inputs.indices.compactMap { place in
      copyStep(node.inputs[place], to: operands[place].memory, planner)
    }
    let results = node.types.indices.map { output in
      (memory: planner.pointer(ValueID(node: index, output: output)), type: node.types[output])
    }
    return Step(label: "reference \(node.op.name) \(node.types[0])", implementation: "reference") {
      for copy in copies { copy() }
      ReferenceEvaluation.evaluate(node.op, operands: operands, into: results)
      return 0
    }
  }

  /// Evaluates a leaf at once.
  static func evaluate(
    _ node: Node, _ operands: [(memory: UnsafeRawPointer, type: TensorType)],
    _ results: [UnsafeMutableRawPointer], _ graph: Graph
  ) {
    ReferenceEvaluation.evaluate(
      node.op, operands: operands,
      into: zip(results, node.types).map { (memory: $0, type: $1) })
  }

  /// The interpreter wants dense operands: a view that isn't gets memory to be copied to.
  private static func dense(_ value: ValueID, _ planner: Planner) -> UnsafeMutableRawPointer {
    let type = planner.graph.type(of: value)
    guard !planner.view(value).isContiguous else { return planner.pointer(value) }
    return planner.allocate(type.shape.count * type.dtype.byteCount)
  }

  private static func copyStep(
    _ value: ValueID, to memory: UnsafeRawPointer, _ planner: Planner
  ) -> (() -> Void)? {
    let view = planner.view(value)
    guard !view.isContiguous else { return nil }
    let dtype = planner.graph.type(of: value).dtype
    let copy = StridedCopy(
      dims: view.dims, to: UnsafeMutableRawPointer(mutating: memory),
      toStrides: View.rowMajor(view.dims), from: planner.pointer(view, dtype),
      fromStrides: view.strides, byteCount: dtype.byteCount, planner: planner)
    return { copy.run() }
  }
}
