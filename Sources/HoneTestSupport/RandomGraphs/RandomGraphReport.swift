internal import HoneCore
public import HoneGraph

/// What ``RandomGraphs`` found.
public struct RandomGraphReport: Sendable, CustomStringConvertible {
  /// A graph on which the backends disagree.
  public struct Failure: Sendable, CustomStringConvertible {
    /// What makes the graph again.
    public var seed: UInt64
    /// How the shrunk graph fails.
    public var message: String
    /// The nodes of the graph before it was shrunk.
    public var nodeCount: Int
    let shrunk: ConformanceCase

    /// The smallest part of the graph that still fails.
    public var program: Program { shrunk.programs[0] }

    /// Seed, failure, graph as text, and small inputs.
    public var description: String {
      """
      seed \(seed), \(nodeCount) nodes shrunk to \(program.graph.nodes.count): \(message)
      \(program.text)\(values)
      """
    }

    private var values: String {
      var lines = shrunk.initialState.map { "# \($0.slot.path) = \(Self.text($0.value))" }
      for case .run(_, let inputs, let scalars) in shrunk.steps {
        lines.append("# step with scalars \(scalars)")
        for (input, value) in zip(program.graph.inputs, inputs) {
          lines.append("# \(input.name) = \(Self.text(value))")
        }
      }
      return lines.joined(separator: "\n")
    }

    private static func text(_ value: HostTensor) -> String {
      let elements = value.elements(as: Double.self)
      return elements.count > 24 ? "\(elements.prefix(24)) …" : "\(elements)"
    }
  }

  /// The backend under test.
  public var candidate: String
  /// The backend that is believed.
  public var oracle: String
  /// How many graphs ran.
  public var graphCount = 0
  /// How many nodes they had.
  public var nodeCount = 0
  /// How often each operation occurred.
  public var counts: [String: Int] = [:]
  /// How many graphs agreed only within what rounding does to them.
  public var conditionedCount = 0
  /// The graphs that failed.
  public var failures: [Failure] = []

  mutating func count(_ program: Program) {
    graphCount += 1
    nodeCount += program.graph.nodes.count
    for node in program.graph.nodes { counts[node.op.name, default: 0] += 1 }
  }

  /// One line for people.
  public var summary: String {
    "random graphs: \(candidate) vs \(oracle): \(graphCount) graphs, \(nodeCount) nodes, "
      + "\(conditionedCount) within their conditioning, \(failures.count) failures"
  }

  public var description: String {
    ([summary] + failures.map(\.description)).joined(separator: "\n\n")
  }
}
