internal import HoneCore
internal import HoneGraph

/// What layers share that draw at random while training.
extension Tensor {
  /// True where an element is kept, a share `rate` of them not; a draw for each place of `shape`,
  /// which broadcasts to this tensor's. Nil at inference, and if nothing is dropped.
  func draw(dropping rate: Double, shape: Shape? = nil) -> Tensor? {
    guard isTraining, rate > 0, let trace else { return nil }
    return trace.random(.bernoulli(probability: 1 - rate), shape: shape ?? self.shape, dtype: .bool)
  }

  /// Whether `value` is in `range` and this tensor holds floating-point numbers; records an error
  /// if not.
  func accepts(
    _ layer: String, _ name: String, _ value: Double, in range: ClosedRange<Double>,
    _ wanted: String
  ) -> Bool {
    if range.contains(value), dtype.isFloatingPoint { return true }
    _ = fail(
      layer, wanted: "\(wanted), and a floating-point input",
      received: "\(name) \(value) and \(type)",
      help: name == "rate" ? "the rate is the share that is dropped" : nil)
    return false
  }
}
