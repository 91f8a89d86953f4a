internal import HoneBackend
internal import HoneCore
internal import HoneGraph
internal import Synchronization

/// A program with the order in which its values are made and forgotten.
final class ReferenceExecutable: Executable {
  let program: Program
  let workspaceByteCount: Int
  private let store: ReferenceStateStore
  /// The nodes that a result depends on, in order.
  private let order: [Int]
  /// For each place in `order`, the nodes whose values nobody needs afterwards.
  private let released: [[Int]]
  private let outputs: Mutex<[HostTensor]>

  init(program: Program, store: ReferenceStateStore) {
    self.program = program
    self.store = store
    let graph = program.graph
    let kept = Set(program.results.map(\.node))

    var needed = kept
    for index in graph.nodes.indices.reversed() where needed.contains(index) {
      needed.formUnion(graph.nodes[index].inputs.map(\.node))
    }
    order = needed.sorted()

    var lastUse: [Int: Int] = [:]
    for (step, index) in order.enumerated() {
      lastUse[index] = step
      for input in graph.nodes[index].inputs { lastUse[input.node] = step }
    }
    var released = [[Int]](repeating: [], count: order.count)
    for (index, step) in lastUse where !kept.contains(index) { released[step].append(index) }
    self.released = released

    workspaceByteCount = Self.peakByteCount(graph, order, released)
    outputs = Mutex(
      program.outputs.map { output in
        let type = graph.type(of: output.value)
        return HostTensor(zeros: type.shape, dtype: type.dtype)
      })
  }

  func run(inputs: [UnsafeRawPointer], scalars: [Double]) throws(HoneError) {
    let graph = program.graph
    guard inputs.count == graph.inputs.count, scalars.count == graph.scalars.count else {
      throw HoneError(
        .data, operation: program.name,
        wanted: "\(graph.inputs.count) inputs and \(graph.scalars.count) scalars",
        received: "\(inputs.count) and \(scalars.count)")
    }
    var values = [[Value]](repeating: [], count: graph.nodes.count)
    for (step, index) in order.enumerated() {
      let node = graph.nodes[index]
      switch node.op {
      case .input(let input): values[index] = [Value(bytes: inputs[input], type: node.types[0])]
      case .scalar(let scalar):
        values[index] = [Value(floats: [scalars[scalar]], type: node.types[0])]
      case .state(let slot):
        values[index] = [Value(try store.value(at: graph.slots[slot].path))]
      default:
        let operands = node.inputs.map { values[$0.node][$0.output] }
        values[index] = Interpreter.evaluate(node.op, operands, types: node.types)
      }
      for dead in released[step] { values[dead] = [] }
    }
    let results = program.outputs.map { values[$0.value.node][$0.value.output].hostTensor }
    outputs.withLock { $0 = results }
    store.update(
      program.updates.map { update in
        let value = values[update.value.node][update.value.output]
        return (graph.slots[update.slot].path, value.hostTensor)
      })
  }

  func output(_ index: Int) -> HostTensor { outputs.withLock { $0[index] } }

  /// The most bytes that values alive at the same time need.
  private static func peakByteCount(_ graph: Graph, _ order: [Int], _ released: [[Int]]) -> Int {
    func byteCount(_ index: Int) -> Int {
      graph.nodes[index].types.reduce(0) { $0 + $1.shape.count * Value.bytesPerElement }
    }
    var current = 0
    var peak = 0
    for (step, index) in order.enumerated() {
      current += byteCount(index)
      peak = max(peak, current)
      current -= released[step].reduce(0) { $0 + byteCount($1) }
    }
    return peak
  }
}
