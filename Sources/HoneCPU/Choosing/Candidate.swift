/// A call ready to run but for its scratch memory.
struct PreparedCall {
  /// What computes it, and what is reordered for that.
  var implementation: String
  var reorders: [Reorder] = []
  var scratchByteCount = 0
  /// Takes the scratch memory.
  var useScratch: (UnsafeMutableRawPointer) -> Void = { _ in }
  /// Everything that the call points to.
  var resources: [AnyObject] = []
  /// Returns 0 or oneDNN's status.
  var run: () -> Int32
}

/// One of several ways to compute an operation.
struct Candidate {
  /// Under which name the choice is remembered.
  var name: String
  /// Nil if this way can't compute the operation.
  var prepare: () -> PreparedCall?
}
