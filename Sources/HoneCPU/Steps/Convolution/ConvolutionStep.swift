internal import CHoneKernels
internal import HoneCore
internal import HoneGraph

/// Convolutions over images [N, spatial…, C] and kernels [spatial…, I, O].
enum ConvolutionStep {
  /// Below this, candidates differ by less than measuring them costs.
  private static let leastFlops = 2_000_000

  static func make(
    _ index: Int, _ d: ConvolutionDimensions, _ direction: ConvolutionProblem.Direction,
    planner: Planner
  ) -> Step? {
    let node = planner.graph.nodes[index]
    guard node.types[0].dtype == .float32, (1...3).contains(d.strides.count) else { return nil }
    let problem = ConvolutionProblem(node, index, d, direction, planner: planner)
    guard !problem.isEmpty else { return zero(index, planner) }
    var candidates = OneDNNConvolution.candidates(problem)
    let own = OwnConvolution.candidates(problem)
    candidates.insert(contentsOf: own, at: OwnConvolution.isPreferred(problem) ? 0 : 1)
    // A slot's old value must survive measuring.
    let canMeasure =
      problem.flops >= leastFlops && !planner.isComputedIntoSlot(ValueID(node: index))
    guard
      let call = planner.chooser.choose(problem.key, canMeasure: canMeasure, among: candidates)
    else { return nil }
    return planner.step(
      call, label: "\(node.op.name) \(problem.images) * \(problem.kernel)\(problem.finish.key)")
  }

  /// With an empty operand every sum is empty.
  private static func zero(_ index: Int, _ planner: Planner) -> Step {
    let target = planner.pointer(ValueID(node: index))
    let bytes = planner.graph.nodes[index].types[0].shape.count * 4
    return Step(label: "convolution of nothing") {
      target.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
      return 0
    }
  }
}
