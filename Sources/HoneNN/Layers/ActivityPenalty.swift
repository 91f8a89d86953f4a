internal import HoneCore
internal import HoneGraph

extension Tensor {
  /// Adds a penalty on this tensor, divided by the batch size, to the loss; also where the layer is
  /// frozen, as in Keras: what comes before it may not be.
  ///
  /// ```text
  /// loss += penalty(x) / N
  /// ```
  func penalizeActivity(_ regularizer: (any Regularizer)?) {
    guard let regularizer, let trace, dtype.isFloatingPoint, !isPoisoned else { return }
    let penalty = regularizer.penalty(self)
    guard !penalty.isPoisoned else { return }
    // Without a batch size only shapes are inferred.
    let samples = rank == 0 ? 1 : Double(Swift.max(shape[0], 1))
    trace.penalties.append((trace.scope, penalty / samples))
  }
}
