internal import HoneCore

extension Op {
  /// The names of all operations but leaves of the tables and constants, as ``name`` gives them.
  static let readableNames: [String] =
    [
      "iota", "random", "select", "convert", "stopGradient", "broadcast", "reshape", "transpose",
      "slice", "pad", "concatenate", "gather", "scatterAdd", "dotGeneral", "convolution",
      "convolutionBackwardInput", "convolutionBackwardKernel", "maximumPoolBackward",
      "averagePoolBackward", "batchNormTraining", "batchNormInference", "batchNormGradient",
      "layerNorm", "layerNormGradient",
      "softmax", "logSoftmax", "lstm", "lstmGradient", "gru", "gruGradient",
    ] + families.map(\.name)

  /// Operations that differ by one word, under a placeholder for their attributes.
  private static let families: [Op] =
    UnaryOp.allCases.map { .unary($0) } + BinaryOp.allCases.map { .binary($0) }
    + CompareOp.allCases.map { .compare($0) } + ReduceOp.allCases.map { .reduce($0, axes: []) }
    + ArgReduceOp.allCases.map { .argReduce($0, axis: 0) }
    + PoolOp.allCases.map { .pool($0, WindowDimensions(window: [], strides: [], padding: [])) }

  private static let familiesByName = Dictionary(
    families.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// The operation of this name with the attributes that are read; nil if there is none.
  static func read(_ name: String, _ a: inout AttributeReader) throws(HoneError) -> Op? {
    switch name {
    case "iota":
      return .iota(shape: try a.shape(), axis: try a.integer("axis"), dtype: try a.dtype())
    case "random":
      return .random(
        try a.distribution(), shape: try a.shape(), dtype: try a.dtype(),
        stream: try a.unsigned("stream"))
    case "select": return .select
    case "convert": return .convert(try a.dtype())
    case "stopGradient": return .stopGradient
    case "broadcast": return .broadcast(try a.shape())
    case "reshape": return .reshape(try a.shape())
    case "transpose": return .transpose(try a.integers("permutation"))
    case "slice":
      let starts = try a.integers("starts")
      return .slice(
        starts: starts, limits: try a.integers("limits"),
        strides: try a.integers("strides", usually: starts.map { _ in 1 }))
    case "pad":
      let low = try a.integers("low")
      return .pad(
        low: low, high: try a.integers("high"),
        interior: try a.integers("interior", usually: low.map { _ in 0 }),
        value: try a.number("value"))
    case "concatenate": return .concatenate(axis: try a.integer("axis"))
    case "gather": return .gather(axis: try a.integer("axis"))
    case "scatterAdd":
      return .scatterAdd(axis: try a.integer("axis"), extent: try a.integer("extent"))
    case "dotGeneral":
      return .dotGeneral(
        DotDimensions(
          lhsBatch: try a.integers("lhsBatch", usually: []),
          rhsBatch: try a.integers("rhsBatch", usually: []),
          lhsContracting: try a.integers("lhsContracting"),
          rhsContracting: try a.integers("rhsContracting")))
    case "convolution": return .convolution(try a.convolution())
    case "convolutionBackwardInput":
      return .convolutionBackwardInput(try a.convolution(), inputShape: try a.shape())
    case "convolutionBackwardKernel":
      return .convolutionBackwardKernel(try a.convolution(), kernelShape: try a.shape())
    case "maximumPoolBackward": return .maxPoolBackward(try a.windows())
    case "averagePoolBackward":
      return .averagePoolBackward(try a.windows(), inputShape: try a.shape())
    case "batchNormTraining":
      return .batchNormTraining(axis: try a.integer("axis"), epsilon: try a.number("epsilon"))
    case "batchNormInference":
      return .batchNormInference(axis: try a.integer("axis"), epsilon: try a.number("epsilon"))
    case "batchNormGradient":
      return .batchNormGradient(axis: try a.integer("axis"), epsilon: try a.number("epsilon"))
    case "layerNorm":
      return .layerNorm(axis: try a.integer("axis"), epsilon: try a.number("epsilon"))
    case "layerNormGradient":
      return .layerNormGradient(axis: try a.integer("axis"), epsilon: try a.number("epsilon"))
    case "softmax": return .softmax(axis: try a.integer("axis"))
    case "logSoftmax": return .logSoftmax(axis: try a.integer("axis"))
    case "lstm": return .lstm(reverse: try a.flag("reverse"))
    case "lstmGradient": return .lstmGradient(reverse: try a.flag("reverse"))
    case "gru":
      return .gru(resetAfter: try a.flag("resetAfter"), reverse: try a.flag("reverse"))
    case "gruGradient":
      return .gruGradient(resetAfter: try a.flag("resetAfter"), reverse: try a.flag("reverse"))
    default: return try readFamily(name, &a)
    }
  }

  private static func readFamily(
    _ name: String, _ a: inout AttributeReader
  ) throws(HoneError) -> Op? {
    switch familiesByName[name] {
    case .reduce(let op, _): return .reduce(op, axes: try a.integers("axes"))
    case .argReduce(let op, _): return .argReduce(op, axis: try a.integer("axis"))
    case .pool(let op, _): return .pool(op, try a.windows())
    case let op: return op
    }
  }
}
