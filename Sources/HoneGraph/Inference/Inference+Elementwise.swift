internal import HoneCore

extension Inference {
  static func elementwise(_ op: Op, _ inputs: [TensorType]) throws(InferenceFailure) -> TensorType {
    switch op {
    case .unary(let function): return try unary(function, inputs[0])
    case .binary(let function):
      try requireSameType(inputs)
      if function == .and || function == .or {
        try requireBool(inputs[0])
      } else if inputs[0].dtype == .bool {
        throw InferenceFailure(
          wanted: "numbers", received: inputs[0].description,
          help: "convert it first: x.converted(to: .float32)")
      }
      return TensorType(inputs[0].dtype, try sameShape(inputs))
    case .compare:
      try requireSameType(inputs)
      return TensorType(.bool, try sameShape(inputs))
    case .select:
      try requireBool(inputs[0])
      try requireSameType([inputs[1], inputs[2]])
      return TensorType(inputs[1].dtype, try sameShape(inputs))
    case .convert(let dtype): return TensorType(dtype, inputs[0].shape)
    default: return inputs[0]
    }
  }

  private static func unary(
    _ function: UnaryOp, _ type: TensorType
  ) throws(InferenceFailure) -> TensorType {
    switch function {
    case .not: try requireBool(type)
    case .isNaN, .isFinite:
      try requireFloat(type)
      return TensorType(.bool, type.shape)
    case .negate, .absolute, .sign, .square, .relu:
      if type.dtype == .bool {
        throw InferenceFailure(wanted: "numbers", received: type.description)
      }
    default: try requireFloat(type)
    }
    return type
  }

  private static func requireBool(_ type: TensorType) throws(InferenceFailure) {
    guard type.dtype == .bool else {
      throw InferenceFailure(
        wanted: "a bool operand", received: type.description, help: "compare first: x .> 0")
    }
  }

  /// The shape that all operands share, its unknown extents filled in from one another.
  private static func sameShape(_ inputs: [TensorType]) throws(InferenceFailure) -> Shape {
    var shape = inputs[0].shape
    for type in inputs.dropFirst() {
      guard shape.isCompatible(with: type.shape) else {
        throw InferenceFailure(
          wanted: "operands of one shape",
          received: inputs.map(\.shape.description).joined(separator: " and "))
      }
      shape = Shape(zip(shape.dimensions, type.shape.dimensions).map { $0 < 0 ? $1 : $0 })
    }
    return shape
  }
}
