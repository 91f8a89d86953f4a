internal import CHoneKernels

/// Products `xᵀ·g` over many rows by our own kernels: the gradient of a weight that all samples and
/// steps share, which is that of a convolution with a window of one element.
enum OwnProduct {
  /// With fewer rows threads would idle.
  private static let leastRows = 1_024
  private static let widths = 32...128

  /// `result[i, j] = Σ left[r, i] · right[r, j]`, everything row-major.
  struct Problem {
    var rows: Int, left: Int, right: Int
    var leftMemory: UnsafeMutableRawPointer
    var rightMemory: UnsafeMutableRawPointer
    var target: UnsafeMutableRawPointer

    /// Rows as images of one line: threads share out the images.
    var shape: hone_convolution? {
      guard rows >= leastRows, let width = widths.last(where: { rows % $0 == 0 }) else {
        return nil
      }
      var shape = hone_convolution()
      (shape.batch, shape.height, shape.width) = (Int64(rows / width), 1, Int64(width))
      (shape.out_height, shape.out_width) = (1, Int64(width))
      (shape.channels, shape.features) = (Int64(left), Int64(right))
      (shape.kernel_height, shape.kernel_width) = (1, 1)
      (shape.stride_height, shape.stride_width) = (1, 1)
      (shape.dilation_height, shape.dilation_width) = (1, 1)
      return shape
    }
  }

  static func candidate(_ problem: Problem) -> Candidate? {
    guard let shape = problem.shape else { return nil }
    return Candidate(name: "hone") { prepare(problem, shape) }
  }

  private static func prepare(_ problem: Problem, _ shape: hone_convolution) -> PreparedCall {
    let call = Call(shape)
    let x = problem.leftMemory.assumingMemoryBound(to: Float.self)
    let g = problem.rightMemory.assumingMemoryBound(to: Float.self)
    let result = problem.target.assumingMemoryBound(to: Float.self)
    return PreparedCall(
      implementation: "hone", scratchByteCount: call.scratchByteCount,
      useScratch: { call.scratch = $0 }, resources: [call]
    ) {
      hone_convolution_weights(&call.shape, result, x, g, call.scratch)
      return 0
    }
  }

  private final class Call {
    var shape: hone_convolution
    var scratch: UnsafeMutableRawPointer?

    init(_ shape: hone_convolution) { self.shape = shape }

    var scratchByteCount: Int {
      Int(hone_convolution_weights_scratch(&shape, Int32(hone_parallel_threads())))
    }
  }
}
