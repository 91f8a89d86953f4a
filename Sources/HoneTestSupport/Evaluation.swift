public import HoneBackend
public import HoneCore
public import HoneGraph
public import HoneReference

/// Evaluates a function of tensors at the given values.
///
/// ```swift
/// let product = try evaluate(at: [a, b]) { [matmul($0[0], $0[1])] }[0]
/// ```
///
/// - Throws: what tracing, compiling or running throws.
public func evaluate(
  at points: [HostTensor], mode: Mode = .training, on backend: any Backend = ReferenceBackend(),
  _ function: ([Tensor]) throws -> [Tensor]
) throws -> [HostTensor] {
  try compile(points, mode: mode, on: backend, function).run(points)
}

/// Compiles a function of tensors with the types of the given values.
func compile(
  _ points: [HostTensor], mode: Mode = .training, on backend: any Backend,
  _ function: ([Tensor]) throws -> [Tensor]
) throws -> any Executable {
  let trace = Trace(mode: mode, batchSize: points.first?.shape.dimensions.first ?? 1)
  let operands = points.enumerated().map { index, point in
    trace.input(name: "x\(index)", type: TensorType(point.dtype, point.shape))
  }
  let results = try function(operands)
  let outputs = results.enumerated().map { ("y\($0.offset)", $0.element) }
  let program = try trace.program(name: "function", outputs: outputs)
  return try backend.compile(program, over: try backend.makeStateStore())
}
