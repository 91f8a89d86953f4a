public import HoneCore

/// The memory that running a program takes, known before its first step.
public struct MemoryPlan: Hashable, Sendable, CustomStringConvertible {
  /// Weights, statistics, the optimizer's memory and metrics.
  public var state: ByteCount
  /// The program's copy of the batch.
  public var batch: ByteCount
  /// Everything that is computed in a step, constants and the scratch memory of kernels.
  public var workspace: ByteCount

  /// Creates a description.
  public init(state: ByteCount, batch: ByteCount, workspace: ByteCount) {
    self.state = state
    self.batch = batch
    self.workspace = workspace
  }

  /// All of it: the peak.
  public var total: ByteCount { ByteCount(state.bytes + batch.bytes + workspace.bytes) }

  /// `186 MB (state 3.36 MB, batch 1.57 MB, workspace 181 MB)`
  public var description: String {
    "\(total) (state \(state), batch \(batch), workspace \(workspace))"
  }
}
