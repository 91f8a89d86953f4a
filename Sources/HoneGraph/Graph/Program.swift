internal import HoneCore

/// A graph with its results: what a backend compiles.
///
/// A program reads the state as it was at the beginning of the step, and all updates take effect
/// together at its end.
public struct Program: Hashable, Sendable {
  /// A value that the host can read after a step.
  public struct Output: Hashable, Sendable {
    /// Its name, unique among outputs.
    public var name: String
    /// The value.
    public var value: ValueID

    /// Creates an output.
    public init(name: String, value: ValueID) {
      self.name = name
      self.value = value
    }
  }

  /// The new value of a slot.
  public struct Update: Hashable, Sendable {
    /// The slot's index in ``Graph/slots``.
    public var slot: Int
    /// Its value after the step.
    public var value: ValueID

    /// Creates an update.
    public init(slot: Int, value: ValueID) {
      self.slot = slot
      self.value = value
    }
  }

  /// A name for messages, such as `train` or `predict`.
  public var name: String
  /// The nodes.
  public var graph: Graph
  /// What the host reads.
  public var outputs: [Output]
  /// What the step changes; at most one entry per slot.
  public var updates: [Update]

  /// Creates a program.
  public init(name: String, graph: Graph, outputs: [Output], updates: [Update] = []) {
    self.name = name
    self.graph = graph
    self.outputs = outputs
    self.updates = updates
  }

  /// The values that must be computed.
  public var results: [ValueID] { outputs.map(\.value) + updates.map(\.value) }

  /// The type of the output at `index`.
  public func outputType(_ index: Int) -> TensorType { graph.type(of: outputs[index].value) }
}
