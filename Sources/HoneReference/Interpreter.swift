internal import HoneCore
internal import HoneGraph

/// What each operation computes: one function for each family, over whole values.
///
/// Operands are those of a verified program: their types are such as inference accepts.
enum Interpreter {
  static func evaluate(_ op: Op, _ operands: [Value], types: [TensorType]) -> [Value] {
    let type = types[0]
    switch op {
    case .input, .scalar, .state: return []  // The executable knows these.
    case .constant(let tensor): return [Value(tensor)]
    case .iota(_, let axis, _): return [iota(axis: axis, type)]
    case .random(let distribution, _, _, let stream):
      return [random(distribution, stream, seed: operands[0], step: operands[1], type)]

    case .unary(let function): return [unary(function, operands[0], type)]
    case .binary(let function): return [binary(function, operands[0], operands[1])]
    case .compare(let function): return [compare(function, operands[0], operands[1], type)]
    case .select: return [select(operands[0], operands[1], operands[2])]
    case .convert: return [convert(operands[0], type)]
    case .stopGradient: return [operands[0]]

    case .broadcast(let shape): return [broadcast(operands[0], to: shape)]
    case .reshape: return [operands[0].reshaped(to: type.shape)]
    case .transpose(let permutation): return [transpose(operands[0], permutation)]
    case .slice(let starts, _, let strides): return [slice(operands[0], starts, strides, type)]
    case .pad(let low, _, let interior, let value):
      return [pad(operands[0], low, interior, value, type)]
    case .concatenate(let axis): return [concatenate(operands, axis, type)]
    case .gather(let axis): return [gather(operands[0], operands[1], axis, type)]
    case .scatterAdd(let axis, _): return [scatterAdd(operands[0], operands[1], axis, type)]

    case .reduce(let function, let axes): return [reduce(function, operands[0], axes, type)]
    case .argReduce(let function, let axis):
      return [argReduce(function, operands[0], axis, type)]
    case .softmax(let axis): return [softmax(operands[0], axis, type)]
    case .logSoftmax(let axis): return [logSoftmax(operands[0], axis, type)]

    case .dotGeneral(let dimensions): return [dot(dimensions, operands[0], operands[1], type)]
    case .convolution(let dimensions):
      return [convolution(dimensions, operands[0], operands[1], type)]
    case .convolutionBackwardInput(let dimensions, _):
      return [convolutionBackwardInput(dimensions, operands[0], operands[1], type)]
    case .convolutionBackwardKernel(let dimensions, _):
      return [convolutionBackwardKernel(dimensions, operands[0], operands[1], type)]

    case .pool(.maximum, let dimensions): return [maximumPool(dimensions, operands[0], type)]
    case .pool(.average, let dimensions): return [averagePool(dimensions, operands[0], type)]
    case .maxPoolBackward(let dimensions):
      return [maximumPoolBackward(dimensions, operands[0], operands[1], type)]
    case .averagePoolBackward(let dimensions, _):
      return [averagePoolBackward(dimensions, operands[0], type)]
    case .batchNormTraining(let axis, let epsilon):
      return batchNormTraining(operands, axis, epsilon, types)
    case .batchNormInference(let axis, let epsilon):
      return [batchNormInference(operands, axis, epsilon, type)]
    case .batchNormGradient(let axis, let epsilon):
      return batchNormGradient(operands, axis, epsilon, types)
    case .layerNorm(let axis, let epsilon): return layerNorm(operands, axis, epsilon, types)
    case .layerNormGradient(let axis, let epsilon):
      return layerNormGradient(operands, axis, epsilon, types)

    case .lstm(let reverse): return lstm(operands, reverse, types)
    case .lstmGradient(let reverse): return lstmGradient(operands, reverse, types)
    case .gru(let resetAfter, let reverse):
      return gru(operands, resetAfter: resetAfter, reverse: reverse, types)
    case .gruGradient(let resetAfter, let reverse):
      return gruGradient(operands, resetAfter: resetAfter, reverse: reverse, types)
    }
  }
}
