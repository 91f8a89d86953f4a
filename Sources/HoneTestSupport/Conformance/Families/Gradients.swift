internal import HoneCore
internal import HoneGraph

extension BackendConformance {
  /// For the other families the programs that differentiation makes of theirs: forward, then the
  /// product of random upstream gradients with the derivatives for all inputs and slots.
  static var gradientFamilies: [ConformanceFamily] {
    let unaries = UnaryOp.allCases.filter { function in
      ![.sign, .floor, .ceil, .round, .not, .isNaN, .isFinite].contains(function)
    }
    let binaries = BinaryOp.allCases.filter { $0 != .and && $0 != .or }
    let others = [
      "select", "convert", "broadcast", "reshape", "transpose", "slice", "pad", "concatenate",
      "gather", "scatterAdd", "reduceSum", "reduceMaximum", "reduceMinimum", "softmax",
      "logSoftmax", "dotGeneral", "convolution", "convolutionBackwardInput",
      "convolutionBackwardKernel", "maximumPool", "averagePool", "maximumPoolBackward",
      "averagePoolBackward", "batchNormTraining", "batchNormInference", "batchNormGradient",
      "layerNorm", "layerNormGradient",
      "lstm", "lstmGradient", "gru", "gruGradient",
      "elementwise chain", "convolution chain", "dense chain", "batch norm + relu",
      "cross-entropy", "dropout", "embedding",
    ]
    let names = Set(unaries.map(\.rawValue) + binaries.map(\.rawValue) + others)
    let families =
      elementwiseFamilies + shapeFamilies + indexFamilies + reductionFamilies
      + contractionFamilies + poolingFamilies + normFamilies + recurrentFamilies
      + chainFamilies + sequenceFamilies
    return families.filter { names.contains($0.name) }.map(gradient)
  }

  private static func gradient(of family: ConformanceFamily) -> ConformanceFamily {
    ConformanceFamily("gradient of \(family.name)") { random in
      var test = try family.make(&random)
      for _ in 0..<40 {  // Until one has something to differentiate.
        if let gradient = try differentiated(test, &random) { return gradient }
        test = try family.make(&random)
      }
      return test
    }
  }

  /// The case with gradients as further outputs; nil if there are no floats on either side.
  private static func differentiated(
    _ test: ConformanceCase, _ random: inout CaseRandom
  ) throws -> ConformanceCase? {
    guard case .run(_, let inputs, let scalars) = test.steps[0] else { return nil }
    let program = test.programs[0]
    let trace = Trace(mode: .training, batchSize: 1)
    let replayed = program.replay(into: trace)
    let sources = replayed.leaves.filter(\.dtype.isFloatingPoint)
    let results = program.outputs.map { replayed.values[$0.value.node][$0.value.output] }
      .filter { $0.dtype.isFloatingPoint && $0.trace != nil }
    guard !sources.isEmpty, !results.isEmpty else { return nil }

    let seeds = results.map { random.tensor($0.dtype, $0.shape) }
    let upstream = results.enumerated().map { index, result in
      trace.input(name: "upstream\(index)", type: result.type)
    }
    let gradients = vectorJacobianProduct(
      of: results, upstream: upstream, withRespectTo: sources)
    let named = (results + gradients).enumerated().map { ("y\($0.offset)", $0.element) }
    let largest = trace.graph.nodes.flatMap(\.types).map(\.shape.count).max() ?? 1
    return ConformanceCase(
      name: "gradient of \(test.name)",
      programs: [try trace.program(name: "gradient of \(test.name)", outputs: named)],
      initialState: test.initialState,
      steps: [.run(program: 0, inputs: inputs + seeds, scalars: scalars)],
      tolerance: Tolerance(
        relative: test.tolerance.relative * 5 + 2e-5,
        absolute: test.tolerance.absolute * 10 + 5e-6 + 5e-7 * Double(min(largest, 5_000))))
  }
}
