internal import HoneCore
public import HoneGraph

/// One of the calls that a compiled program makes in each step.
public struct CallDescription: Hashable, Sendable {
  /// What it does, with shapes.
  public var name: String
  /// The kind of work, such as `convolution` or `elementwise`.
  public var operation: String
  /// The layer; empty for losses and metrics, several joined by `+`.
  public var layer: String
  /// The part of the step.
  public var phase: Phase
  /// Whose code does it.
  public var implementation: String
  /// Floating-point operations, a multiply-add counting as two.
  public var flops: Int
  /// The bytes that it reads, each once.
  public var readByteCount: Int
  /// The bytes that it writes.
  public var writtenByteCount: Int

  /// Creates a description.
  public init(
    name: String, operation: String, layer: String, phase: Phase, implementation: String,
    flops: Int, readByteCount: Int, writtenByteCount: Int
  ) {
    self.name = name
    self.operation = operation
    self.layer = layer
    self.phase = phase
    self.implementation = implementation
    self.flops = flops
    self.readByteCount = readByteCount
    self.writtenByteCount = writtenByteCount
  }
}
