public import HoneCore
public import HoneData
public import HoneGraph
public import HoneNN

/// A transform of samples as one of the first layers of a model: preprocessing, which is part of
/// using the model, and augmentation, which acts in training only.
///
/// ```swift
/// let model = Sequential {
///   Input(32, 32, 3)
///   RandomFlip(.horizontal)
///   RandomRotation(0.1)
///   Conv2D(32, kernelSize: 3, activation: .relu)
///   …
/// }
/// ```
///
/// A trainer takes it out of the model and does it while batches are read, in the threads that read
/// them, with the same bits as in a pipeline; raw samples go into `fit`, `evaluate` and `predict`.
/// So it works on the model's input only: it stands first in a stack, or right behind an `Input`.
public struct TransformLayer: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Transform", summary: "a transform of samples before the first layer")

  /// The transform.
  public let transform: any Transform
  public let identity = LayerIdentity()

  /// Creates a layer.
  public init(_ transform: any Transform) { self.transform = transform }

  public init(_ fields: Fields) throws(HoneError) {
    throw HoneError(
      .usage, operation: "Transform", wanted: "the transform's own name",
      received: "Transform", help: "write RandomFlip, for example")
  }

  public var fields: [String: ConfigurationValue] { [:] }
  public var configuration: ConfigurationValue { transform.configuration }

  static let inputPrefix = "transform:"

  /// Only the shape of what it makes; a trainer never calls it. What stands elsewhere than in front
  /// is found by the input that it leaves in the graph.
  public func forward(_ input: Tensor) -> Tensor {
    guard let trace = input.trace else { return input }
    do throws(HoneError) {
      let field = try RawFeatures.field(
        after: [transform], of: Shape(Array(input.shape.dimensions.dropFirst())), input.dtype)
      return trace.input(
        name: Self.inputPrefix + trace.scope + ":" + type(of: transform).schema.name,
        type: TensorType(field.dtype, Shape([input.shape[0]] + field.shape.dimensions)))
    } catch {
      return input.fail(
        type(of: transform).schema.name, wanted: error.wanted ?? error.description,
        received: error.received ?? "\(input.type)", help: error.help)
    }
  }
}

extension LayerBuilder {
  /// A transform as a layer.
  public static func buildExpression(_ transform: any Transform) -> [any Layer] {
    [TransformLayer(transform)]
  }

  /// Transforms as layers.
  public static func buildExpression(_ transforms: [any Transform]) -> [any Layer] {
    transforms.map { TransformLayer($0) }
  }
}

extension Transform {
  /// The transform as a layer of a functional model, right behind an `Input`.
  public func callAsFunction(_ input: any TensorConvertible) -> Tensor {
    TransformLayer(self)(input)
  }
}
