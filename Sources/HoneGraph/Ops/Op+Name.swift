extension Op {
  /// The operation's name in messages and in graph text.
  public var name: String {
    switch self {
    case .input: "input"
    case .scalar: "scalar"
    case .state: "state"
    case .constant: "constant"
    case .iota: "iota"
    case .random: "random"
    case .unary(let op): op.rawValue
    case .binary(let op): op.rawValue
    case .compare(let op): op.rawValue
    case .select: "select"
    case .convert: "convert"
    case .stopGradient: "stopGradient"
    case .broadcast: "broadcast"
    case .reshape: "reshape"
    case .transpose: "transpose"
    case .slice: "slice"
    case .pad: "pad"
    case .concatenate: "concatenate"
    case .gather: "gather"
    case .scatterAdd: "scatterAdd"
    case .reduce(let op, _): "reduce" + op.rawValue.capitalized
    case .argReduce(let op, _): "arg" + op.rawValue.capitalized
    case .dotGeneral: "dotGeneral"
    case .convolution: "convolution"
    case .convolutionBackwardInput: "convolutionBackwardInput"
    case .convolutionBackwardKernel: "convolutionBackwardKernel"
    case .pool(let op, _): op.rawValue + "Pool"
    case .maxPoolBackward: "maximumPoolBackward"
    case .averagePoolBackward: "averagePoolBackward"
    case .batchNormTraining: "batchNormTraining"
    case .batchNormInference: "batchNormInference"
    case .batchNormGradient: "batchNormGradient"
    case .layerNorm: "layerNorm"
    case .layerNormGradient: "layerNormGradient"
    case .softmax: "softmax"
    case .logSoftmax: "logSoftmax"
    case .lstm: "lstm"
    case .lstmGradient: "lstmGradient"
    case .gru: "gru"
    case .gruGradient: "gruGradient"
    }
  }

  /// Whether each output element depends only on the input elements at the same place.
  public var isElementwise: Bool {
    switch self {
    case .unary, .binary, .compare, .select, .convert, .stopGradient: true
    default: false
    }
  }
}

extension String {
  fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
