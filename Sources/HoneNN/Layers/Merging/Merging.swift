public import HoneCore
public import HoneGraph

/// A layer that makes one tensor of several, element by element, with NumPy's broadcasting.
public protocol Merging: Layer, Configurable {
  /// Creates the layer.
  init(name: String?)

  /// The result for one or more tensors.
  func merge(_ inputs: [Tensor]) -> Tensor
}

extension Merging {
  public init(_ fields: Fields) throws(HoneError) {
    self.init(name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] { commonFields }

  public func forward(_ inputs: [Tensor]) -> [Tensor] {
    guard !inputs.isEmpty else { return [inputs.poison] }
    return [merge(inputs)]
  }

  public func forward(_ input: Tensor) -> Tensor { merge([input]) }
}

extension [Tensor] {
  /// The elements combined from left to right.
  func combined(_ operation: (Tensor, Tensor) -> Tensor) -> Tensor {
    dropFirst().reduce(first ?? Tensor.failed, operation)
  }
}
