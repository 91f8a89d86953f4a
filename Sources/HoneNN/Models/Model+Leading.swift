internal import HoneCore
package import HoneGraph

/// The calls that stand between an input and the rest of a functional model.
extension Model {
  /// The layers that follow an input one after another, as long as they are of some kind and
  /// nothing else reads what they read; and the tensor behind them.
  package func leadingLayers(
    of input: Input, while isIncluded: (any Layer) -> Bool
  ) -> (layers: [any Layer], end: Tensor) {
    let all = recordedExpressions
    var layers: [any Layer] = []
    var end = input.tensor
    while case .recorded(let recorded, _) = end.storage {
      let readers = all.filter { $0.reads(recorded) }
      guard readers.count == 1, let reader = readers.first,
        case .call(let call as RecordedLayerCall, let inputs) = reader.origin, inputs.count == 1,
        isIncluded(call.layer), reader.tensors.count == 1, !isOutput(recorded)
      else { break }
      layers.append(call.layer)
      end = reader.tensors[0]
    }
    return (layers, end)
  }

  /// The model with data entering elsewhere.
  package func replacingInputs(_ inputs: [Input]) -> Model {
    Model(inputs: inputs, outputs: outputs, name: name, trainable: isTrainable)
  }

  private func isOutput(_ recorded: Recorded) -> Bool {
    outputs.contains { output in
      if case .recorded(let other, _) = output.storage { other === recorded } else { false }
    }
  }

  /// Every expression that the outputs depend on.
  private var recordedExpressions: [Recorded] {
    var found: [ObjectIdentifier: Recorded] = [:]
    var stack = outputs
    while let tensor = stack.popLast() {
      guard case .recorded(let recorded, _) = tensor.storage,
        found.updateValue(recorded, forKey: ObjectIdentifier(recorded)) == nil
      else { continue }
      stack += recorded.arguments
    }
    return Array(found.values)
  }
}

extension Recorded {
  fileprivate var arguments: [Tensor] {
    switch origin {
    case .input: []
    case .op(_, let inputs), .call(_, let inputs): inputs
    }
  }

  fileprivate func reads(_ other: Recorded) -> Bool {
    arguments.contains { argument in
      if case .recorded(let recorded, _) = argument.storage { recorded === other } else { false }
    }
  }
}
