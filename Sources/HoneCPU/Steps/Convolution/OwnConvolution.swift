internal import CHoneKernels
internal import HoneCore

/// Convolutions by our own kernels, which keep every operand in its plain layout.
enum OwnConvolution {
  private enum Way {
    /// Product by product.
    case direct
    /// With fewer products, by transforming rows.
    case winograd
  }

  /// Partial sums of a kernel's gradient may take this many bytes.
  private static let largestSums = 64 << 20

  /// The ways that the shape allows, first the one that is faster at most shapes.
  static func candidates(_ problem: ConvolutionProblem) -> [Candidate] {
    guard var shape = problem.own else { return [] }
    let direct = Candidate(name: "hone") { prepare(problem, shape, .direct) }
    guard hone_winograd_supports(&shape) != 0 else { return [direct] }
    return [Candidate(name: "hone winograd") { prepare(problem, shape, .winograd) }, direct]
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

  private static func scratchByteCount(
    _ direction: ConvolutionProblem.Direction, _ shape: hone_convolution, _ way: Way
  ) -> Int64 {
    var shape = shape
    let threads = hone_parallel_threads()
    return switch (direction, way) {
    case (.forward, .direct): hone_convolution_forward_scratch(&shape, threads)
    case (.forward, .winograd): hone_winograd_forward_scratch(&shape, threads)
    case (.backwardInput, .direct): hone_convolution_backward_scratch(&shape, threads)
    case (.backwardInput, .winograd): hone_winograd_backward_scratch(&shape, threads)
    case (.backwardKernel, .direct): hone_convolution_weights_scratch(&shape, threads)
    case (.backwardKernel, .winograd): hone_winograd_weights_scratch(&shape, threads)
    }
  }

  private static func prepare(
    _ problem: ConvolutionProblem, _ shape: hone_convolution, _ way: Way
  ) -> PreparedCall? {
    let bytes = scratchByteCount(problem.direction, shape, way)
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
      scale: numbers.scale, shift: numbers.shift,
      residual: problem.finish.residual.map { UnsafePointer($0) },
      relu: problem.finish.relu ? 1 : 0)
    let run: () -> Int32 =
      switch problem.direction {
      case .forward:
        {
          numbers.update()
          let forward = way == .direct ? hone_convolution_forward : hone_winograd_forward
          forward(&call.pointee.shape, y, x, kernel, &call.pointee.finish, call.pointee.scratch)
          return 0
        }
      case .backwardInput:
        {
          let backward = way == .direct ? hone_convolution_backward : hone_winograd_backward
          backward(&call.pointee.shape, x, y, kernel, call.pointee.scratch)
          return 0
        }
      case .backwardKernel:
        {
          let weights = way == .direct ? hone_convolution_weights : hone_winograd_weights
          weights(&call.pointee.shape, kernel, x, y, call.pointee.scratch)
          return 0
        }
      }
    return PreparedCall(
      implementation: way == .direct ? "hone" : "hone winograd", scratchByteCount: Int(bytes),
      useScratch: { call.pointee.scratch = $0 },
      resources: [state] + numbers.resources, run: run)
  }

  private struct State {
    var shape: hone_convolution
    var finish: hone_convolution_finish
    var scratch: UnsafeMutableRawPointer?
  }
}
