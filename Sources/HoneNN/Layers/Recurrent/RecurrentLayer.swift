public import HoneCore
internal import HoneGraph

/// A layer with a state that goes from step to step: what ``Bidirectional`` can wrap.
///
/// - Inputs: a sequence `[N, time, features]`, or a list of it and the first states
/// - Outputs: the sequence of outputs or the last one, and with `returnState` the last states
public protocol RecurrentLayer: Layer, Configurable {
  /// Whether all outputs are returned, not only the last.
  var returnSequences: Bool { get }
  /// Whether the last states are further outputs.
  var returnState: Bool { get }
  /// Whether time runs from the last step to the first.
  var goBackwards: Bool { get }

  /// The same configuration as a layer with weights of its own.
  func copy(name: String, goBackwards: Bool) -> Self
}

/// ``LSTM``, ``GRU`` and ``SimpleRNN``. What is chosen reads as the layer's own: `layer.units` is
/// `layer.options.units`.
@dynamicMemberLookup
public protocol StandardRecurrentLayer: RecurrentLayer {
  /// What is chosen about the layer.
  var options: RecurrentOptions { get set }
}

extension StandardRecurrentLayer {
  /// What is chosen about the layer, by its name among the options.
  public subscript<Value>(dynamicMember path: WritableKeyPath<RecurrentOptions, Value>) -> Value {
    get { options[keyPath: path] }
    set { options[keyPath: path] = newValue }
  }

  public var returnSequences: Bool { options.returnSequences }
  public var returnState: Bool { options.returnState }
  public var goBackwards: Bool { options.goBackwards }
  public var activityRegularizer: (any Regularizer)? { options.activityRegularizer }
}

extension LSTM {
  public func copy(name: String, goBackwards: Bool) -> LSTM {
    var copy = self
    (copy.identity, copy.name, copy.options.goBackwards) = (LayerIdentity(), name, goBackwards)
    return copy
  }
}

extension GRU {
  public func copy(name: String, goBackwards: Bool) -> GRU {
    var copy = self
    (copy.identity, copy.name, copy.options.goBackwards) = (LayerIdentity(), name, goBackwards)
    return copy
  }
}

extension SimpleRNN {
  public func copy(name: String, goBackwards: Bool) -> SimpleRNN {
    var copy = self
    (copy.identity, copy.name, copy.options.goBackwards) = (LayerIdentity(), name, goBackwards)
    return copy
  }
}
