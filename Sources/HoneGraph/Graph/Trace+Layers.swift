package import HoneCore

/// What layers need of a trace beside operations and state.
extension Trace {
  /// Runs a layer's recipe in its scope.
  package func within<R>(
    _ path: String, at location: SourceLocation?, frozen: Bool, _ body: () -> R
  ) -> R {
    scopes.append(Scope(path: path, location: location))
    frozenDepth += frozen ? 1 : 0
    defer {
      scopes.removeLast()
      frozenDepth -= frozen ? 1 : 0
    }
    return body()
  }

  /// Whether the current layer or one around it is frozen.
  public var isFrozen: Bool { frozenDepth > 0 }

  /// Reserves the place of a call before those of the calls within it.
  package func beginCall() -> Int {
    calls.append(
      CallRecord(
        path: "", typeName: "", depth: 0, inputs: [], outputs: [], slots: [], nodes: 0..<0,
        isShared: false, location: nil))
    return calls.count - 1
  }

  /// Fills the place of a call.
  package func endCall(_ index: Int, _ record: CallRecord) { calls[index] = record }

  /// The slots of a layer and of the layers within it.
  package func slots(beneath path: String) -> [StateSlot] {
    graph.slots.filter { $0.path.hasPrefix(path + "/") }
  }

  /// Adds a term to the loss, such as a weight penalty.
  public func addPenalty(_ value: Tensor) {
    guard !value.isPoisoned, !isFrozen else { return }
    penalties.append((scope, value))
  }
}

extension Tensor {
  /// A tensor as a value of a trace.
  package static func imported(_ tensor: Tensor, into trace: Trace) -> Tensor {
    guard tensor.trace == nil else { return tensor }
    return trace.resolve(tensor).map { Tensor(.traced(trace, $0), trace.graph.type(of: $0)) }
      ?? trace.poison
  }

  /// A recorded tensor that stands for a failed computation.
  package static var failed: Tensor {
    Recorded(.op(.stopGradient, []), types: [.poison], isFailed: true).tensors[0]
  }

  /// A tensor that a functional model receives.
  package static func recordedInput(name: String?, type: TensorType) -> Tensor {
    Recorded(.input(name: name), types: [type]).tensors[0]
  }
}
