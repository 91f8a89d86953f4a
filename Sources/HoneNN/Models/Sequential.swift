public import HoneCore
public import HoneGraph

/// A stack of layers: each receives the output of the one before.
///
/// ```swift
/// let model = Sequential {
///   Input(28, 28, 1)
///   for filters in [32, 64] {
///     Conv2D(filters, kernelSize: 3, padding: .same, activation: .relu)
///     MaxPooling2D(2)
///   }
///   Flatten()
///   if useDropout { Dropout(0.5) }
///   Dense(10)
/// }
/// ```
///
/// `Input` may stand first; without it the input's shape comes from the data. A model is a layer
/// and can stand within another.
public struct Sequential: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Sequential", summary: "a stack of layers",
    fields: [Field("layers", .members(.layer), "the layers, first to last")])

  /// The layers, first to last, without `Input`.
  public let layers: [any Layer]
  /// What one sample is, if `Input` stands first.
  public let input: Input?
  /// The shape of one sample, if `Input` stands first.
  public var inputShape: Shape? { input?.shape }
  public let identity: LayerIdentity
  public let name: String?
  public let isTrainable: Bool

  /// Creates a stack from a block of layers, loops and conditions.
  public init(
    name: String? = nil, trainable: Bool = true, @LayerBuilder _ layers: () -> [any Layer]
  ) {
    self.init(layers(), name: name, trainable: trainable)
  }

  /// Creates a stack from a list of layers.
  public init(_ layers: [any Layer], name: String? = nil, trainable: Bool = true) {
    input = layers.first as? Input
    self.layers = input == nil ? layers : Array(layers.dropFirst())
    identity = LayerIdentity()
    self.name = name
    isTrainable = trainable
  }

  /// The stack with other layers in its place; it stays the same layer.
  package func replacingLayers(_ layers: [any Layer], input: Input?) -> Sequential {
    Sequential(
      layers: layers, input: input, identity: identity, name: name, isTrainable: isTrainable)
  }

  private init(
    layers: [any Layer], input: Input?, identity: LayerIdentity, name: String?, isTrainable: Bool
  ) {
    (self.layers, self.input, self.identity) = (layers, input, identity)
    (self.name, self.isTrainable) = (name, isTrainable)
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.members("layers", .layer), name: try fields.optionalString("name"),
      trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    let input: [any Layer] = input.map { [$0] } ?? []
    return commonFields.merging(
      ["layers": LayerEncoding.encode(input + layers)], uniquingKeysWith: { $1 })
  }

  public func forward(_ input: Tensor) -> Tensor {
    if let inputShape,
      !Shape(Array(input.shape.dimensions.dropFirst())).isCompatible(with: inputShape)
    {
      return input.fail(
        "Input", wanted: "samples of shape \(inputShape)",
        received: "\(Shape(Array(input.shape.dimensions.dropFirst())))",
        help: "reshape the data, or change Input(…)")
    }
    return layers.reduce(input) { $1.call([$0], at: nil).first ?? [$0].poison }
  }
}

/// Collects layers from a block. Loops and conditions are kept whole.
@resultBuilder
public enum LayerBuilder {
  public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }
  public static func buildExpression(_ layers: [any Layer]) -> [any Layer] { layers }
  public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap { $0 } }
  public static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
  public static func buildEither(first part: [any Layer]) -> [any Layer] { part }
  public static func buildEither(second part: [any Layer]) -> [any Layer] { part }
  public static func buildLimitedAvailability(_ part: [any Layer]) -> [any Layer] { part }
}
