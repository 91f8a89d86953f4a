internal import HoneGraph

/// One prepared call. The closure captures raw pointers; it returns 0 or oneDNN's status.
struct Step {
  /// What it does, for messages and tables.
  var label: String
  /// Whose code does it, such as oneDNN's name of a primitive.
  var implementation: String
  /// How its tensors lie in memory, if not all row-major.
  var layout: String
  /// Changes of layout that it makes beside its work.
  var reorders: [Reorder]
  /// What it computes and touches; the planner fills it.
  var facts = StepFacts()
  var run: () -> Int32

  init(
    label: String, implementation: String = "hone", layout: String = "plain",
    reorders: [Reorder] = [], run: @escaping () -> Int32
  ) {
    self.label = label
    self.implementation = implementation
    self.layout = layout
    self.reorders = reorders
    self.run = run
  }
}

/// A change of layout within a step.
struct Reorder: Hashable {
  /// What is reordered, such as `kernel`.
  var tensor: String
  /// The layouts, where they have names.
  var change: String
  var byteCount: Int
}

/// What a step computes, and the memory that it touches.
struct StepFacts {
  /// The layer whose nodes it computes; several are joined by `+`.
  var layer = ""
  var phase = Phase.forward
  /// The kind of work.
  var operation = "copy"
  /// The operations of its nodes.
  var operations: [String] = []
  var flops = 0
  var reads: [Buffer] = []
  var writes: [Buffer] = []

  /// Memory of a value.
  struct Buffer: Hashable {
    enum Place: Hashable {
      /// The offset in the arena.
      case arena(Int)
      case slot(String)
      case input(String)
      /// Constants, and memory of the step's own.
      case other
    }
    var place: Place
    var byteCount: Int
  }

  var readByteCount: Int { reads.reduce(0) { $0 + $1.byteCount } }
  var writtenByteCount: Int { writes.reduce(0) { $0 + $1.byteCount } }
}
