internal import CHoneKernels
internal import HoneCore
internal import HoneGraph

/// Batch normalization over the last axis; others go to the reference.
enum BatchNormStep {
  static func make(_ index: Int, planner: Planner) -> Step? {
    let node = planner.graph.nodes[index]
    let pooling = planner.poolings[index]
    let shape = pooling.map { Shape($0.shape) } ?? node.types[0].shape
    let (axis, epsilon): (Int, Double)
    switch node.op {
    case .batchNormTraining(let a, let e), .batchNormInference(let a, let e),
      .batchNormGradient(let a, let e):
      (axis, epsilon) = (a, e)
    default: return nil
    }
    guard node.types[0].dtype == .float32, axis == shape.rank - 1,
      let channels = shape.dimensions.last, channels > 0
    else { return nil }
    let (rows, c) = (Int64(shape.count / channels), Int64(channels))
    let x = node.inputs.map { planner.pointer($0).assumingMemoryBound(to: Float.self) }
    let y = node.types.indices.map { output in
      planner.pointer(ValueID(node: index, output: output)).assumingMemoryBound(to: Float.self)
    }
    let scratch = planner.allocate(Int(hone_batch_norm_scratch(c)) * 8)
      .assumingMemoryBound(to: Double.self)
    let isFused = planner.fused.contains(index)
    let relu: Int32 = isFused ? 1 : 0
    let label =
      "\(node.op.name) \(shape)"
      + (BatchNormFusion.hasResidual(node) ? " plus residual" : "")
      + (isFused ? " with relu" : "") + (pooling == nil ? "" : " and pooling")
    let pool = pooling.map { memory(of: $0, planner) }
    switch node.op {
    case .batchNormTraining:
      let residual = BatchNormFusion.hasResidual(node) ? x[3] : nil
      return Step(label: label) {
        hone_batch_norm_training(
          y[0], y[1], y[2], x[0], x[1], x[2], residual, rows, c, epsilon, relu, pool, scratch)
        return 0
      }
    case .batchNormInference:
      return Step(label: label) {
        hone_batch_norm_inference(
          y[0], x[0], x[1], x[2], x[3], x[4], rows, c, epsilon, relu, scratch)
        return 0
      }
    default:
      let beta = isFused ? x[5] : nil
      return Step(label: label) {
        hone_batch_norm_gradient(
          y[0], y[1], y[2], x[0], x[1], beta, x[2], x[3], x[4], rows, c, epsilon, pool, scratch)
        return 0
      }
    }
  }

  /// The pooling as kernels want it, one for both directions.
  private static func memory(
    of pooling: BatchNormFusion.Pooling, _ planner: Planner
  ) -> UnsafePointer<hone_batch_norm_pooling> {
    if let known = planner.poolingMemory[pooling.normalization] { return UnsafePointer(known) }
    let memory = planner.allocate(MemoryLayout<hone_batch_norm_pooling>.stride)
      .bindMemory(to: hone_batch_norm_pooling.self, capacity: 1)
    let (window, shape) = (pooling.window.window, pooling.shape)
    let count = shape.reduce(1, *) / (window[0] * window[1])
    memory.initialize(
      to: hone_batch_norm_pooling(
        width: Int64(shape[2]), window_height: Int64(window[0]), window_width: Int64(window[1]),
        places: planner.allocate(count).assumingMemoryBound(to: UInt8.self)))
    planner.poolingMemory[pooling.normalization] = memory
    return UnsafePointer(memory)
  }
}
