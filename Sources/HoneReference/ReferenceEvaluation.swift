internal import HoneCore
package import HoneGraph

/// Single operations by the interpreter, over memory that the caller owns.
///
/// Engines use it for operations that they have no kernel for: slow, never wrong.
package enum ReferenceEvaluation {
  /// Evaluates an operation (not a leaf that the executable knows) and stores its outputs.
  package static func evaluate(
    _ op: Op, operands: [(memory: UnsafeRawPointer, type: TensorType)],
    into results: [(memory: UnsafeMutableRawPointer, type: TensorType)]
  ) {
    let values = Interpreter.evaluate(
      op, operands.map { Value(bytes: $0.memory, type: $0.type) }, types: results.map(\.type))
    for (value, result) in zip(values, results) {
      value.hostTensor.withUnsafeBytes { bytes in
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        result.memory.copyMemory(from: source, byteCount: bytes.count)
      }
    }
  }
}
