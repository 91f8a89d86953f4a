internal import CHoneKernels
internal import HoneCore

/// Convolutions by our own kernels, which keep every operand in its plain layout.
enum OwnConvolution {
  /// Partial sums of a kernel's gradient may take this many bytes.
  private static let largestSums = 64 << 20

  static func candidate(_ problem: ConvolutionProblem) -> Candidate? {
    guard let shape = problem.own else { return nil }
    return Candidate(name: "hone") { prepare(problem, shape) }
  }

  /// Whether the rules choose our kernels: where few lanes would idle, and for all gradients of
  /// kernels, in which they are faster at every shape that was measured.
  static func isPreferred(_ problem: ConvolutionProblem) -> Bool {
    let lanes = Int(hone_convolution_lanes())
    func usesLanes(_ count: Int) -> Bool {
      count * 4 >= (count + lanes - 1) / lanes * lanes * 3
    }
    let window = problem.kernel.dropLast(2).reduce(1, *)
    return switch problem.direction {
    case .backwardKernel: true
    case .forward: usesLanes(problem.features) && window * problem.channels >= 64
    case .backwardInput: usesLanes(problem.channels) && window * problem.features >= 64
    }
  }

  private static func prepare(
    _ problem: ConvolutionProblem, _ shape: hone_convolution
  ) -> PreparedCall? {
    var shape = shape
    let threads = hone_parallel_threads()
    let bytes =
      switch problem.direction {
      case .forward: hone_convolution_forward_scratch(&shape, threads)
      case .backwardInput: hone_convolution_backward_scratch(&shape, threads)
      case .backwardKernel: hone_convolution_weights_scratch(&shape, threads)
      }
    guard bytes <= largestSums else { return nil }
    // The call's numbers and its scratch pointer lie in memory of their own.
    let state = Memory(byteCount: MemoryLayout<State>.stride)
    let call = state.start.bindMemory(to: State.self, capacity: 1)
    call.initialize(to: State(shape: shape, finish: hone_convolution_finish(), scratch: nil))
    let x = problem.imageMemory.assumingMemoryBound(to: Float.self)
    let kernel = problem.kernelMemory.assumingMemoryBound(to: Float.self)
    let y = problem.outputMemory.assumingMemoryBound(to: Float.self)
    let numbers = problem.finish.numbers(features: problem.features)
    call.pointee.finish = hone_convolution_finish(
      scale: numbers.scale, shift: numbers.shift, relu: problem.finish.relu ? 1 : 0)
    let run: () -> Int32 =
      switch problem.direction {
      case .forward:
        {
          numbers.update()
          hone_convolution_forward(
            &call.pointee.shape, y, x, kernel, &call.pointee.finish, call.pointee.scratch)
          return 0
        }
      case .backwardInput:
        {
          hone_convolution_backward(&call.pointee.shape, x, y, kernel, call.pointee.scratch)
          return 0
        }
      case .backwardKernel:
        {
          hone_convolution_weights(&call.pointee.shape, kernel, x, y, call.pointee.scratch)
          return 0
        }
      }
    return PreparedCall(
      implementation: "hone", scratchByteCount: Int(bytes),
      useScratch: { call.pointee.scratch = $0 },
      resources: [state] + numbers.resources, run: run)
  }

  private struct State {
    var shape: hone_convolution
    var finish: hone_convolution_finish
    var scratch: UnsafeMutableRawPointer?
  }
}
