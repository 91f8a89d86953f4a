public import HoneCore

/// Type and extents of a value in a graph.
public struct TensorType: Hashable, Sendable, CustomStringConvertible {
  /// The type of the elements.
  public var dtype: DType
  /// The extents.
  public var shape: Shape

  /// Creates a type.
  public init(_ dtype: DType, _ shape: Shape) {
    self.dtype = dtype
    self.shape = shape
  }

  public var description: String { "\(dtype)\(shape)" }
}

/// A value in a graph: an output of a node.
public struct ValueID: Hashable, Sendable {
  /// The node's index.
  public var node: Int
  /// Which of its outputs.
  public var output: Int

  /// Creates a reference to a value.
  public init(node: Int, output: Int = 0) {
    self.node = node
    self.output = output
  }
}

/// An operation applied to values.
public struct Node: Hashable, Sendable {
  /// What is computed.
  public var op: Op
  /// The operands.
  public var inputs: [ValueID]
  /// The types of the outputs.
  public var types: [TensorType]
  /// The layer path that made the node, such as `convnet/block_1/conv2`.
  public var scope: String
  /// The layer call that made the node.
  public var location: SourceLocation?
  /// Whether the node computes again what an earlier one has computed, to spare its memory.
  public var isRecomputed: Bool

  /// Creates a node.
  public init(
    op: Op, inputs: [ValueID], types: [TensorType], scope: String = "",
    location: SourceLocation? = nil, isRecomputed: Bool = false
  ) {
    self.op = op
    self.inputs = inputs
    self.types = types
    self.scope = scope
    self.location = location
    self.isRecomputed = isRecomputed
  }
}

/// A tensor that each step receives.
public struct InputSpecification: Hashable, Sendable {
  /// Its name, unique among inputs.
  public var name: String
  /// Its type, batch axis included.
  public var type: TensorType

  /// Creates a specification.
  public init(name: String, type: TensorType) {
    self.name = name
    self.type = type
  }
}

/// A number that the host passes at each step.
public struct ScalarSpecification: Hashable, Sendable {
  /// Its name, such as `learning_rate`, `step` or `seed`.
  public var name: String
  /// The type in which it enters the graph.
  public var dtype: DType

  /// Creates a specification.
  public init(name: String, dtype: DType) {
    self.name = name
    self.dtype = dtype
  }
}

/// A value that outlives a step: a parameter, an optimizer's memory, a statistic, a metric's sum.
public struct StateSlot: Hashable, Sendable {
  /// What a slot is for.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    /// A weight that the optimizer may change.
    case parameter
    /// A weight that only the forward pass changes, such as a running mean.
    case statistic
    /// Memory of an optimizer, such as a velocity.
    case optimizer
    /// A running sum of a metric.
    case metric
  }

  /// The path, such as `convnet/conv2d_1/kernel`.
  public var path: String
  /// The type.
  public var type: TensorType
  /// What it is for.
  public var role: Role
  /// For parameters: whether the optimizer changes it.
  public var isTrainable: Bool

  /// Creates a slot.
  public init(path: String, type: TensorType, role: Role, isTrainable: Bool = false) {
    self.path = path
    self.type = type
    self.role = role
    self.isTrainable = isTrainable
  }
}

/// Nodes in topological order: every node's operands come before it.
public struct Graph: Hashable, Sendable {
  /// The nodes.
  public var nodes: [Node] = []
  /// The tensors of the batch.
  public var inputs: [InputSpecification] = []
  /// The numbers of the step.
  public var scalars: [ScalarSpecification] = []
  /// The state.
  public var slots: [StateSlot] = []

  /// Creates an empty graph.
  public init() {}

  /// The type of a value.
  public func type(of value: ValueID) -> TensorType { nodes[value.node].types[value.output] }
}
