internal import CHoneKernels
internal import COneDNN
internal import HoneCore
internal import HoneGraph

/// Convolutions by oneDNN: each implementation that it offers, for images in their plain layout and
/// in one of its own.
enum OneDNNConvolution {
  /// Later implementations are fallbacks that were never the fastest.
  private static let implementations = 3

  private enum Layout: String { case own, plainKernel = "plain kernel", ownImages = "own images" }

  static func candidates(_ problem: ConvolutionProblem) -> [Candidate] {
    let problem = problem.forOneDNN
    var ways: [(Layout, Int)] = (0..<implementations).map { (.own, $0) }
    ways += [(.plainKernel, 0), (.ownImages, 0), (.ownImages, 1)]
    // With one input channel the library's own kernel layouts are several times slower backward.
    if problem.direction == .backwardKernel, problem.channels == 1 { ways.swapAt(0, 3) }
    return ways.map { layout, implementation in
      Candidate(name: "onednn \(implementation) \(layout.rawValue)") {
        prepare(problem, layout, implementation)
      }
    }
  }

  private static func prepare(
    _ problem: ConvolutionProblem, _ layout: Layout, _ implementation: Int
  ) -> PreparedCall? {
    let (d, ownImages) = (problem.dimensions, layout == .ownImages)
    guard let x = imageDescriptor(problem.images), let y = imageDescriptor(problem.outputs),
      let w = kernelDescriptor(problem.kernel, d.groups, isPlain: true),
      let b = DNNLDescriptor([problem.features], strides: [1]),
      let source = ownImages ? imageDescriptor(problem.images, isPlain: false) : x,
      let destination = ownImages ? imageDescriptor(problem.outputs, isPlain: false) : y,
      let kernel = layout == .plainKernel
        ? w : kernelDescriptor(problem.kernel, d.groups, isPlain: false)
    else { return nil }
    var spec = hone_dnnl_convolution()
    spec.spatial = Int32(d.strides.count)
    (spec.source, spec.weights, spec.destination) =
      (source.handle, kernel.handle, destination.handle)
    fill(&spec, d)
    spec.direction =
      switch problem.direction {
      case .forward: HONE_DNNL_FORWARD
      case .backwardInput: HONE_DNNL_BACKWARD_DATA
      case .backwardKernel: HONE_DNNL_BACKWARD_WEIGHTS
      }
    let numbers = problem.finish.numbers(features: problem.features)
    if numbers.shift != nil { spec.bias = b.handle }
    spec.post.relu = problem.finish.relu && problem.finish.residual == nil ? 1 : 0
    guard
      let operation = DNNLOperation({
        hone_dnnl_convolution_create($0, &spec, Int32(implementation))
      }), implementation == 0 || !operation.isReference
    else { return nil }
    var call = DNNLCall(operation, resources: [x, y, w, b, source, destination, kernel])
    if let shift = numbers.shift {
      operation.bind(HONE_DNNL_ARG_BIAS, UnsafeMutableRawPointer(mutating: shift))
    }
    call.prelude(numbers, kernel: problem.kernelMemory, count: problem.kernel.reduce(1, *))
    let kernelMemory = call.scaledKernel ?? problem.kernelMemory
    let isBound =
      switch problem.direction {
      case .forward:
        call.read(HONE_DNNL_ARG_SOURCE, problem.imageMemory, x)
          && call.read(HONE_DNNL_ARG_WEIGHTS, kernelMemory, w)
          && call.write(HONE_DNNL_ARG_DESTINATION, problem.outputMemory, y)
      case .backwardInput:
        call.read(HONE_DNNL_ARG_DIFF_DESTINATION, problem.outputMemory, y)
          && call.read(HONE_DNNL_ARG_WEIGHTS, problem.kernelMemory, w)
          && call.write(HONE_DNNL_ARG_DIFF_SOURCE, problem.imageMemory, x)
      case .backwardKernel:
        call.read(HONE_DNNL_ARG_SOURCE, problem.imageMemory, x)
          && call.read(HONE_DNNL_ARG_DIFF_DESTINATION, problem.outputMemory, y)
          && call.write(HONE_DNNL_ARG_DIFF_WEIGHTS, problem.kernelMemory, w)
      }
    if let residual = problem.finish.residual {
      let y = problem.outputMemory.assumingMemoryBound(to: Float.self)
      let count = Int64(problem.outputs.reduce(1, *))
      let relu: Int32 = problem.finish.relu ? 1 : 0
      call.afterwards { hone_add_residual(y, residual, count, relu) }
    }
    return isBound ? call.prepared() : nil
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
  private static func imageDescriptor(_ dims: [Int], isPlain: Bool = true) -> DNNLDescriptor? {
    let strides = View.rowMajor(dims)
    let last = dims.count - 1
    let order = [0, last] + Array(1..<last)
    return DNNLDescriptor(
      order.map { dims[$0] }, strides: isPlain ? order.map { strides[$0] } : nil)
  }

  /// [spatial…, I, O] in memory, [(G,) O, I, spatial…] in the library's order.
  private static func kernelDescriptor(
    _ dims: [Int], _ groups: Int, isPlain: Bool
  ) -> DNNLDescriptor? {
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
}
