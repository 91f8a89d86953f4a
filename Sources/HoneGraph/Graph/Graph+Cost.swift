internal import HoneCore

extension Graph {
  /// Floating-point operations of a node, a multiply-add counting as two; 0 for what only moves or
  /// names elements.
  package func flops(of index: Int) -> Int {
    let node = nodes[index]
    guard let first = node.types.first else { return 0 }
    let outputs = first.shape.count
    func operand(_ place: Int) -> Shape { type(of: node.inputs[place]).shape }
    switch node.op {
    case .dotGeneral(let d):
      return 2 * outputs * d.lhsContracting.map { operand(0)[$0] }.reduce(1, *)
    case .convolution, .convolutionBackwardInput, .convolutionBackwardKernel:
      return convolutionFlops(node)
    case .pool(_, let d): return outputs * d.window.reduce(1, *)
    case .maxPoolBackward: return operand(1).count
    case .averagePoolBackward(let d, _): return operand(0).count * d.window.reduce(1, *)
    case .batchNormTraining: return 5 * outputs
    case .batchNormInference: return 2 * outputs
    case .batchNormGradient: return 8 * outputs
    case .layerNorm: return 7 * outputs
    case .layerNormGradient: return 12 * outputs
    case .softmax, .logSoftmax: return 5 * outputs
    case .lstm, .gru: return 2 * outputs * operand(1)[1]
    case .lstmGradient, .gruGradient: return 2 * operand(2).count * operand(0)[1]
    case .reduce, .argReduce: return operand(0).count
    case .scatterAdd: return operand(1).count
    case .unary, .binary, .compare, .select: return outputs
    default: return 0
    }
  }

  /// Forward and both backward forms multiply each output of the forward pass with the kernel's
  /// window; padding counts.
  private func convolutionFlops(_ node: Node) -> Int {
    let kernel: Shape
    let outputs: Shape
    switch node.op {
    case .convolutionBackwardInput:
      (kernel, outputs) = (type(of: node.inputs[1]).shape, type(of: node.inputs[0]).shape)
    case .convolutionBackwardKernel:
      (kernel, outputs) = (node.types[0].shape, type(of: node.inputs[1]).shape)
    default: (kernel, outputs) = (type(of: node.inputs[1]).shape, node.types[0].shape)
    }
    return 2 * outputs.count * kernel.dimensions.dropLast().reduce(1, *)
  }

  /// The bytes of a value.
  package func byteCount(of value: ValueID) -> Int {
    let type = type(of: value)
    return type.shape.count * type.dtype.byteCount
  }
}
