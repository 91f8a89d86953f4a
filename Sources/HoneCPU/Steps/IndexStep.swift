internal import CHoneKernels
internal import HoneCore
internal import HoneGraph

/// Rows by index, and sums of rows by index.
enum IndexStep {
  static func gather(_ index: Int, _ axis: Int, planner: Planner) -> Step? {
    let node = planner.graph.nodes[index]
    let type = planner.graph.type(of: node.inputs[0])
    let indices = planner.graph.type(of: node.inputs[1])
    let dims = type.shape.dimensions
    let outer = dims[..<axis].reduce(1, *)
    let inner = dims[(axis + 1)...].reduce(1, *) * type.dtype.byteCount
    let source = planner.pointer(node.inputs[0])
    let places = planner.pointer(node.inputs[1])
    let target = planner.pointer(ValueID(node: index))
    return Step(label: "gather \(type) at \(indices.shape)") {
      hone_gather(
        target, source, places, indices.dtype == .int64 ? 1 : 0, Int64(outer),
        Int64(indices.shape.count), Int64(dims[axis]), Int64(inner))
      return 0
    }
  }

  static func scatterAdd(_ index: Int, _ axis: Int, _ extent: Int, planner: Planner) -> Step? {
    let node = planner.graph.nodes[index]
    let type = node.types[0]
    let indices = planner.graph.type(of: node.inputs[0])
    let limit = Int(UInt32.max)
    guard type.dtype == .float32, extent < limit, indices.shape.count < limit else { return nil }
    let count = Int64(indices.shape.count)
    let scratch = planner.allocate(Int(hone_scatter_scratch(count, Int64(extent))) * 4)
      .assumingMemoryBound(to: UInt32.self)
    let dims = type.shape.dimensions
    let outer = dims[..<axis].reduce(1, *)
    let inner = dims[(axis + 1)...].reduce(1, *)
    let places = planner.pointer(node.inputs[0])
    let updates = planner.pointer(node.inputs[1]).assumingMemoryBound(to: Float.self)
    let target = planner.pointer(ValueID(node: index)).assumingMemoryBound(to: Float.self)
    return Step(label: "scatterAdd \(type) at \(indices.shape)") {
      hone_scatter_add(
        target, updates, places, indices.dtype == .int64 ? 1 : 0, Int64(outer), count,
        Int64(extent), Int64(inner), scratch)
      return 0
    }
  }
}
