internal import HoneCore

/// A node whose gradient is wanted: operands, results, and the gradients of the results.
struct Application {
  var op: Op
  var inputs: [Tensor]
  var outputs: [Tensor]
  /// The gradient of each output; nil where nothing depends on it.
  var upstream: [Tensor?]
  /// Which operands' gradients are needed.
  var wanted: [Bool]
  var trace: Trace

  /// The gradient of the first output.
  var g: Tensor { upstream[0] ?? zerosLike(outputs[0]) }
  var x: Tensor { inputs[0] }
  var y: Tensor { outputs[0] }
}

/// The gradient rules: one table from operation to the gradients of its operands.
///
/// Each rule emits graph operations, so gradients can be differentiated again. Nil stands for zero.
enum VectorJacobian {
  static func gradients(_ a: Application) -> [Tensor?] {
    switch a.op {
    case .input, .scalar, .state, .constant, .iota, .random: []
    case .compare, .argReduce, .stopGradient: a.inputs.map { _ in nil }
    case .unary(let op): [unary(op, a)]
    case .binary(let op): binary(op, a)
    case .select: [nil, select(a.x, a.g, zerosLike(a.g)), select(a.x, zerosLike(a.g), a.g)]
    case .convert: [a.x.dtype.isFloatingPoint ? a.g.converted(to: a.x.dtype) : nil]
    case .broadcast: [unbroadcast(a.g, to: a.x.shape)]
    case .reshape: [a.g.reshaped(to: a.x.shape.dimensions)]
    case .transpose(let permutation): [a.g.transposed(inverse(permutation))]
    case .slice(let starts, let limits, let strides): [slice(a, starts, limits, strides)]
    case .pad(let low, _, let interior, _): [pad(a, low, interior)]
    case .concatenate(let axis): concatenate(a, axis)
    case .gather(let axis): [gather(a, axis), nil]
    case .scatterAdd(let axis, _): [nil, a.g.gathered(at: a.inputs[0], axis: axis)]
    case .reduce(let op, let axes): [reduce(op, axes, a)]
    case .dotGeneral(let dimensions): dot(dimensions, a)
    case .convolution(let d): convolution(d, a)
    case .convolutionBackwardInput(let d, _): convolutionBackwardInput(d, a)
    case .convolutionBackwardKernel(let d, _): convolutionBackwardKernel(d, a)
    case .pool(.maximum, let d): [.apply(.maxPoolBackward(d), a.x, a.g)]
    case .pool(.average, let d): [.apply(.averagePoolBackward(d, inputShape: a.x.shape), a.g)]
    case .averagePoolBackward(let d, _): [.apply(.pool(.average, d), a.g)]
    case .maxPoolBackward(let d): [nil, maxPoolSelect(d, a)]
    case .batchNormTraining, .batchNormInference, .batchNormGradient: batchNorm(a)
    case .layerNorm, .layerNormGradient: layerNorm(a)
    case .softmax(let axis):
      [a.y * (a.g - (a.g * a.y).sum(axes: [axis], keepDimensions: true))]
    case .logSoftmax(let axis):
      [a.g - softmax(a.x, axis: axis) * a.g.sum(axes: [axis], keepDimensions: true)]
    case .lstm(let reverse): lstm(a, reverse)
    case .gru(let resetAfter, let reverse): gru(a, resetAfter, reverse)
    case .lstmGradient, .gruGradient: throughDefinition(a, RecurrentDefinition.outputs)
    }
  }

  private static func unary(_ op: UnaryOp, _ a: Application) -> Tensor? {
    let (x, y, g) = (a.x, a.y, a.g)
    return switch op {
    case .negate: -g
    case .absolute: g * sign(x)
    case .square: g * x * 2
    case .reciprocal: -(g * square(y))
    case .relu: select(y .> 0, g, zerosLike(g))
    case .exp: g * y
    case .expm1: g * (y + 1)
    case .log: g / x
    case .log1p: g / (x + 1)
    case .sqrt: g / (y * 2)
    case .rsqrt: g * y * square(y) * -0.5
    case .sin: g * cos(x)
    case .cos: -(g * sin(x))
    case .tanh: g * (1 - square(y))
    case .sigmoid: g * y * (1 - y)
    case .erf: g * exp(-square(x)) * 1.128_379_167_095_512_6
    case .sign, .floor, .ceil, .round, .not, .isNaN, .isFinite: nil
    }
  }

  private static func binary(_ op: BinaryOp, _ a: Application) -> [Tensor?] {
    let (x, b, y, g) = (a.inputs[0], a.inputs[1], a.y, a.g)
    let zero = zerosLike(g)
    switch op {
    case .add: return [g, g]
    case .subtract: return [g, -g]
    case .multiply: return [g * b, g * x]
    case .divide: return [g / b, -(g * y / b)]
    case .maximum:
      return [select(x .> b, g, zero), select(x .> b, zero, g)]
    case .minimum:
      return [select(x .< b, g, zero), select(x .< b, zero, g)]
    case .power:
      // ∂/∂b = y·log x, 0 where x is 0, so that 0ᵇ has a finite gradient.
      let logarithm = log(select(x .> 0, x, onesLike(x)))
      return [g * b * pow(x, b - 1), g * y * logarithm]
    case .remainder: return [g, -(g * floor(x / b))]
    case .and, .or: return [nil, nil]
    }
  }

  private static func reduce(_ op: ReduceOp, _ axes: [Int], _ a: Application) -> Tensor {
    let (x, y, g) = (a.x, restored(a.y, axes, a.x), restored(a.g, axes, a.x))
    switch op {
    case .sum: return g.broadcast(to: x.shape)
    case .product: return product(axes, a)
    case .maximum, .minimum:
      // Shared equally among equal extremes.
      let hit = (x .== y).converted(to: x.dtype)
      return hit * (g / hit.sum(axes: axes, keepDimensions: true))
    }
  }

  /// The product of the others: along each reduced axis by exclusive products from both sides, so
  /// that zeros are no danger. Written as `Πⱼ≠ᵢ`, through an axis of pairs.
  private static func product(_ axes: [Int], _ a: Application) -> Tensor {
    let x = a.x
    let kept = (0..<x.rank).filter { !axes.contains($0) }
    let permutation = kept + axes
    let count = axes.map { x.shape[$0] }.reduce(1, *)
    let rows = kept.map { x.shape[$0] }.reduce(1, *)
    let flat = x.transposed(permutation).reshaped(to: [rows, 1, count])
    let index = Tensor.apply(.iota(shape: [count], axis: 0, dtype: .int32), [])[0]
    let isSelf = index.reshaped(to: [count, 1]) .== index
    let others = select(isSelf, flat.like(1), flat).product(axes: [2])
    let gradient = others * a.g.reshaped(to: [rows, 1])
    return gradient.reshaped(to: permutation.map { x.shape[$0] }).transposed(inverse(permutation))
  }

  /// A reduced tensor with its axes back, of extent 1.
  private static func restored(_ tensor: Tensor, _ axes: [Int], _ x: Tensor) -> Tensor {
    tensor.reshaped(
      to: x.shape.dimensions.enumerated().map { axes.contains($0.offset) ? 1 : $0.element })
  }

  static func inverse(_ permutation: [Int]) -> [Int] {
    var result = permutation
    for (index, axis) in permutation.enumerated() { result[axis] = index }
    return result
  }
}
