public import HoneCore
public import HoneGraph

/// A layer that makes one tensor of several, element by element, with NumPy's broadcasting.
///
/// If all inputs carry masks, the output counts a step where any of them does, as in Keras.
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
    let masks = inputs.compactMap(\.mask)
    let mask = masks.count == inputs.count ? masks.dropFirst().reduce(masks[0], Tensor.or) : nil
    return [merge(inputs).masked(by: mask)]
  }

  public func forward(_ input: Tensor) -> Tensor { merge([input]).masked(by: input.mask) }
}

extension [Tensor] {
  /// The elements combined from left to right.
  func combined(_ operation: (Tensor, Tensor) -> Tensor) -> Tensor {
    dropFirst().reduce(first ?? Tensor.failed, operation)
  }
}
