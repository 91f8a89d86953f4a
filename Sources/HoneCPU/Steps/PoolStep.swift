internal import CHoneKernels
internal import HoneCore
internal import HoneGraph

/// Pooling over one or two spatial axes; more go to the reference.
enum PoolStep {
  private static func description(
    _ d: WindowDimensions, input: [Int], output: [Int]
  ) -> hone_pool? {
    guard d.window.count == 1 || d.window.count == 2 else { return nil }
    let two = d.window.count == 2
    var pool = hone_pool()
    pool.n = Int64(input[0])
    pool.height = two ? Int64(input[1]) : 1
    pool.width = Int64(input[input.count - 2])
    pool.channels = Int64(input[input.count - 1])
    pool.out_height = two ? Int64(output[1]) : 1
    pool.out_width = Int64(output[output.count - 2])
    pool.window_height = two ? Int64(d.window[0]) : 1
    pool.window_width = Int64(d.window[d.window.count - 1])
    pool.stride_height = two ? Int64(d.strides[0]) : 1
    pool.stride_width = Int64(d.strides[d.strides.count - 1])
    pool.pad_top = two ? Int64(d.padding[0].low) : 0
    pool.pad_left = Int64(d.padding[d.padding.count - 1].low)
    return pool
  }

  static func forward(_ index: Int, _ op: PoolOp, _ d: WindowDimensions, planner: Planner)
    -> Step?
  {
    let node = planner.graph.nodes[index]
    let shape = planner.graph.type(of: node.inputs[0]).shape.dimensions
    guard node.types[0].dtype == .float32,
      var pool = description(d, input: shape, output: node.types[0].shape.dimensions)
    else { return nil }
    let x = planner.pointer(node.inputs[0]).assumingMemoryBound(to: Float.self)
    let y = planner.pointer(ValueID(node: index)).assumingMemoryBound(to: Float.self)
    let places = op == .maximum ? planner.places(for: node.inputs[0], d) : nil
    return Step(label: "\(node.op.name) \(shape)") {
      switch op {
      case .maximum: hone_max_pool(&pool, y, places, x)
      case .average: hone_average_pool(&pool, y, x)
      }
      return 0
    }
  }

  /// The places of the maxima come from the forward step if the program has one.
  static func maximumBackward(_ index: Int, _ d: WindowDimensions, planner: Planner) -> Step? {
    let node = planner.graph.nodes[index]
    let shape = node.types[0].shape.dimensions
    let output = planner.graph.type(of: node.inputs[1]).shape
    guard node.types[0].dtype == .float32, d.window.reduce(1, *) <= 255,
      var pool = description(d, input: shape, output: output.dimensions)
    else { return nil }
    let x = planner.pointer(node.inputs[0]).assumingMemoryBound(to: Float.self)
    let g = planner.pointer(node.inputs[1]).assumingMemoryBound(to: Float.self)
    let dx = planner.pointer(ValueID(node: index)).assumingMemoryBound(to: Float.self)
    if let places = planner.places(for: node.inputs[0], d) {
      return Step(label: "maximumPoolBackward \(shape)") {
        hone_max_pool_gradient(&pool, dx, places, g)
        return 0
      }
    }
    let count = output.count
    let maxima = planner.allocate(count * 4).assumingMemoryBound(to: Float.self)
    let places = planner.allocate(count).assumingMemoryBound(to: UInt8.self)
    return Step(label: "maximumPoolBackward \(shape), places anew") {
      hone_max_pool(&pool, maxima, places, x)
      hone_max_pool_gradient(&pool, dx, places, g)
      return 0
    }
  }

  static func averageBackward(_ index: Int, _ d: WindowDimensions, planner: Planner) -> Step? {
    let node = planner.graph.nodes[index]
    let shape = node.types[0].shape.dimensions
    let output = planner.graph.type(of: node.inputs[0]).shape.dimensions
    guard node.types[0].dtype == .float32,
      var pool = description(d, input: shape, output: output)
    else { return nil }
    let g = planner.pointer(node.inputs[0]).assumingMemoryBound(to: Float.self)
    let dx = planner.pointer(ValueID(node: index)).assumingMemoryBound(to: Float.self)
    return Step(label: "averagePoolBackward \(shape)") {
      hone_average_pool_gradient(&pool, dx, g)
      return 0
    }
  }
}
