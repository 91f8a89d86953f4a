internal import HoneCore

/// An operation on operands: two are equal only where their results have the same bits.
///
/// `==` of floating-point attributes doesn't tell 0 from −0; their bits do.
struct OperationKey: Hashable {
  private var op: Op
  private var numbers: [UInt64]
  private var inputs: [ValueID]

  init(_ op: Op, _ inputs: [ValueID]) {
    self.op = op
    numbers = op.numbers.map(\.bitPattern)
    self.inputs = inputs
  }
}

extension Op {
  /// The floating-point attributes.
  fileprivate var numbers: [Double] {
    switch self {
    case .pad(_, _, _, let value): [value]
    case .random(.uniform(let low, let high), _, _, _): [low, high]
    case .random(.normal(let mean, let deviation), _, _, _): [mean, deviation]
    case .random(.bernoulli(let probability), _, _, _): [probability]
    case .batchNormTraining(_, let epsilon), .batchNormInference(_, let epsilon),
      .batchNormGradient(_, let epsilon), .layerNorm(_, let epsilon),
      .layerNormGradient(_, let epsilon):
      [epsilon]
    default: []
    }
  }
}
