internal import HoneCore

/// Why an operation can't be applied: the part of an error that pure inference knows.
package struct InferenceFailure: Error, Hashable {
  package var wanted: String
  package var received: String
  package var help: String?

  package init(wanted: String, received: String, help: String? = nil) {
    self.wanted = wanted
    self.received = received
    self.help = help
  }
}

/// The types of an operation's outputs from those of its inputs: pure functions.
///
/// Leaves other than `constant`, `iota` and `random` get their type from the graph's tables.
package enum Inference {
  package static func types(
    of op: Op, inputs: [TensorType]
  ) throws(InferenceFailure) -> [TensorType] {
    try checkCount(op, inputs)
    for type in inputs where !type.dtype.isSupported {
      throw InferenceFailure(
        wanted: "a supported type", received: type.description,
        help: "\(type.dtype) is reserved: convert to float32 first")
    }
    if let dtype = resultType(op), !dtype.isSupported {
      throw InferenceFailure(
        wanted: "a supported type", received: "\(dtype)",
        help: "\(dtype) is reserved: use float32")
    }
    switch op {
    case .input, .scalar, .state:
      throw InferenceFailure(wanted: "a leaf of the graph", received: op.name)
    case .constant(let value): return [TensorType(value.dtype, value.shape)]
    case .iota(let shape, let axis, let dtype):
      return [TensorType(dtype, try axisChecked(axis, shape))]
    case .random(_, let shape, let dtype, _):
      for input in inputs where input != TensorType(.int64, []) {
        throw InferenceFailure(
          wanted: "a seed and a step of type int64[]", received: input.description)
      }
      return [TensorType(dtype, shape)]
    case .unary, .binary, .compare, .select, .convert, .stopGradient:
      return [try elementwise(op, inputs)]
    case .broadcast, .reshape, .transpose, .slice, .pad, .concatenate:
      return [try reshaping(op, inputs)]
    case .gather(let axis): return [try gather(axis, inputs[0], inputs[1])]
    case .scatterAdd(let axis, let extent):
      return [try scatterAdd(axis, extent, inputs[0], inputs[1])]
    case .reduce(let reduction, let axes): return [try reduce(reduction, axes, inputs[0])]
    case .argReduce(_, let axis):
      return [TensorType(.int32, try removing([axis], from: inputs[0].shape))]
    case .dotGeneral(let dimensions): return [try dot(dimensions, inputs[0], inputs[1])]
    case .convolution, .convolutionBackwardInput, .convolutionBackwardKernel:
      return [try convolution(op, inputs)]
    case .pool, .maxPoolBackward, .averagePoolBackward: return [try pooling(op, inputs)]
    case .batchNormTraining, .batchNormInference, .batchNormGradient:
      return try batchNorm(op, inputs)
    case .layerNorm(let axis, _), .layerNormGradient(let axis, _):
      return try layerNorm(op, axis, inputs)
    case .softmax(let axis), .logSoftmax(let axis):
      try requireFloat(inputs[0])
      return [TensorType(inputs[0].dtype, try axisChecked(axis, inputs[0].shape))]
    case .lstm, .lstmGradient, .gru, .gruGradient: return try recurrent(op, inputs)
    }
  }

  /// The type that an operation's attributes name for its result.
  private static func resultType(_ op: Op) -> DType? {
    switch op {
    case .iota(_, _, let dtype), .random(_, _, let dtype, _), .convert(let dtype): dtype
    default: nil
    }
  }

  private static func checkCount(_ op: Op, _ inputs: [TensorType]) throws(InferenceFailure) {
    let wanted: ClosedRange<Int> =
      switch op {
      case .input, .scalar, .state, .constant, .iota: 0...0
      case .random, .binary, .compare, .gather, .scatterAdd, .dotGeneral, .convolution,
        .convolutionBackwardInput, .convolutionBackwardKernel, .maxPoolBackward:
        2...2
      case .select, .batchNormTraining, .layerNorm: 3...3
      case .batchNormInference, .batchNormGradient, .layerNormGradient, .lstm, .gruGradient: 5...5
      case .lstmGradient: 6...6
      case .gru: 4...4
      case .concatenate: 1...Int.max
      default: 1...1
      }
    guard wanted.contains(inputs.count) else {
      throw InferenceFailure(
        wanted: wanted.count == 1 ? "\(wanted.lowerBound) operands" : "at least 1 operand",
        received: "\(inputs.count)")
    }
  }

  static func requireFloat(_ type: TensorType) throws(InferenceFailure) {
    guard type.dtype.isFloatingPoint else {
      throw InferenceFailure(
        wanted: "a floating-point operand", received: type.description,
        help: "convert it first: x.converted(to: .float32)")
    }
  }

  static func requireSameType(_ types: [TensorType]) throws(InferenceFailure) {
    for type in types.dropFirst() where type.dtype != types[0].dtype {
      throw InferenceFailure(
        wanted: "operands of one type",
        received: types.map(\.description).joined(separator: " and "),
        help: "convert one of them: x.converted(to: .\(types[0].dtype))")
    }
  }

  static func axisChecked(_ axis: Int, _ shape: Shape) throws(InferenceFailure) -> Shape {
    guard shape.dimensions.indices.contains(axis) else {
      throw InferenceFailure(
        wanted: "an axis in 0 ..< \(shape.rank)", received: "axis \(axis) of shape \(shape)")
    }
    return shape
  }

  static func removing(_ axes: [Int], from shape: Shape) throws(InferenceFailure) -> Shape {
    for axis in axes { _ = try axisChecked(axis, shape) }
    guard Set(axes).count == axes.count else {
      throw InferenceFailure(wanted: "different axes", received: "\(axes)")
    }
    return Shape(
      shape.dimensions.enumerated().filter { !axes.contains($0.offset) }.map(\.element))
  }
}
