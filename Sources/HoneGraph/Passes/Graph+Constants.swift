internal import HoneCore

extension Graph {
  /// The one number, as a tensor of rank 0, that all elements of a value are known to be.
  ///
  /// A repeated number has the form `broadcast(constant of rank 0)` after ``ConstantFolding``; this
  /// also sees through reshapes, transposes and slices, and finds it in a dense constant.
  func splat(of value: ValueID) -> HostTensor? {
    var value = value
    while true {
      switch op(of: value) {
      case .constant(let tensor):
        guard tensor.dtype.isSupported, ConstantText.isSplat(tensor) else { return nil }
        return tensor.shape.rank == 0 ? tensor : tensor.firstElement
      case .broadcast, .reshape, .transpose, .slice: value = operand(of: value)
      default: return nil
      }
    }
  }

  /// ``splat(of:)`` as a number.
  func number(_ value: ValueID) -> Double? {
    splat(of: value)?.elements(as: Double.self).first
  }

  /// The elements of a value, if they are known and there are at most `limit`.
  func constant(_ value: ValueID, limit: Int) -> HostTensor? {
    let type = type(of: value)
    guard type.dtype.isSupported, type.shape.isKnown, type.shape.count <= limit else { return nil }
    if case .constant(let tensor) = op(of: value) { return tensor }
    return splat(of: value)?.repeated(type.shape)
  }
}
