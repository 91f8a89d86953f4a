public import HoneCore
internal import HoneGraph

/// What was done to keep a memory limit.
public struct MemoryReport: Hashable, Sendable, CustomStringConvertible {
  /// The limit.
  public var limit: ByteCount
  /// What training takes if everything is kept.
  public var before: ByteCount
  /// What it takes now.
  public var after: ByteCount
  /// What the backward part computes again: operations with their layers.
  public var recomputed: [String]
  /// The floating-point operations that this adds to a step.
  public var extraFlops: Int
  /// Those of a step that keeps everything.
  public var flops: Int

  public var description: String {
    let limit = "memory limit \(limit)"
    guard !recomputed.isEmpty else {
      return "\(limit): training takes \(before); nothing is recomputed"
    }
    let names = recomputed.prefix(6).joined(separator: ", ")
    let more = recomputed.count > 6 ? " and \(recomputed.count - 6) more" : ""
    let tenths = flops > 0 ? (1000 * extraFlops + flops / 2) / flops : 0
    return "\(limit): training takes \(after) instead of \(before); the backward part recomputes "
      + "\(names)\(more) (\(tenths / 10).\(tenths % 10) % more operations)"
  }
}

extension MemoryReport {
  init(_ limit: ByteCount, _ program: Program, _ before: Int, _ after: Int, recomputed: [Int]) {
    let graph = program.graph
    self.limit = limit
    self.before = ByteCount(before)
    self.after = ByteCount(after)
    self.recomputed = recomputed.compactMap { index in
      let node = graph.nodes[index]
      let moves = graph.flops(of: index) == 0
      return moves ? nil : (node.scope.isEmpty ? "" : node.scope + " ") + node.op.name
    }
    extraFlops = recomputed.reduce(0) { $0 + graph.flops(of: $1) }
    flops = graph.nodes.indices.reduce(0) { $0 + graph.flops(of: $1) }
  }
}
