internal import HoneCore
internal import HoneGraph

extension BatchNormFusion {
  /// A max pooling without overlaps or padding, done together with normalization and ReLU: what
  /// lies between them is never stored.
  struct Pooling {
    /// The normalization, by which both directions know the places of the maxima.
    var normalization: Int
    var window: WindowDimensions
    /// The shape before pooling, [N, H, W, C].
    var shape: [Int]
  }

  /// Joins the pooling that alone reads `relu(bn(x))`, and its gradients.
  ///
  /// The normalization's result becomes the pooled one, and the gradients get that of the pooled
  /// result.
  mutating func fusePooling(_ index: Int, _ relu: Int, _ masks: [Mask]) {
    let value = ValueID(node: relu)
    var others = readers[value] ?? []
    guard let pool = others.first(where: { isMaximum($0) }),
      case .pool(_, let window) = graph.nodes[pool].op, fits(window, graph.type(of: value))
    else { return }
    others.removeAll { reader in
      reader == pool || masks.contains { $0.source.node == reader || $0.compare == reader }
    }
    guard others.isEmpty,
      masks.allSatisfy({ mask in
        let source = graph.nodes[mask.source.node]
        return source.op == .maxPoolBackward(window) && source.inputs[0] == value
          && readers[mask.source] == [mask.select]
          && readers[ValueID(node: mask.compare)] == [mask.select]
      })
    else { return }
    let pooling = Pooling(
      normalization: index, window: window, shape: graph.type(of: value).shape.dimensions)
    let type = graph.nodes[pool].types[0]
    for node in [index, relu] { graph.nodes[node].types[0] = type }
    graph.nodes[pool].op = .stopGradient
    graph.nodes[pool].inputs = [value]
    poolings[index] = pooling
    for mask in masks {
      // Past the mask and the pooling's gradient, to what that takes.
      let g = graph.nodes[mask.source.node].inputs[1]
      for node in [mask.source.node, mask.select] {
        graph.nodes[node].op = .stopGradient
        graph.nodes[node].inputs = [g]
        graph.nodes[node].types[0] = type
      }
      poolings[mask.gradient] = pooling
    }
  }

  /// Numbers of a row of windows, which lie on the stack.
  private var largestUnit: Int { 32768 }

  private func isMaximum(_ reader: Int) -> Bool {
    guard reader >= 0, case .pool(.maximum, _) = graph.nodes[reader].op else { return false }
    return true
  }

  private func fits(_ d: WindowDimensions, _ type: TensorType) -> Bool {
    d.window.count == 2 && type.shape.rank == 4 && d.window == d.strides
      && d.window.reduce(1, *) <= 255
      && d.padding.allSatisfy { $0.low == 0 && $0.high == 0 }
      && d.window[0] * type.shape.dimensions[2] * type.shape.dimensions[3] <= largestUnit
      && zip(d.window, type.shape.dimensions.dropFirst()).allSatisfy { $1 % $0 == 0 }
  }
}
