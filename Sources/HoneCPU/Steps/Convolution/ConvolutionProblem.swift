internal import CHoneKernels
internal import HoneCore
internal import HoneGraph

/// A convolution or one of its gradients, with its memory.
struct ConvolutionProblem {
  enum Direction: String { case forward, backwardInput, backwardKernel }

  let direction: Direction
  private(set) var dimensions: ConvolutionDimensions
  /// [N, spatial…, C], [spatial…, C / groups, F] and [N, spatial…, F].
  private(set) var images: [Int], kernel: [Int], outputs: [Int]
  let imageMemory: UnsafeMutableRawPointer
  let kernelMemory: UnsafeMutableRawPointer
  let outputMemory: UnsafeMutableRawPointer
  /// What is done to the result before it is stored.
  let finish: Finish

  init(
    _ node: Node, _ index: Int, _ d: ConvolutionDimensions, _ direction: Direction,
    planner: Planner
  ) {
    self.direction = direction
    dimensions = d
    let operands = node.inputs.prefix(2).map { planner.graph.type(of: $0).shape.dimensions }
    let memory = node.inputs.prefix(2).map { planner.pointer($0) }
    let result = (node.types[0].shape.dimensions, planner.pointer(ValueID(node: index)))
    switch direction {
    case .forward:
      (images, kernel, outputs) = (operands[0], operands[1], result.0)
      (imageMemory, kernelMemory, outputMemory) = (memory[0], memory[1], result.1)
    case .backwardInput:
      (images, kernel, outputs) = (result.0, operands[1], operands[0])
      (imageMemory, kernelMemory, outputMemory) = (result.1, memory[1], memory[0])
    case .backwardKernel:
      (images, kernel, outputs) = (operands[0], result.0, operands[1])
      (imageMemory, kernelMemory, outputMemory) = (memory[0], result.1, memory[1])
    }
    finish = Finish(index, planner: planner)
  }

  var isEmpty: Bool { (images + kernel + outputs).contains(0) }
  var channels: Int { images[images.count - 1] }
  var features: Int { outputs[outputs.count - 1] }

  /// Multiplications and additions.
  var flops: Int {
    2 * outputs.reduce(1, *) * kernel.dropLast().reduce(1, *)
  }

  /// What the fastest way depends on.
  var key: String {
    let d = dimensions
    func list(_ values: [Int]) -> String { values.map(String.init).joined(separator: "x") }
    let padding = d.padding.map { "\($0.low)+\($0.high)" }.joined(separator: ",")
    return "convolution \(direction.rawValue) \(list(images)) * \(list(kernel))"
      + " stride \(list(d.strides)) dilation \(list(d.dilation)) padding \(padding)"
      + " groups \(d.groups)\(finish.key)"
  }

  /// A depthwise convolution of sequences as one of images of one row: oneDNN has fast depthwise
  /// kernels for images only.
  var forOneDNN: ConvolutionProblem {
    let d = dimensions
    guard d.strides.count == 1, d.groups > 1, d.groups == channels else { return self }
    var problem = self
    problem.dimensions = ConvolutionDimensions(
      strides: [1] + d.strides, padding: [EdgePadding()] + d.padding, dilation: [1] + d.dilation,
      groups: d.groups)
    problem.images.insert(1, at: 1)
    problem.kernel.insert(1, at: 0)
    problem.outputs.insert(1, at: 1)
    return problem
  }

  /// The problem for our own kernels: up to two axes, no groups; gradients of images with stride 1.
  var own: hone_convolution? {
    let d = dimensions
    let spatial = d.strides.count
    guard spatial <= 2, d.groups == 1 else { return nil }
    if direction == .backwardInput, d.strides.contains(where: { $0 != 1 }) { return nil }
    // One axis is an image of one row.
    func number(_ values: [Int], _ axis: Int, _ missing: Int) -> Int64 {
      spatial == 2 ? Int64(values[axis]) : axis == 0 ? Int64(missing) : Int64(values[0])
    }
    func extent(_ shape: [Int], _ axis: Int) -> Int64 {
      number(Array(shape.dropFirst().dropLast()), axis, 1)
    }
    let window = Array(kernel.dropLast(2))
    let low = d.padding.map(\.low)
    return hone_convolution(
      batch: Int64(images[0]), height: extent(images, 0), width: extent(images, 1),
      channels: Int64(channels), out_height: extent(outputs, 0), out_width: extent(outputs, 1),
      features: Int64(features), kernel_height: number(window, 0, 1),
      kernel_width: number(window, 1, 1), stride_height: number(d.strides, 0, 1),
      stride_width: number(d.strides, 1, 1), dilation_height: number(d.dilation, 0, 1),
      dilation_width: number(d.dilation, 1, 1), pad_top: number(low, 0, 0),
      pad_left: number(low, 1, 0))
  }
}
