internal import CHoneKernels
internal import HoneCore
internal import HoneGraph

/// Layer normalization: a row is read from memory once and stays in cache.
enum LayerNormStep {
  static func make(_ index: Int, planner: Planner) -> Step? {
    let node = planner.graph.nodes[index]
    let shape = node.types[0].shape
    guard node.types[0].dtype == .float32, shape.count > 0 else { return nil }
    let x = node.inputs.map { planner.pointer($0).assumingMemoryBound(to: Float.self) }
    let y = node.types.indices.map { output in
      planner.pointer(ValueID(node: index, output: output)).assumingMemoryBound(to: Float.self)
    }
    let label = "\(node.op.name) \(shape)"
    switch node.op {
    case .layerNorm(let axis, let epsilon):
      let (rows, width) = extents(shape, axis)
      return Step(label: label) {
        hone_layer_norm(y[0], y[1], y[2], x[0], x[1], x[2], rows, width, epsilon)
        return 0
      }
    case .layerNormGradient(let axis, let epsilon):
      let (rows, width) = extents(shape, axis)
      let scratch = planner.allocate(Int(hone_layer_norm_scratch(width)) * 8)
        .assumingMemoryBound(to: Double.self)
      return Step(label: label) {
        hone_layer_norm_gradient(
          y[0], y[1], y[2], x[0], x[1], x[2], x[3], x[4], rows, width, epsilon, scratch)
        return 0
      }
    default: return nil
    }
  }

  private static func extents(_ shape: Shape, _ axis: Int) -> (rows: Int64, width: Int64) {
    let width = shape.dimensions[axis...].reduce(1, *)
    return (Int64(shape.count / width), Int64(width))
  }
}
