internal import HoneCore
internal import HoneGraph
internal import HoneNN

/// Activation functions within the model.
extension Preflight {
  /// Sigmoid and softmax belong to outputs and gates; tanh is fine in hidden layers.
  func hiddenFindings(_ forward: ForwardTrace) -> [Finding] {
    let parts = forward.parts
    let found = parts.parts.indices.compactMap { index -> (path: String, message: String)? in
      guard let name = parts[index].lastActivation, Activated.squashing.contains(name),
        parts.feedsKernel(index)
      else { return nil }
      return (
        parts[index].path,
        name == "softmax"
          ? "softmax in a hidden layer makes the units compete for a sum of 1: little of the signal "
            + "and of the gradient passes"
          : "\(name) in a hidden layer passes at most a quarter of the gradient on, and its outputs "
            + "have a mean above 0"
      )
    }
    return Finding.gathered(
      "saturating-hidden", at: found,
      help: "use relu, or tanh for a bounded output; sigmoid and softmax are for the last layer")
  }

  /// Layers that are one matrix together, and pooling in front of the activation.
  func stackFindings(_ forward: ForwardTrace) -> [Finding] {
    let parts = forward.parts
    var linear: [(path: String, message: String)] = []
    var order: [(path: String, message: String)] = []
    for index in parts.kernels where parts[index].activation == nil {
      if let next = parts.next(after: index, passing: Self.isLinear), parts[next].kind == .kernel,
        isRedundant(forward, index, next)
      {
        linear.append(
          (
            parts[next].path,
            "no activation between \(parts[index].path) and this layer: the two together are one "
              + "linear layer"
          ))
      }
      let pool = parts.next(after: index) { $0.kind == .batchNormalization }
      if let pool, parts[pool].kind == .pooling, parts[index].layer is any ConvolutionLayer,
        let function = parts.onlyReader(of: pool), case .activation(let name) = parts[function].kind
      {
        order.append((parts[pool].path, "pooling stands between the convolution and its \(name)"))
      }
    }
    return Finding.gathered(
      "linear-stack", at: linear, help: "give the first an activation: relu, or leave it out")
      + Finding.gathered(
        "convolution-order", .note, at: order,
        help: "convolution, activation, pooling is the usual order; with max pooling and relu the "
          + "results are the same")
  }

  private static func isLinear(_ part: ModelPart) -> Bool {
    switch part.kind {
    case .shaping, .flatten, .dropout, .batchNormalization: true
    default: false
    }
  }

  /// A narrow layer between wider ones is a bottleneck that means something.
  private func isRedundant(_ forward: ForwardTrace, _ first: Int, _ second: Int) -> Bool {
    func isWhole(_ index: Int) -> Bool {
      guard let layer = forward.parts[index].layer as? any ConvolutionLayer else {
        return forward.parts[index].layer is Dense
      }
      return type(of: layer).form.kind == .plain && layer.options.groups == 1
    }
    func count(_ type: TensorType?) -> Int {
      (type?.shape.dimensions.dropFirst() ?? []).reduce(1, *)
    }
    guard isWhole(first), isWhole(second) else { return false }
    let width = count(forward.parts[first].outputType)
    return width >= count(forward.parts[first].inputType)
      || width >= count(forward.parts[second].outputType)
  }
}
