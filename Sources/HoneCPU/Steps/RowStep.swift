internal import CHoneKernels
internal import HoneCore
internal import HoneGraph

/// Softmax and places of extremes.
enum RowStep {
  static func softmax(_ index: Int, _ axis: Int, logarithm: Bool, planner: Planner) -> Step? {
    let node = planner.graph.nodes[index]
    let shape = node.types[0].shape
    guard node.types[0].dtype == .float32, axis == shape.rank - 1 else { return nil }
    let count = shape.dimensions[axis]
    let rows = count == 0 ? 0 : shape.count / count
    let x = planner.pointer(node.inputs[0]).assumingMemoryBound(to: Float.self)
    let y = planner.pointer(ValueID(node: index)).assumingMemoryBound(to: Float.self)
    return Step(label: "\(node.op.name) \(shape)") {
      hone_softmax(y, x, Int64(rows), Int64(count), logarithm ? 1 : 0)
      return 0
    }
  }

  static func place(_ index: Int, _ op: ArgReduceOp, _ axis: Int, planner: Planner) -> Step? {
    let node = planner.graph.nodes[index]
    let type = planner.graph.type(of: node.inputs[0])
    guard type.dtype == .float32, node.types[0].dtype == .int32 else { return nil }
    let dims = type.shape.dimensions
    let outer = dims[..<axis].reduce(1, *)
    let inner = dims[(axis + 1)...].reduce(1, *)
    let x = planner.pointer(node.inputs[0]).assumingMemoryBound(to: Float.self)
    let y = planner.pointer(ValueID(node: index)).assumingMemoryBound(to: Int32.self)
    return Step(label: "\(node.op.name) \(type.shape)") {
      hone_arg_reduce(
        y, x, Int64(outer), Int64(dims[axis]), Int64(inner), op == .minimum ? 1 : 0)
      return 0
    }
  }
}
