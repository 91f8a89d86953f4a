internal import HoneCore
internal import HoneGraph

extension Program {
  /// The program with every rounded value off by up to a few units in its last place, at random:
  /// what it computes differs from the original by about as much as rounding may make two faithful
  /// backends differ, kinks and cancellation included.
  ///
  /// - Parameter seed: makes other errors.
  func disturbed(seed: UInt64) -> Program {
    var disturbance = Disturbance(graph, RandomKey(seed: seed))
    var result = self
    result.graph = disturbance.run()
    result.outputs = outputs.map { Output(name: $0.name, value: disturbance.renamed($0.value)) }
    result.updates = updates.map { Update(slot: $0.slot, value: disturbance.renamed($0.value)) }
    return result
  }
}

private struct Disturbance {
  private let old: Graph
  private let key: RandomKey
  private var graph: Graph
  private var values: [[ValueID]] = []

  init(_ graph: Graph, _ key: RandomKey) {
    old = graph
    self.key = key
    self.graph = graph
    self.graph.nodes = []
  }

  func renamed(_ value: ValueID) -> ValueID { values[value.node][value.output] }

  mutating func run() -> Graph {
    for old in old.nodes {
      var node = old
      node.inputs = old.inputs.map(renamed)
      graph.nodes.append(node)
      let place = graph.nodes.count - 1
      var results = node.types.indices.map { ValueID(node: place, output: $0) }
      switch node.op {
      case .batchNormTraining(let axis, let epsilon):
        // The mean is a long sum; where the variance is small its error is all there is.
        let factor = slope(node.inputs[1], results[2], axis, epsilon, like: results[0])
        let mean = spread(results[1], axis, like: results[0])
        results[0] = sum(results[0], product(product(mean, factor), noise(like: mean, units: 32)))
        let error = product(results[1], noise(like: results[1], units: 32))
        results[2] = sum(results[2], product(error, error))
      case .batchNormGradient(let axis, let epsilon):
        // Of few rows, what is taken away is as large as what it is taken from.
        let g = node.inputs[4]
        let factor = slope(node.inputs[1], node.inputs[3], axis, epsilon, like: g)
        results[0] = sum(results[0], product(product(g, factor), noise(like: g)))
        // Long sums whose terms may cancel.
        let axes = Array(0..<graph.type(of: g).shape.rank).filter { $0 != axis }
        let length = append(.reduce(.sum, axes: axes), [append(.unary(.absolute), [g])])
        for output in 1...2 {
          results[output] = sum(results[output], product(length, noise(like: length, units: 0.25)))
        }
      default: break
      }
      if node.op.rounds {
        for output in node.types.indices where node.types[output].dtype.isFloatingPoint {
          let value = results[output]
          results[output] = sum(value, product(value, noise(like: value)))
        }
      }
      values.append(results)
    }
    return graph
  }

  /// `gamma / √(variance + epsilon)`, repeated to a value's shape.
  private mutating func slope(
    _ gamma: ValueID, _ variance: ValueID, _ axis: Int, _ epsilon: Double, like value: ValueID
  ) -> ValueID {
    let type = graph.type(of: variance)
    let constant = append(
      .constant(HostTensor(filling: type.shape, with: epsilon, dtype: type.dtype)), [])
    let root = append(.unary(.rsqrt), [sum(variance, constant)])
    return spread(product(gamma, root), axis, like: value)
  }

  /// A vector along an axis, repeated to a value's shape.
  private mutating func spread(_ vector: ValueID, _ axis: Int, like value: ValueID) -> ValueID {
    let shape = graph.type(of: value).shape
    var dims = shape.dimensions.map { _ in 1 }
    dims[axis] = shape[axis]
    return append(.broadcast(shape), [append(.reshape(Shape(dims)), [vector])])
  }

  /// Up to 8 units in the last place of 1, or more, of either sign.
  private mutating func noise(like value: ValueID, units: Double = 8) -> ValueID {
    let type = graph.type(of: value)
    let unit = type.dtype == .float64 ? 0x1p-52 : 0x1p-23
    let key = key.folding(UInt64(graph.nodes.count))
    let numbers = (0..<UInt64(type.shape.count)).map { index in
      (Double(key.uniform(at: index)) * 2 - 1) * units * unit
    }
    let tensor = HostTensor(unchecked: numbers, shape: type.shape).converted(to: type.dtype)
    return append(.constant(tensor), [])
  }

  private mutating func sum(_ a: ValueID, _ b: ValueID) -> ValueID {
    append(.binary(.add), [a, b])
  }

  private mutating func product(_ a: ValueID, _ b: ValueID) -> ValueID {
    append(.binary(.multiply), [a, b])
  }

  private mutating func append(_ op: Op, _ inputs: [ValueID]) -> ValueID {
    var node = Node(op: op, inputs: inputs, types: [])
    node.types = (try? graph.inferredTypes(of: node)) ?? inputs.map(graph.type)
    graph.nodes.append(node)
    return ValueID(node: graph.nodes.count - 1)
  }
}

extension Op {
  /// Whether results are rounded. Data are counted in: a sum that cancels is as good as its terms.
  fileprivate var rounds: Bool {
    switch self {
    case .scalar, .constant, .iota, .broadcast, .reshape, .transpose, .slice, .pad, .concatenate,
      .gather, .select, .stopGradient, .convert, .compare, .argReduce, .unary(.relu),
      .unary(.negate), .unary(.absolute), .unary(.sign), .unary(.floor),
      .unary(.ceil), .unary(.round), .binary(.maximum), .binary(.minimum),
      .reduce(.maximum, _), .reduce(.minimum, _), .pool(.maximum, _):
      false
    default: true
    }
  }
}
