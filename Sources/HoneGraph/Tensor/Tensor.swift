public import HoneCore

/// A symbolic tensor: a value that a graph will compute, with its type and extents known now.
///
/// Operators and layers on tensors append operations; nothing is computed until a program is
/// compiled. A tensor made outside of a trace, by `Input` in a functional model or from numbers,
/// is *recorded*: an immutable expression that is replayed into every trace that uses it.
///
/// An operation that can't be applied yields a *poisoned* tensor. What follows stays silent, and
/// `compile` reports all first causes together.
public struct Tensor: Sendable {
  package enum Storage: Sendable {
    case traced(Trace, ValueID)
    case recorded(Recorded, output: Int)
    case poisoned(Trace)
  }

  package let storage: Storage
  /// The type of the elements.
  public let dtype: DType
  /// The extents; the batch is `Shape.unknown` while a functional model is described.
  public let shape: Shape
  /// See ``mask``.
  var maskBox: MaskBox?

  package init(_ storage: Storage, _ type: TensorType) {
    self.storage = storage
    dtype = type.dtype
    shape = type.shape
  }

  /// A constant.
  public init(_ value: HostTensor) {
    self =
      Recorded(.op(.constant(value), []), types: [TensorType(value.dtype, value.shape)])
      .tensors[0]
  }

  /// A float32 constant of rank 0.
  public init(_ value: Double, dtype: DType = .float32) {
    self.init(HostTensor(filling: [], with: value, dtype: dtype))
  }

  /// A float32 vector.
  public init(_ values: [Float]) { self.init(HostTensor(values)) }

  /// The number of dimensions.
  public var rank: Int { shape.rank }

  /// Type and extents.
  public var type: TensorType { TensorType(dtype, shape) }

  /// Whether an error, already recorded, made this tensor meaningless.
  public var isPoisoned: Bool {
    switch storage {
    case .traced: false
    case .recorded(let recorded, _): recorded.isFailed
    case .poisoned: true
    }
  }

  /// The trace that the tensor belongs to; nil for a recorded one.
  package var trace: Trace? {
    switch storage {
    case .traced(let trace, _), .poisoned(let trace): trace
    case .recorded: nil
    }
  }
}

extension Tensor: CustomStringConvertible {
  public var description: String { isPoisoned ? "poisoned tensor" : "tensor \(type)" }
}

/// An expression outside of a trace: immutable, shared, in order of creation.
package final class Recorded: Sendable {
  package enum Origin: Sendable {
    case input(name: String?)
    case op(Op, [Tensor])
    case call(any RecordedCall, [Tensor])
  }

  package let origin: Origin
  package let types: [TensorType]
  /// Whether a shape error was met; replaying the expression reports it with its layer path.
  package let isFailed: Bool
  /// Grows with creation: the order in which calls are replayed.
  package let sequence: Int

  package init(_ origin: Origin, types: [TensorType], isFailed: Bool = false) {
    self.origin = origin
    self.types = types
    self.isFailed = isFailed
    sequence = Counter.next()
  }

  package var tensors: [Tensor] {
    types.indices.map { Tensor(.recorded(self, output: $0), types[$0]) }
  }
}

/// Something that emits operations anew in each trace: a layer call, or a composite function whose
/// operations depend on the batch size.
package protocol RecordedCall: Sendable {
  func emit(_ inputs: [Tensor]) -> [Tensor]
}

/// A composite function as a recorded call.
struct DeferredCall: RecordedCall {
  let body: @Sendable ([Tensor]) -> [Tensor]
  func emit(_ inputs: [Tensor]) -> [Tensor] { body(inputs) }
}
