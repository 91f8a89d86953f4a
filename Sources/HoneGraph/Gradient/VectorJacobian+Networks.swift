internal import HoneCore

extension VectorJacobian {
  static func dot(_ d: DotDimensions, _ a: Application) -> [Tensor?] {
    let (lhs, rhs, g) = (a.inputs[0], a.inputs[1], a.g)
    let batch = d.lhsBatch.count
    let lhsFree = d.lhsFree(rank: lhs.rank)
    let rhsFree = d.rhsFree(rank: rhs.rank)
    let gBatch = Array(0..<batch)
    let gLeft = Array(batch..<batch + lhsFree.count)
    let gRight = Array(batch + lhsFree.count..<g.rank)
    // ∂lhs[batch, free, contracted in the order of rhs's axes], then back to lhs's order of axes.
    let toLeft = Tensor.apply(
      .dotGeneral(
        DotDimensions(
          lhsBatch: gBatch, rhsBatch: d.rhsBatch, lhsContracting: gRight, rhsContracting: rhsFree)),
      g, rhs)
    let leftOrder = d.lhsBatch + lhsFree + sorted(d.lhsContracting, by: d.rhsContracting)
    // ∂rhs[batch, contracted in the order of lhs's axes, free].
    let toRight = Tensor.apply(
      .dotGeneral(
        DotDimensions(
          lhsBatch: d.lhsBatch, rhsBatch: gBatch, lhsContracting: lhsFree, rhsContracting: gLeft)),
      lhs, g)
    let rightOrder = d.rhsBatch + sorted(d.rhsContracting, by: d.lhsContracting) + rhsFree
    return [
      a.wanted[0] ? ordered(toLeft, leftOrder) : nil,
      a.wanted[1] ? ordered(toRight, rightOrder) : nil,
    ]
  }

  /// `axes` in ascending order of the axes that they are paired with.
  private static func sorted(_ axes: [Int], by partners: [Int]) -> [Int] {
    zip(axes, partners).sorted { $0.1 < $1.1 }.map(\.0)
  }

  /// The tensor whose axis `i` stands at place `axes[i]` of the result.
  private static func ordered(_ tensor: Tensor, _ axes: [Int]) -> Tensor {
    axes == axes.sorted() ? tensor : tensor.transposed(inverse(axes))
  }

  static func convolution(_ d: ConvolutionDimensions, _ a: Application) -> [Tensor?] {
    let (images, kernel) = (a.inputs[0], a.inputs[1])
    // The kernel's first: then the images may go.
    let toKernel: Tensor? =
      a.wanted[1]
      ? .apply(.convolutionBackwardKernel(d, kernelShape: kernel.shape), images, a.g) : nil
    return [
      a.wanted[0]
        ? .apply(.convolutionBackwardInput(d, inputShape: images.shape), a.g, kernel) : nil,
      toKernel,
    ]
  }

  static func convolutionBackwardInput(_ d: ConvolutionDimensions, _ a: Application) -> [Tensor?] {
    let (upstream, kernel) = (a.inputs[0], a.inputs[1])
    return [
      a.wanted[0] ? .apply(.convolution(d), a.g, kernel) : nil,
      a.wanted[1]
        ? .apply(.convolutionBackwardKernel(d, kernelShape: kernel.shape), a.g, upstream) : nil,
    ]
  }

  static func convolutionBackwardKernel(_ d: ConvolutionDimensions, _ a: Application) -> [Tensor?] {
    let (images, upstream) = (a.inputs[0], a.inputs[1])
    return [
      a.wanted[0]
        ? .apply(.convolutionBackwardInput(d, inputShape: images.shape), upstream, a.g) : nil,
      a.wanted[1] ? .apply(.convolution(d), images, a.g) : nil,
    ]
  }

  /// The elements of the second-order gradient at the places of the maxima.
  static func maxPoolSelect(_ d: WindowDimensions, _ a: Application) -> Tensor {
    let count = a.x.shape.count
    return a.g.reshaped(to: [count]).gathered(at: MaxPoolPlaces.places(in: a.x, d))
  }

  /// Batch normalization is differentiated through its definition, except for the common case.
  static func batchNorm(_ a: Application) -> [Tensor?] {
    if case .batchNormTraining(let axis, let epsilon) = a.op, a.upstream[1] == nil,
      a.upstream[2] == nil
    {
      return Tensor.apply(
        .batchNormGradient(axis: axis, epsilon: epsilon),
        [a.inputs[0], a.inputs[1], a.outputs[1], a.outputs[2], a.g])
    }
    return throughDefinition(a, BatchNormDefinition.outputs)
  }

  /// Layer normalization is differentiated through its definition, except for the common case.
  static func layerNorm(_ a: Application) -> [Tensor?] {
    if case .layerNorm(let axis, let epsilon) = a.op, a.upstream[1] == nil, a.upstream[2] == nil {
      return Tensor.apply(
        .layerNormGradient(axis: axis, epsilon: epsilon),
        [a.inputs[0], a.inputs[1], a.outputs[1], a.outputs[2], a.g])
    }
    return throughDefinition(a, LayerNormDefinition.outputs)
  }

  /// The gradients of an operation's definition by simpler operations.
  static func throughDefinition(
    _ a: Application, _ definition: (Op, [Tensor]) -> [Tensor]
  ) -> [Tensor?] {
    let outputs = definition(a.op, a.inputs)
    let seeds = zip(outputs, a.upstream).map { $1 ?? zerosLike($0) }
    // Partial: the mean may itself depend on x, which is for the walk that asks to follow.
    return ReverseWalk(trace: a.trace).gradients(
      of: Array(zip(outputs, seeds)), withRespectTo: a.inputs, isPartial: true)
  }
}
