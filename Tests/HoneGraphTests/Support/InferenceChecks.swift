import HoneCore
import Testing

@testable import HoneGraph

/// Types written as messages show them: `float32[?, 3]; int32[]`.
func types(_ text: String) -> [TensorType] {
  text.split(separator: ";").map { part in
    let pieces = part.filter { $0 != " " && $0 != "]" }.split(separator: "[")
    let extents = pieces.dropFirst().joined().split(separator: ",")
    return TensorType(
      DType(rawValue: String(pieces[0])) ?? .bfloat16,
      Shape(extents.map { $0 == "?" ? Shape.unknown : Int($0) ?? -99 }))
  }
}

/// Expects an operation on `inputs` to give `outputs`.
func expectTypes(
  _ op: Op, _ inputs: String, _ outputs: String,
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
  do {
    let result = try Inference.types(of: op, inputs: types(inputs))
    #expect(
      result.map(\.description).joined(separator: "; ") == outputs, "\(op.name) of \(inputs)",
      sourceLocation: sourceLocation)
  } catch {
    Issue.record("\(op.name) of \(inputs): \(error)", sourceLocation: sourceLocation)
  }
}

/// Expects an operation to refuse `inputs` with exactly this text.
func expectFailure(
  _ op: Op, _ inputs: String, wanted: String, received: String, help: String? = nil,
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
  do {
    let result = try Inference.types(of: op, inputs: types(inputs))
    Issue.record("\(op.name) of \(inputs) gave \(result)", sourceLocation: sourceLocation)
  } catch {
    #expect(
      error == InferenceFailure(wanted: wanted, received: received, help: help),
      sourceLocation: sourceLocation)
  }
}
