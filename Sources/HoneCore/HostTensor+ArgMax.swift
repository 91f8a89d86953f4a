extension HostTensor {
  /// The index of the first largest element of each row along the last axis: the predicted classes
  /// of `[N, classes]`, in the order of the rows.
  ///
  /// Empty if the tensor has no rows or its rows no elements.
  public func argMax() -> [Int] {
    let width = shape[-1]
    guard width > 0 else { return [] }
    let values = elements(as: Double.self)
    return stride(from: 0, to: values.count, by: width).map { start in
      (0..<width).reduce(0) { values[start + $1] > values[start + $0] ? $1 : $0 }
    }
  }
}
