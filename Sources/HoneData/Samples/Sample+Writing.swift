internal import HoneCore

extension Sample {
  /// Puts a value in the place of a feature.
  mutating func set(_ feature: Int, _ value: FeatureValue) {
    while values.count <= feature { values.append(.text("")) }
    values[feature] = value
  }

  /// Writes the tensor of a feature, into the memory of an earlier one of the same shape and type.
  ///
  /// - Parameter body: Writes every byte; what the memory holds before is undefined.
  mutating func withTensor<Failure: Error>(
    _ feature: Int, shape: Shape, dtype: DType,
    _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    while values.count <= feature { values.append(.text("")) }
    if case .tensor(var tensor) = values[feature], tensor.shape == shape, tensor.dtype == dtype {
      values[feature] = .text("")  // So that `tensor` alone holds the memory.
      try tensor.withUnsafeMutableBytes(body)
      values[feature] = .tensor(tensor)
    } else {
      values[feature] = .tensor(
        try HostTensor(shape: shape, dtype: dtype, initializingBytes: body))
    }
  }
}
