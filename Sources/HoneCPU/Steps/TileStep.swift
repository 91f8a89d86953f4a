internal import CHoneKernels
internal import HoneCore
internal import HoneGraph

/// A step that runs a tile program.
enum TileStep {
  private final class Program {
    let handle: OpaquePointer
    let operands: UnsafeMutablePointer<UnsafeRawPointer?>
    let results: UnsafeMutablePointer<UnsafeMutableRawPointer?>

    init(_ handle: OpaquePointer, operands: Int, results: Int) {
      self.handle = handle
      self.operands = .allocate(capacity: max(operands, 1))
      self.results = .allocate(capacity: max(results, 1))
    }

    deinit {
      hone_tile_destroy(handle)
      operands.deallocate()
      results.deallocate()
    }
  }

  static func make(_ builder: TileBuilder, _ group: Group, planner: Planner) -> Step? {
    guard let handle = builder.build({ planner.pointer($0, .float32) }) else { return nil }
    let program = Program(
      handle, operands: builder.operands.count, results: builder.results.count)
    planner.resources.append(program)
    for (index, operand) in builder.operands.enumerated() {
      let isInMemory = operand.key == nil && operand.view.base != builder.product?.value
      let memory = isInMemory ? planner.pointer(operand.view, operand.dtype) : nil
      (program.operands + index).initialize(to: memory.map { UnsafeRawPointer($0) })
    }
    for (index, result) in builder.results.enumerated() {
      (program.results + index).initialize(to: planner.pointer(result.value))
    }
    let keys = builder.keys.map { key in
      let memory = planner.allocate(16).bindMemory(to: UInt64.self, capacity: 2)
      program.operands[key.operand] = UnsafeRawPointer(memory)
      return RandomKeySource(memory: memory, node: planner.graph.nodes[key.node], planner: planner)
    }
    let names = group.nodes.map { planner.graph.nodes[$0].op.name }.joined(separator: " ")
    let label = "tile \(group.domain): \(names) -> \(builder.results.count)"
    let (operands, results) = (program.operands, program.results)
    if keys.isEmpty {
      return Step(label: label) {
        hone_tile_run(handle, operands, results)
        return 0
      }
    }
    return Step(label: label) {
      for key in keys { key.compute() }
      hone_tile_run(handle, operands, results)
      return 0
    }
  }
}

/// Computes the key of a random node from its seed and step.
struct RandomKeySource {
  let memory: UnsafeMutablePointer<UInt64>
  let seed: UnsafeRawPointer
  let step: UnsafeRawPointer
  let stream: UInt64

  init(memory: UnsafeMutablePointer<UInt64>, node: Node, planner: Planner) {
    self.memory = memory
    seed = UnsafeRawPointer(planner.pointer(node.inputs[0]))
    step = UnsafeRawPointer(planner.pointer(node.inputs[1]))
    if case .random(_, _, _, let stream) = node.op { self.stream = stream } else { stream = 0 }
  }

  func compute() {
    hone_random_key(memory, seed.load(as: Int64.self), stream, step.load(as: Int64.self))
  }
}
