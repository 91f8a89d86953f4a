public import HoneCore
public import HoneGraph

/// Several tensors one after another along an axis.
///
/// - Inputs: tensors whose shapes differ only along the axis
/// - Output: that shape, its extent along the axis the sum of the inputs'. If an input carries a
///   mask, the output does: along the axis of the steps the masks follow one another, all steps of
///   an input without one count; along later axes a step counts where it does in any input
///
/// ```swift
/// let both = Concatenate()([a, b])
/// ```
public struct Concatenate: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Concatenate", summary: "the inputs one after another along an axis",
    kerasName: "keras.layers.Concatenate",
    fields: [Field("axis", .int(Int.min...Int.max), default: -1, "the axis")])

  /// The axis.
  public var axis: Int
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(axis: Int = -1, name: String? = nil) {
    self.axis = axis
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(axis: try fields.int("axis"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(["axis": ConfigurationValue(axis)], uniquingKeysWith: { $1 })
  }

  public func forward(_ inputs: [Tensor]) -> [Tensor] {
    guard !inputs.isEmpty else { return [inputs.poison] }
    return [concatenate(inputs, axis: axis).masked(by: mask(of: inputs))]
  }

  public func forward(_ input: Tensor) -> Tensor {
    concatenate([input], axis: axis).masked(by: input.mask)
  }

  private func mask(of inputs: [Tensor]) -> Tensor? {
    guard let known = inputs.lazy.compactMap(\.mask).first,
      let axis = inputs[0].shape.normalize(axis)
    else { return nil }
    guard axis < known.rank else {
      guard inputs.allSatisfy({ $0.mask != nil }) else { return nil }  // All steps count.
      return inputs.compactMap(\.mask).dropFirst().reduce(known, Tensor.or)
    }
    let masks = inputs.map { input in
      let shape = Shape(Array(input.shape.dimensions.prefix(known.rank)))
      return input.mask
        ?? Tensor(HostTensor(filling: [], with: 1, dtype: .bool))
        .broadcast(to: shape)
    }
    return concatenate(masks, axis: axis)
  }
}
