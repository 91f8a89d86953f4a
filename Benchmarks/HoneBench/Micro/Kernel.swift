import Hone
import HoneGraph

/// A small program around one kernel.
struct Kernel {
  var name: String
  /// Makes what is to be computed.
  var build: (Operands) -> [Tensor]

  /// Makes operands: state with random values, so that running the program copies nothing.
  struct Operands {
    let trace: Trace

    func callAsFunction(_ name: String, _ shape: Shape, _ dtype: DType = .float32) -> Tensor {
      trace.state(
        path: name, type: TensorType(dtype, shape), role: .parameter, isTrainable: true,
        initial: ConstantValue(0))
    }
  }
}

// MARK: Against a matrix product's rate

extension Kernel {
  static var contractions: [Kernel] {
    [product("product 2048³", [2048, 2048], [2048, 2048])] + dense(128, 784, 512)
      + dense(128, 4096, 128)
      + convolution("3→32 3×3, 32²", [128, 32, 32, 3], [3, 3, 3, 32])
      + convolution("32→32 3×3, 32²", [128, 32, 32, 32], [3, 3, 32, 32])
      + convolution("32→64 3×3, 16²", [128, 16, 16, 32], [3, 3, 32, 64])
      + convolution("64→64 3×3, 16²", [128, 16, 16, 64], [3, 3, 64, 64])
      + convolution("1→6 5×5, 28²", [128, 28, 28, 1], [5, 5, 1, 6])
      + convolution("6→16 5×5, 14²", [128, 14, 14, 6], [5, 5, 6, 16], padding: .valid)
      + convolution("128→128 5, 200", [128, 200, 128], [5, 128, 128], padding: .valid)
  }

  private static func product(
    _ name: String, _ left: Shape, _ right: Shape, sum: (Int, Int) = (1, 0)
  ) -> Kernel {
    let dimensions = DotDimensions(lhsContracting: [sum.0], rhsContracting: [sum.1])
    return Kernel(name: name) {
      [.apply(.dotGeneral(dimensions), $0("a", left), $0("b", right))]
    }
  }

  /// A dense layer forward, for its input and for its weights.
  private static func dense(_ batch: Int, _ inputs: Int, _ outputs: Int) -> [Kernel] {
    let layer = "dense \(inputs)→\(outputs)"
    return [
      product(layer, [batch, inputs], [inputs, outputs]),
      product("\(layer), input", [batch, outputs], [inputs, outputs], sum: (1, 1)),
      product("\(layer), weights", [batch, inputs], [batch, outputs], sum: (0, 0)),
    ]
  }

  private static func convolution(
    _ name: String, _ input: Shape, _ kernel: Shape, padding: Padding = .same
  ) -> [Kernel] {
    let axes = 1..<input.rank - 1
    let edges = axes.map { padding.edges(size: input[$0], window: kernel[$0 - 1], stride: 1) }
    let d = ConvolutionDimensions(
      strides: axes.map { _ in 1 }, padding: edges, dilation: axes.map { _ in 1 })
    let sizes = axes.map { axis in
      input[axis] + edges[axis - 1].low + edges[axis - 1].high - kernel[axis - 1] + 1
    }
    let output = Shape([input[0]] + sizes + [kernel[kernel.rank - 1]])
    let forward = Kernel(name: "convolution \(name)") {
      [.apply(.convolution(d), $0("x", input), $0("k", kernel))]
    }
    let backward = Kernel(name: "convolution \(name), input") {
      [.apply(.convolutionBackwardInput(d, inputShape: input), $0("g", output), $0("k", kernel))]
    }
    let weights = Kernel(name: "convolution \(name), weights") {
      [.apply(.convolutionBackwardKernel(d, kernelShape: kernel), $0("x", input), $0("g", output))]
    }
    return [forward] + (input[input.rank - 1] > 3 ? [backward] : []) + [weights]
  }
}
