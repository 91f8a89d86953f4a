internal import HoneCore
public import HoneGraph

extension Layer {
  /// Applies the layer within its scope, or records the call outside of a trace.
  func call(_ inputs: [Tensor], at location: SourceLocation?) -> [Tensor] {
    guard let trace = inputs.lazy.compactMap(\.trace).first else {
      return Tensor.record(RecordedLayerCall(layer: self, location: location), inputs)
    }
    if inputs.contains(where: \.isPoisoned) { return [trace.poison] }
    let parent = trace.scope
    guard
      let place = trace.naming.path(
        token: identity, name: name, typeName: Self.pathName, parent: parent)
    else {
      trace.fail(
        operation: "layer", message: "two layers are named \"\(name ?? "")\" in one model.",
        help: "give each its own name:")
      return [trace.poison]
    }
    return trace.within(place.path, at: location, frozen: !isTrainable) {
      if !trace.isConsistent(self, at: place.path) { return [trace.poison] }
      let firstNode = trace.graph.nodes.count
      let resolved = inputs.map { Tensor.imported($0, into: trace) }
      let record = trace.beginCall()
      // What depends on no input is computed outside of the trace.
      var outputs = forward(resolved).map { Tensor.imported($0, into: trace) }
      for output in outputs { output.penalizeActivity(activityRegularizer) }
      if passesMask, let mask = resolved.first?.mask {
        outputs = outputs.map { $0.masked(by: mask) }
      }
      trace.endCall(
        record,
        CallRecord(
          path: place.path, typeName: String(describing: Self.self), depth: trace.scopes.count,
          inputs: inputs.map(\.type), outputs: outputs.map(\.type),
          slots: trace.slots(beneath: place.path),
          nodes: firstNode..<trace.graph.nodes.count, isShared: place.isShared,
          location: location, layer: self,
          values: (
            resolved.compactMap { trace.resolve($0) }, outputs.compactMap { trace.resolve($0) }
          )))
      return outputs
    }
  }
}

/// A layer call in a functional model.
struct RecordedLayerCall: RecordedCall {
  let layer: any Layer
  let location: SourceLocation?
  func emit(_ inputs: [Tensor]) -> [Tensor] { layer.call(inputs, at: location) }
}

extension [Tensor] {
  /// Records an error in the trace of these tensors.
  func fail(
    operation: String, message: String? = nil, wanted: String? = nil, received: String? = nil,
    help: String? = nil
  ) -> Tensor {
    guard let trace = lazy.compactMap(\.trace).first else { return poison }
    return trace.fail(
      operation: operation, message: message, wanted: wanted, received: received, help: help)
  }

  /// A tensor that stands for a failed computation.
  var poison: Tensor { lazy.compactMap(\.trace).first?.poison ?? Tensor.failed }
}

extension Tensor {
  /// Records an error at this tensor's layer and returns a poisoned tensor.
  ///
  /// Layers use it to report inputs that they can't work on.
  public func fail(
    _ operation: String, wanted: String, received: String, help: String? = nil
  ) -> Tensor {
    [self].fail(operation: operation, wanted: wanted, received: received, help: help)
  }
}
