internal import CHoneKernels
internal import HoneCore
internal import HoneGraph

/// LSTM and GRU, forward and backward, by our own kernels; other types go to the reference.
///
/// Input projections and the gradients of weights are matrix products of their own in the graph.
enum RecurrentStep {
  static func make(_ index: Int, planner: Planner) -> Step? {
    let node = planner.graph.nodes[index]
    guard node.types[0].dtype == .float32 else { return nil }
    let x = node.inputs.map { planner.pointer($0).assumingMemoryBound(to: Float.self) }
    let y = node.types.indices.map { output -> UnsafeMutablePointer<Float>? in
      let value = ValueID(node: index, output: output)
      guard planner.hasMemory(value) else { return nil }
      return planner.pointer(value).assumingMemoryBound(to: Float.self)
    }
    let setting: Setting
    let run: () -> Void
    switch node.op {
    case .lstm(let reverse):
      setting = Setting(states: node.types[0].shape, reverse, gates: 4, planner)
      run = {
        hone_lstm(
          &setting.shape, y[0], y[1], y[2], y[3], x[0], x[1], x[2], x[3], x[4], setting.scratch)
      }
    case .lstmGradient(let reverse):
      let states = planner.graph.type(of: node.inputs[2]).shape
      setting = Setting(states: states, reverse, gates: 4, planner)
      run = {
        hone_lstm_gradient(
          &setting.shape, y[0], y[1], y[2], x[0], x[1], x[2], x[3], x[4], x[5], setting.scratch)
      }
    case .gru(let resetAfter, let reverse):
      setting = Setting(
        states: node.types[0].shape, reverse, resetAfter: resetAfter, gates: 3, planner)
      run = {
        hone_gru(&setting.shape, y[0], y[1], x[0], x[1], x[2], x[3], setting.scratch)
      }
    case .gruGradient(let resetAfter, let reverse):
      let states = planner.graph.type(of: node.inputs[2]).shape
      setting = Setting(states: states, reverse, resetAfter: resetAfter, gates: 3, planner)
      let dProduct = resetAfter ? y[1] : nil
      run = {
        hone_gru_gradient(
          &setting.shape, y[0], dProduct, y[resetAfter ? 2 : 1], x[0], x[1], x[2], x[3], x[4],
          setting.scratch)
      }
    default: return nil
    }
    return Step(label: "\(node.op.name) \(node.types[0].shape)") {
      run()
      return 0
    }
  }

  /// Shape and scratch memory of a step.
  private final class Setting {
    var shape = hone_recurrent()
    private(set) var scratch: UnsafeMutablePointer<Float>?

    /// - Parameter states: `[N, T, U]`.
    init(
      states: Shape, _ reverse: Bool, resetAfter: Bool = false, gates: Int32, _ planner: Planner
    ) {
      shape.batch = Int64(states[0])
      shape.time = Int64(states[1])
      shape.units = Int64(states[2])
      shape.reverse = reverse ? 1 : 0
      shape.reset_after = resetAfter ? 1 : 0
      shape.rows = hone_recurrent_rows(shape.batch, Int32(hone_parallel_threads()))
      planner.needScratch(Int(hone_recurrent_scratch(&shape, gates)) * 4) { memory in
        self.scratch = memory.assumingMemoryBound(to: Float.self)
      }
    }
  }
}

extension Op {
  /// Whether an output only serves the gradient, and has no memory where there is none.
  func isWorkspace(_ output: Int) -> Bool {
    switch self {
    case .lstm: output >= 2
    case .gru: output == 1
    default: false
    }
  }
}
