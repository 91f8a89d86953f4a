internal import COneDNN
internal import HoneCore
internal import HoneGraph

/// Convolutions by oneDNN over images [N, spatial…, C] and kernels [spatial…, I, O].
///
/// Images stay in their plain layout, for which the library has kernels as fast as for its own;
/// kernels are reordered to what the primitive asks for, which is cheap since they are small.
enum ConvolutionStep {
  enum Direction { case forward, backwardInput, backwardKernel }

  static func make(
    _ index: Int, _ d: ConvolutionDimensions, _ direction: Direction, planner: Planner
  ) -> Step? {
    let node = planner.graph.nodes[index]
    let spatial = d.strides.count
    guard node.types[0].dtype == .float32, (1...3).contains(spatial) else { return nil }
    let operands = node.inputs.map { planner.graph.type(of: $0).shape.dimensions }
    let result = node.types[0].shape.dimensions
    let (images, kernel, outputs): ([Int], [Int], [Int]) =
      switch direction {
      case .forward: (operands[0], operands[1], result)
      case .backwardInput: (result, operands[1], operands[0])
      case .backwardKernel: (operands[0], result, operands[1])
      }
    guard !(images + kernel + outputs).contains(0) else { return zero(index, planner) }
    guard let x = imageDescriptor(images), let y = imageDescriptor(outputs),
      let plain = kernelDescriptor(kernel, d.groups, isPlain: true),
      let chosen = kernelDescriptor(kernel, d.groups, isPlain: false)
    else { return nil }
    var spec = hone_dnnl_convolution()
    spec.spatial = Int32(spatial)
    spec.source = x.handle
    spec.destination = y.handle
    fill(&spec, d)
    spec.direction =
      switch direction {
      case .forward: HONE_DNNL_FORWARD
      case .backwardInput: HONE_DNNL_BACKWARD_DATA
      case .backwardKernel: HONE_DNNL_BACKWARD_WEIGHTS
      }
    // With one input channel the library's own kernel layouts are several times slower backward.
    let prefersPlain = direction == .backwardKernel && images[images.count - 1] == 1
    spec.weights = prefersPlain ? plain.handle : chosen.handle
    guard let operation = DNNLOperation({ hone_dnnl_convolution_create($0, &spec, 0) }) else {
      return nil
    }
    planner.resources += [operation, x, y, plain, chosen]
    let call = Call(
      operation: operation, plain: plain, direction: direction,
      operands: node.inputs.map { planner.pointer($0) },
      result: planner.pointer(ValueID(node: index)))
    let label = "\(node.op.name) \(images) * \(kernel)"
    return call.step(label: label, planner)
  }

  /// With an empty operand every sum is empty.
  private static func zero(_ index: Int, _ planner: Planner) -> Step {
    let target = planner.pointer(ValueID(node: index))
    let bytes = planner.graph.nodes[index].types[0].shape.count * 4
    return Step(label: "convolution of nothing") {
      target.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
      return 0
    }
  }

  private static func fill(_ spec: inout hone_dnnl_convolution, _ d: ConvolutionDimensions) {
    func set(_ field: inout (Int64, Int64, Int64), _ values: [Int]) {
      withUnsafeMutableBytes(of: &field) { bytes in
        let numbers = bytes.bindMemory(to: Int64.self)
        for (index, value) in values.enumerated() { numbers[index] = Int64(value) }
      }
    }
    set(&spec.strides, d.strides)
    set(&spec.dilations, d.dilation)
    set(&spec.padding_low, d.padding.map(\.low))
    set(&spec.padding_high, d.padding.map(\.high))
  }

  /// [N, spatial…, C] in memory, [N, C, spatial…] in the library's order.
  private static func imageDescriptor(_ dims: [Int]) -> DNNLDescriptor? {
    let strides = View.rowMajor(dims)
    let last = dims.count - 1
    let order = [0, last] + Array(1..<last)
    return DNNLDescriptor(order.map { dims[$0] }, strides: order.map { strides[$0] })
  }

  /// [spatial…, I, O] in memory, [(G,) O, I, spatial…] in the library's order.
  private static func kernelDescriptor(_ dims: [Int], _ groups: Int, isPlain: Bool)
    -> DNNLDescriptor?
  {
    let strides = View.rowMajor(dims)
    let (input, output) = (dims.count - 2, dims.count - 1)
    let spatial = Array(0..<input)
    var extents = [dims[output] / groups, dims[input]] + spatial.map { dims[$0] }
    var steps = [1, strides[input]] + spatial.map { strides[$0] }
    if groups > 1 {
      extents.insert(groups, at: 0)
      steps.insert(dims[output] / groups, at: 0)
    }
    return DNNLDescriptor(extents, strides: isPlain ? steps : nil)
  }

  /// The primitive with the reorder of its kernel, if it needs one.
  private struct Call {
    let operation: DNNLOperation
    let plain: DNNLDescriptor
    let direction: Direction
    let operands: [UnsafeMutableRawPointer]
    let result: UnsafeMutableRawPointer

    func step(label: String, _ planner: Planner) -> Step? {
      let argument =
        direction == .backwardKernel ? HONE_DNNL_ARG_DIFF_WEIGHTS : HONE_DNNL_ARG_WEIGHTS
      switch direction {
      case .forward:
        operation.bind(HONE_DNNL_ARG_SOURCE, operands[0])
        operation.bind(HONE_DNNL_ARG_DESTINATION, result)
      case .backwardInput:
        operation.bind(HONE_DNNL_ARG_DIFF_DESTINATION, operands[0])
        operation.bind(HONE_DNNL_ARG_DIFF_SOURCE, result)
      case .backwardKernel:
        operation.bind(HONE_DNNL_ARG_SOURCE, operands[0])
        operation.bind(HONE_DNNL_ARG_DIFF_DESTINATION, operands[1])
      }
      let kernel = direction == .backwardKernel ? result : operands[1]
      let handle = operation.handle
      let scratchpad = operation.scratchpadByteCount
      if operation.takes(argument, plain) {
        operation.bind(argument, kernel)
        planner.needScratch(scratchpad) { operation.bind(HONE_DNNL_ARG_SCRATCHPAD, $0) }
        return Step(label: label, implementation: operation.name) {
          Int32(hone_dnnl_op_run(handle).rawValue)
        }
      }
      return reordering(label: label, argument, kernel, planner)
    }

    private func reordering(
      label: String, _ argument: hone_dnnl_argument, _ kernel: UnsafeMutableRawPointer,
      _ planner: Planner
    ) -> Step? {
      let isResult = direction == .backwardKernel
      guard let chosen = hone_dnnl_op_desc(operation.handle, argument),
        let reorder = DNNLOperation({
          isResult
            ? hone_dnnl_reorder_create($0, chosen, plain.handle)
            : hone_dnnl_reorder_create($0, plain.handle, chosen)
        })
      else { return nil }
      planner.resources.append(reorder)
      reorder.bind(isResult ? HONE_DNNL_ARG_DESTINATION : HONE_DNNL_ARG_SOURCE, kernel)
      let bytes = Memory.aligned(operation.byteCount(argument))
      let own = Memory.aligned(operation.scratchpadByteCount)
      planner.needScratch(bytes + own + reorder.scratchpadByteCount) { [operation] scratch in
        operation.bind(argument, scratch)
        operation.bind(HONE_DNNL_ARG_SCRATCHPAD, scratch + bytes)
        reorder.bind(isResult ? HONE_DNNL_ARG_SOURCE : HONE_DNNL_ARG_DESTINATION, scratch)
        reorder.bind(HONE_DNNL_ARG_SCRATCHPAD, scratch + bytes + own)
      }
      let (first, second) =
        isResult ? (operation.handle, reorder.handle) : (reorder.handle, operation.handle)
      return Step(
        label: label, implementation: operation.name, layout: "kernel as oneDNN likes it",
        reorders: [
          Reorder(
            tensor: "kernel", change: isResult ? "to plain" : "from plain",
            byteCount: operation.byteCount(argument))
        ]
      ) {
        let status = hone_dnnl_op_run(first)
        guard status == HONE_DNNL_SUCCESS else { return Int32(status.rawValue) }
        return Int32(hone_dnnl_op_run(second).rawValue)
      }
    }
  }
}
