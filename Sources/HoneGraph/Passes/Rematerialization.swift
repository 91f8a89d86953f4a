internal import HoneCore

/// Computes values of the forward part again where the gradients need them, instead of keeping
/// them, so that the memory of a step fits a limit.
///
/// A value that isn't kept is computed by copies of its nodes, marked ``Node/isRecomputed``, right
/// before the first gradient that reads it: the same operations on the same operands, random draws
/// included, so the same bits. What isn't kept is chosen greedily by the bytes it frees for the
/// time it costs, so cheap elementwise results and normalizations go before convolutions.
package struct Rematerialization {
  /// The bytes that a program takes.
  private let measure: (Program) -> Int
  private let program: Program
  private let phases: [Phase]
  private let isSaved: Set<ValueID>
  /// The same in order, so that the same program is always rewritten in the same way.
  private let saved: [ValueID]

  /// - Parameter measure: the bytes that a program takes at its peak.
  package init(_ program: Program, measuring measure: @escaping (Program) -> Int) {
    self.program = program
    self.measure = measure
    phases = program.phases()
    isSaved = Self.saved(program, phases)
    saved = isSaved.sorted(by: <)
  }

  /// What came of it.
  package struct Result {
    package var program: Program
    /// The bytes as `measure` gave them.
    package var before: Int
    package var after: Int
    /// The values that aren't kept.
    package var dropped: Set<ValueID>
    /// The nodes of the original program that are computed twice.
    package var recomputed: [Int]
    /// Their floating-point operations.
    package var flops: Int
  }

  /// The program with its peak at or below the limit, or as low as it gets.
  package func fitting(_ limit: Int) -> Result {
    let before = measure(program)
    var (peak, dropped) = (before, Set<ValueID>())
    var best = peak
    var rejected: Set<ValueID> = []
    while peak > limit, let next = cheapest(dropped, without: rejected) {
      let trial = measure(rewritten(dropped.union([next])))
      // Several values may have to go before the peak falls.
      guard trial <= peak else {
        rejected.insert(next)
        continue
      }
      dropped.insert(next)
      peak = trial
      if peak < best {
        best = peak
        rejected = []
      }
    }
    // What went in vain is kept after all, the dearest first.
    for value in dropped.sorted(by: isDearer) {
      let trial = measure(rewritten(dropped.subtracting([value])))
      guard trial <= max(limit, peak) else { continue }
      dropped.remove(value)
      peak = trial
    }
    let nodes = copied(dropped).sorted()
    return Result(
      program: rewritten(dropped), before: before, after: peak, dropped: dropped,
      recomputed: nodes,
      flops: nodes.reduce(0) { $0 + program.graph.flops(of: $1) })
  }

  /// The program that doesn't keep what the same model's didn't for another batch size.
  package static func program(_ program: Program, dropping values: Set<ValueID>) -> Program {
    let pass = Rematerialization(program) { _ in 0 }
    return pass.rewritten(values.intersection(pass.isSaved))
  }

  /// The program whose backward part draws again what the forward part drew, instead of keeping
  /// it: the masks of dropout, which follow from a counter.
  package static func redrawing(_ program: Program) -> Program {
    let pass = Rematerialization(program) { _ in 0 }
    return pass.rewritten(pass.isSaved.filter { pass.isDrawnFast($0) })
  }

  // MARK: Choosing

  /// The value that frees most for its time; nil if none is left.
  private func cheapest(_ dropped: Set<ValueID>, without rejected: Set<ValueID>) -> ValueID? {
    let base = copied(dropped)
    var best: (value: ValueID, score: Double)?
    for value in saved where !dropped.contains(value) && !rejected.contains(value) {
      let bytes = program.graph.byteCount(of: value)
      guard bytes >= Self.smallest else { continue }
      let more = copied(dropped.union([value])).subtracting(base)
      let time = more.sorted().reduce(1e-6) { $0 + self.time(of: ValueID(node: $1)) }
      let score = Double(bytes) / time
      if score > best?.score ?? 0 { best = (value, score) }
    }
    return best?.value
  }

  private func isDearer(_ a: ValueID, _ b: ValueID) -> Bool {
    let times = (time(of: a), time(of: b))
    return times.0 == times.1 ? b < a : times.0 > times.1
  }

  private func isDrawnFast(_ value: ValueID) -> Bool {
    switch program.graph.nodes[value.node].op {
    case .random(.bernoulli, _, _, _), .random(.uniform, _, _, _): true
    default: false
    }
  }

  /// Values below this aren't worth a call.
  private static let smallest = 4096

  /// A guess of a node's time in nanoseconds: 100 GFLOP/s, 20 GB/s.
  private func time(of value: ValueID) -> Double {
    let node = program.graph.nodes[value.node]
    guard !Self.isView(node.op) else { return 0 }
    var bytes = 0
    for input in node.inputs { bytes += program.graph.byteCount(of: input) }
    for output in node.types.indices {
      bytes += program.graph.byteCount(of: ValueID(node: value.node, output: output))
    }
    return Double(program.graph.flops(of: value.node)) / 100 + Double(bytes) / 20
  }

  // MARK: What is kept

  /// The values of the forward part that gradients read, apart from inputs and state.
  private static func saved(_ program: Program, _ phases: [Phase]) -> Set<ValueID> {
    var result: Set<ValueID> = []
    for (index, node) in program.graph.nodes.enumerated() where phases[index] != .forward {
      for (place, input) in node.inputs.enumerated() where !isNoted(node.op, place) {
        let base = memory(of: input, program.graph)
        let source = program.graph.nodes[base.node]
        guard phases[base.node] == .forward, !source.inputs.isEmpty, canRepeat(source.op) else {
          continue
        }
        result.insert(base)
      }
    }
    return result
  }

  /// Whether an operand is one that engines don't read, since the forward part left a note: the
  /// images of a max pooling, whose maxima's places are enough.
  private static func isNoted(_ op: Op, _ place: Int) -> Bool {
    guard case .maxPoolBackward = op else { return false }
    return place == 0
  }

  /// Whether a copy gives the same bits for less memory. Reductions are small, and their order of
  /// summation may depend on what surrounds them.
  private static func canRepeat(_ op: Op) -> Bool {
    switch op {
    case .reduce, .argReduce, .scatterAdd, .lstm, .gru: false
    default: true
    }
  }

  private static func isView(_ op: Op) -> Bool {
    switch op {
    case .broadcast, .reshape, .transpose, .slice, .stopGradient: true
    default: false
    }
  }

  /// The value whose memory a value lies in.
  private static func memory(of value: ValueID, _ graph: Graph) -> ValueID {
    var value = value
    while isView(graph.nodes[value.node].op) { value = graph.nodes[value.node].inputs[0] }
    return value
  }

  /// The nodes that must be copied if some values aren't kept: theirs, and what leads to them from
  /// kept values. Views count.
  private func copied(_ dropped: Set<ValueID>) -> Set<Int> {
    var result: Set<Int> = []
    var pending = dropped.map(\.node)
    while let index = pending.popLast() {
      guard result.insert(index).inserted else { continue }
      for input in program.graph.nodes[index].inputs {
        let base = Self.memory(of: input, program.graph)
        let source = program.graph.nodes[base.node]
        let isKept =
          source.inputs.isEmpty || !Self.canRepeat(source.op) || phases[base.node] != .forward
          || (isSaved.contains(base) && !dropped.contains(base))
        guard !isKept else { continue }
        pending.append(base.node)
        var view = input
        while view != base {
          result.insert(view.node)
          view = program.graph.nodes[view.node].inputs[0]
        }
      }
    }
    return result
  }

  // MARK: Rewriting

  /// The program in which gradients read copies of what isn't kept.
  private func rewritten(_ dropped: Set<ValueID>) -> Program {
    guard !dropped.isEmpty else { return program }
    let copied = copied(dropped)
    var copies: [Int: Int] = [:]
    return GraphRewriter.rewrite(
      program,
      indexed: { index, node, rewriter in
        guard phases[index] != .forward else { return nil }
        var node = node
        for (place, input) in program.graph.nodes[index].inputs.enumerated()
        where !Self.isNoted(node.op, place) {
          node.inputs[place] = copy(input, copied, &copies, &rewriter) ?? node.inputs[place]
        }
        return rewriter.append(node)
      })
  }

  /// The copy of a value of the original program; nil if the original serves.
  private func copy(
    _ value: ValueID, _ copied: Set<Int>, _ copies: inout [Int: Int],
    _ rewriter: inout GraphRewriter
  ) -> ValueID? {
    guard needsCopy(value, copied) else { return nil }
    // What the copy needs that isn't copied yet, by the original order.
    var wanted: Set<Int> = []
    var pending = [value.node]
    while let index = pending.popLast() {
      guard copies[index] == nil, wanted.insert(index).inserted else { continue }
      for input in program.graph.nodes[index].inputs where needsCopy(input, copied) {
        pending.append(input.node)
      }
    }
    for index in wanted.sorted() {
      var node = program.graph.nodes[index]
      for place in node.inputs.indices {
        let input = node.inputs[place]
        if needsCopy(input, copied), let own = copies[input.node] {
          node.inputs[place] = ValueID(node: own, output: input.output)
        } else {
          node.inputs[place] = rewriter.renamed(input)
        }
      }
      node.isRecomputed = true
      copies[index] = rewriter.append(node)[0].node
    }
    return copies[value.node].map { ValueID(node: $0, output: value.output) }
  }

  /// Whether a value's node, or the memory beneath its views, is copied.
  private func needsCopy(_ value: ValueID, _ copied: Set<Int>) -> Bool {
    copied.contains(value.node)
      || (Self.isView(program.graph.nodes[value.node].op)
        && copied.contains(Self.memory(of: value, program.graph).node))
  }
}

extension ValueID {
  fileprivate static func < (a: ValueID, b: ValueID) -> Bool {
    (a.node, a.output) < (b.node, b.output)
  }
}
