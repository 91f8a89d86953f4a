internal import HoneCore
internal import HoneGraph

/// Nodes that one step computes.
struct Group {
  enum Kind {
    /// Elementwise nodes and trailing reductions over one domain: a tile program.
    case tile
    /// A node with a kernel of its own.
    case single
    /// A shape operation whose result must lie in memory of its own.
    case copy
  }

  var kind: Kind
  /// In topological order.
  var nodes: [Int]
  /// Tile: the matrix product among the nodes that the program computes where it reads it.
  var product: Int?
  /// Tile: the extents, without those of 1.
  var domain: [Int] = []
  /// Groups whose values it reads.
  var inputs: Set<Int> = []
  /// Those of them that must be finished before it starts, so that they can't be part of it.
  var hardInputs: Set<Int> = []
  /// Whether it holds forward nodes, and whether it holds nodes that compute something again: what
  /// is computed again late must not be drawn to the forward part.
  var isForward = false, isRecomputed = false
  /// Values held in registers at the same time, at most.
  var size = 0
}
