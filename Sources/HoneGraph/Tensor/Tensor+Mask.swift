internal import HoneCore

/// Which steps of a sequence count: a mask that a tensor carries beside its values.
///
/// `Masking` and `Embedding(maskZero: true)` attach one. Layers that keep the steps apart pass it
/// on, recurrent layers, attention, pooling, losses and metrics obey it; every other layer and
/// every operation drops it, as in Keras.
extension Tensor {
  /// True where a step counts, `[N, time]`; nil if all do.
  public var mask: Tensor? { maskBox?.mask }

  /// The tensor with a mask: bool, its axes the first ones of the tensor's; nil takes a mask away.
  ///
  /// A layer of your own that keeps steps apart returns `result.masked(by: input.mask)`, or says
  /// `var passesMask: Bool { true }`.
  public func masked(by mask: Tensor?) -> Tensor {
    var copy = self
    copy.maskBox = mask.map(MaskBox.init)
    return copy
  }
}

/// A tensor within a tensor.
final class MaskBox: Sendable {
  let mask: Tensor

  init(_ mask: Tensor) { self.mask = mask.masked(by: nil) }
}

/// Logic on tensors of `bool`.
extension Tensor {
  /// `a && b`, element by element.
  package static func and(_ a: Tensor, _ b: Tensor) -> Tensor { binary(.and, a, b) }
  /// `a || b`, element by element.
  package static func or(_ a: Tensor, _ b: Tensor) -> Tensor { binary(.or, a, b) }
  /// Whether any element along the axes is true.
  package func any(axes: [Int], keepDimensions: Bool = false) -> Tensor {
    converted(to: .float32).max(axes: axes, keepDimensions: keepDimensions) .> 0
  }
}
