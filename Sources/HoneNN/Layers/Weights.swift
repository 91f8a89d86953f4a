public import HoneCore
public import HoneGraph

/// Requests for weights at the layer that is being called.
extension Tensor {
  /// A weight of the current layer, made at the first request.
  ///
  /// - Parameters:
  ///   - name: the name within the layer, such as `kernel`.
  ///   - shape: the extents.
  ///   - initializer: how it begins.
  ///   - regularizer: what its size adds to the loss.
  ///   - constraint: what is asked of it after each update.
  ///   - dtype: the type of its elements; by default this tensor's.
  public func weight(
    _ name: String, shape: Shape, initializer: any Initializer,
    regularizer: (any Regularizer)? = nil, constraint: (any Constraint)? = nil,
    dtype: DType? = nil
  ) -> Tensor {
    weight(
      name, shape: shape, initial: initializer, regularizer: regularizer, constraint: constraint,
      dtype: dtype)
  }

  /// A weight that begins in a way that needs no name in files.
  func weight(
    _ name: String, shape: Shape, initial: any InitialValue,
    regularizer: (any Regularizer)? = nil, constraint: (any Constraint)? = nil,
    dtype: DType? = nil
  ) -> Tensor {
    guard let trace else { return Tensor.failed }
    var weight = trace.state(
      path: trace.path(name), type: TensorType(dtype ?? self.dtype, shape), role: .parameter,
      isTrainable: true, initial: initial)
    if let change = trace.weightChange, !weight.isPoisoned { weight = change(name, weight) }
    if let regularizer, !weight.isPoisoned {
      trace.addPenaltyOnce(regularizer.penalty(weight))
      if !trace.isFrozen { trace.softThresholds[trace.path(name)] = regularizer.softThreshold }
    }
    if let constraint { trace.constraints[trace.path(name)] = { constraint($0) } }
    return weight
  }

  /// A statistic of the current layer: state that the forward pass updates, not the optimizer.
  public func statistic(_ name: String, shape: Shape, initializer: any Initializer) -> Tensor {
    guard let trace else { return Tensor.failed }
    return trace.state(
      path: trace.path(name), type: TensorType(dtype, shape), role: .statistic,
      initial: initializer)
  }

  /// Sets a statistic of the current layer after this step.
  public func updateStatistic(_ name: String, to value: Tensor) {
    guard let trace else { return }
    trace.update(path: trace.path(name), to: value)
  }

  /// Whether the program being traced trains; false outside of a trace.
  public var isTraining: Bool { trace?.mode == .training }

  /// Whether the layer being called is frozen.
  public var isFrozen: Bool { trace?.isFrozen ?? false }
}

extension Trace {
  /// Adds a penalty on a weight, unless an earlier call of the same layer did.
  func addPenaltyOnce(_ penalty: Tensor) {
    let value = resolve(penalty)
    let isKnown = penalties.contains { $0.path == scope && resolve($0.value) == value }
    if !isKnown { addPenalty(penalty) }
  }

  /// Whether a layer that was called before at `path` has the configuration that it had then.
  func isConsistent(_ layer: any Layer, at path: String) -> Bool {
    guard let configuration = (layer as? any Configurable)?.configuration else { return true }
    if let previous = layerConfigurations[path], previous != configuration.description {
      fail(
        operation: "layer",
        message: "one layer is used with two configurations: a copy was changed.",
        wanted: previous, received: configuration.description,
        help: "make a new layer instead of changing a copy; copies share their weights")
      return false
    }
    layerConfigurations[path] = configuration.description
    return true
  }
}
