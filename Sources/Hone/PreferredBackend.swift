internal import HoneBackend
public import HoneCore
public import HoneGraph
public import HoneTrain

extension SavedModel {
  /// A trainer with the saved weights, on the fastest engine that runs here.
  ///
  /// ```swift
  /// let trainer = try SavedModel("fashion").trainer()
  /// ```
  ///
  /// - Throws: every weight that doesn't fit the model; `.backend` if the engine can't start.
  public func trainer() throws(HoneError) -> Trainer {
    try trainer(backend: BackendRegistry.standard.preferred())
  }
}

extension CustomStep {
  /// Creates a step on the fastest engine that runs here.
  ///
  /// - Parameters:
  ///   - inputs: the shape of one sample of each input; float32.
  ///   - integerInputs: the shape of one sample of each int32 input, such as labels.
  ///   - seed: the seed of initialization and random draws.
  ///   - body: what happens in a step; it returns what the host reads.
  /// - Throws: `.backend` if the engine can't start.
  public convenience init(
    inputs: KeyValuePairs<String, Shape>, integerInputs: KeyValuePairs<String, Shape> = [:],
    seed: UInt64 = 0,
    body: @escaping @Sendable (StepBuilder) -> [String: Tensor]
  ) throws(HoneError) {
    try self.init(
      inputs: inputs, integerInputs: integerInputs, seed: seed,
      backend: BackendRegistry.standard.preferred(), body: body)
  }
}
