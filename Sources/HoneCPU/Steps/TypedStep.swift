internal import CHoneKernels
internal import HoneCore
internal import HoneGraph

/// Elementwise steps on types that tile programs don't know: metrics' sums in float64, labels.
enum TypedStep {
  private static let maxRank = Int(HONE_COPY_RANK)

  /// Whether there is a kernel for the node. It reads operands in any layout.
  static func accepts(_ node: Node, in graph: Graph) -> Bool {
    guard let first = node.inputs.first, node.types[0].shape.rank <= maxRank,
      graph.type(of: first).dtype.isSupported, node.types[0].dtype.isSupported
    else { return false }
    switch node.op {
    case .binary(let function): return code(function) != nil && node.types[0].dtype != .bool
    case .compare, .select, .convert: return true
    default: return false
    }
  }

  private static func code(_ function: BinaryOp) -> hone_typed_code? {
    switch function {
    case .add: HONE_TYPED_ADD
    case .subtract: HONE_TYPED_SUBTRACT
    case .multiply: HONE_TYPED_MULTIPLY
    case .divide: HONE_TYPED_DIVIDE
    case .maximum: HONE_TYPED_MAXIMUM
    case .minimum: HONE_TYPED_MINIMUM
    case .remainder: HONE_TYPED_REMAINDER
    case .power, .and, .or: nil
    }
  }

  private static func code(_ function: CompareOp) -> hone_typed_code {
    switch function {
    case .equal: HONE_TYPED_EQUAL
    case .notEqual: HONE_TYPED_NOT_EQUAL
    case .less: HONE_TYPED_LESS
    case .lessEqual: HONE_TYPED_LESS_EQUAL
    case .greater: HONE_TYPED_GREATER
    case .greaterEqual: HONE_TYPED_GREATER_EQUAL
    }
  }

  private static func type(_ dtype: DType) -> Int32 {
    let type =
      switch dtype {
      case .float64: HONE_TYPED_FLOAT64
      case .int32: HONE_TYPED_INT32
      case .int64: HONE_TYPED_INT64
      case .uint8: HONE_TYPED_UINT8
      case .bool: HONE_TYPED_BOOL
      case .float32, .float16, .bfloat16: HONE_TYPED_FLOAT32
      }
    return Int32(type.rawValue)
  }

  static func make(_ index: Int, planner: Planner) -> Step? {
    let node = planner.graph.nodes[index]
    guard accepts(node, in: planner.graph) else { return nil }
    var typed = hone_typed()
    var operandType = planner.graph.type(of: node.inputs[0]).dtype
    switch node.op {
    case .binary(let function):
      guard let code = code(function) else { return nil }
      (typed.family, typed.code) = (HONE_TYPED_BINARY, Int32(code.rawValue))
    case .compare(let function):
      (typed.family, typed.code) = (HONE_TYPED_COMPARE, Int32(code(function).rawValue))
    case .select:
      typed.family = HONE_TYPED_SELECT
      operandType = node.types[0].dtype
    case .convert(let dtype): (typed.family, typed.code) = (HONE_TYPED_CONVERT, type(dtype))
    default: return nil
    }
    typed.type = type(operandType)
    typed.rank = Int32(node.types[0].shape.rank)
    fill(&typed.dims, node.types[0].shape.dimensions)
    let views = node.inputs.map { planner.view($0).strides }
    fill(&typed.strides.0, views[0])
    typed.operands.0 = UnsafeRawPointer(planner.pointer(node.inputs[0]))
    if node.inputs.count > 1 {
      fill(&typed.strides.1, views[1])
      typed.operands.1 = UnsafeRawPointer(planner.pointer(node.inputs[1]))
    }
    if node.inputs.count > 2 {
      fill(&typed.strides.2, views[2])
      typed.operands.2 = UnsafeRawPointer(planner.pointer(node.inputs[2]))
    }
    typed.result = planner.pointer(ValueID(node: index))
    let memory = planner.allocate(MemoryLayout<hone_typed>.stride)
      .bindMemory(to: hone_typed.self, capacity: 1)
    memory.initialize(to: typed)
    return Step(label: "\(node.op.name) of \(operandType): \(node.types[0])") {
      hone_typed_run(memory)
      return 0
    }
  }

  private static func fill<Field>(_ field: inout Field, _ values: [Int]) {
    withUnsafeMutableBytes(of: &field) { bytes in
      let numbers = bytes.bindMemory(to: Int64.self)
      for (index, value) in values.enumerated() { numbers[index] = Int64(value) }
    }
  }
}
