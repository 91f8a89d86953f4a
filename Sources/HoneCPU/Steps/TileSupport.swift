internal import CHoneKernels
internal import HoneCore
internal import HoneGraph

/// Which nodes a tile program can compute, and by which instructions.
enum TileSupport {
  static let maxRank = HONE_TILE_RANK

  /// Whether a node's operation, with its types, has instructions. Shapes aren't looked at.
  static func accepts(_ node: Node, in graph: Graph) -> Bool {
    let result = node.types[0].dtype
    guard result == .float32 || result == .bool else { return false }
    let operands = node.inputs.map { graph.type(of: $0).dtype }
    let areFloats = operands.allSatisfy { $0 == .float32 || $0 == .bool }
    switch node.op {
    case .unary, .select: return areFloats
    case .compare: return areFloats
    case .binary(let function): return areFloats && function != .remainder
    case .convert: return operands[0] != .float64 && operands[0].isSupported
    case .random(.uniform, _, _, _): return result == .float32
    case .random(.bernoulli, _, _, _): return true
    case .reduce: return operands[0] == .float32
    default: return false
    }
  }

  static func type(_ dtype: DType) -> hone_tile_type {
    switch dtype {
    case .bool: HONE_TILE_BOOL
    case .uint8: HONE_TILE_UINT8
    case .int32: HONE_TILE_INT32
    case .int64: HONE_TILE_INT64
    default: HONE_TILE_FLOAT32
    }
  }

  static func code(_ function: UnaryOp) -> hone_tile_code {
    switch function {
    case .negate: HONE_TILE_NEGATE
    case .absolute: HONE_TILE_ABS
    case .sign: HONE_TILE_SIGN
    case .square: HONE_TILE_SQUARE
    case .reciprocal: HONE_TILE_RECIPROCAL
    case .relu: HONE_TILE_RELU
    case .exp: HONE_TILE_EXP
    case .expm1: HONE_TILE_EXPM1
    case .log: HONE_TILE_LOG
    case .log1p: HONE_TILE_LOG1P
    case .sqrt: HONE_TILE_SQRT
    case .rsqrt: HONE_TILE_RSQRT
    case .sin: HONE_TILE_SIN
    case .cos: HONE_TILE_COS
    case .tanh: HONE_TILE_TANH
    case .sigmoid: HONE_TILE_SIGMOID
    case .erf: HONE_TILE_ERF
    case .floor: HONE_TILE_FLOOR
    case .ceil: HONE_TILE_CEIL
    case .round: HONE_TILE_ROUND
    case .not: HONE_TILE_NOT
    case .isNaN: HONE_TILE_IS_NAN
    case .isFinite: HONE_TILE_IS_FINITE
    }
  }

  static func code(_ function: BinaryOp) -> hone_tile_code {
    switch function {
    case .add: HONE_TILE_ADD
    case .subtract: HONE_TILE_SUBTRACT
    case .multiply: HONE_TILE_MULTIPLY
    case .divide: HONE_TILE_DIVIDE
    case .maximum: HONE_TILE_MAXIMUM
    case .minimum: HONE_TILE_MINIMUM
    case .power, .remainder: HONE_TILE_POWER
    case .and: HONE_TILE_AND
    case .or: HONE_TILE_OR
    }
  }

  static func code(_ function: CompareOp) -> hone_tile_code {
    switch function {
    case .equal: HONE_TILE_EQUAL
    case .notEqual: HONE_TILE_NOT_EQUAL
    case .less: HONE_TILE_LESS
    case .lessEqual: HONE_TILE_LESS_EQUAL
    case .greater: HONE_TILE_GREATER
    case .greaterEqual: HONE_TILE_GREATER_EQUAL
    }
  }

  static func kind(_ function: ReduceOp) -> hone_reduce_kind {
    switch function {
    case .sum: HONE_REDUCE_SUM
    case .product: HONE_REDUCE_PRODUCT
    case .maximum: HONE_REDUCE_MAX
    case .minimum: HONE_REDUCE_MIN
    }
  }
}
