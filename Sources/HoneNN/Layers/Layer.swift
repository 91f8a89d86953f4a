internal import HoneCore
public import HoneGraph

/// A part of a model: configuration, and a recipe that turns tensors into tensors.
///
/// A layer is a value. Calling it on a tensor appends operations to the tensor's graph and asks the
/// graph for weights at the layer's path; the weights live in the trainer's store, never here. So a
/// layer called twice shares its weights, and so does a *copy* of it: `let b = a` and
/// `Array(repeating: Dense(8), count: 3)` are one layer with one set of weights.
///
/// A model of your own is a struct of layers:
///
/// ```swift
/// struct ResidualBlock: Layer {
///   let conv1 = Conv2D(32, kernelSize: 3, padding: .same, activation: .relu)
///   let conv2 = Conv2D(32, kernelSize: 3, padding: .same)
///   func forward(_ x: Tensor) -> Tensor { relu(x + conv2(conv1(x))) }
/// }
/// ```
///
/// A layer that makes weights of its own, by `x.weight(_:shape:initializer:)`, declares
/// `let identity = LayerIdentity()`.
public protocol Layer: Sendable {
  /// What tells this layer from others of the same configuration.
  var identity: LayerIdentity { get }

  /// The name within the parent; nil for the type's name and an ordinal, such as `conv2d_1`.
  var name: String? { get }

  /// Whether the optimizer may change the weights of this layer and of the layers within it.
  ///
  /// A frozen batch normalization also uses its running statistics, as in Keras.
  var isTrainable: Bool { get }

  /// Whether the outputs carry the mask of the first input, as those of layers do that treat each
  /// step of a sequence alike; see `Tensor.mask`. By default they carry what `forward`
  /// gave them.
  var passesMask: Bool { get }

  /// The penalty on the outputs, divided by the batch size; nil for none.
  var activityRegularizer: (any Regularizer)? { get }

  /// The type's name in paths, such as `conv2d`.
  static var pathName: String { get }

  /// The outputs for several inputs.
  func forward(_ inputs: [Tensor]) -> [Tensor]

  /// The output for one input; the form that nearly every layer implements.
  func forward(_ input: Tensor) -> Tensor
}

extension Layer {
  public var identity: LayerIdentity { .derived(from: self) }
  public var name: String? { nil }
  public var isTrainable: Bool { true }
  public var passesMask: Bool { false }
  public var activityRegularizer: (any Regularizer)? { nil }
  public static var pathName: String { snakeCase(String(describing: Self.self)) }

  public func forward(_ inputs: [Tensor]) -> [Tensor] {
    guard inputs.count == 1 else {
      return [
        inputs.fail(
          operation: String(describing: Self.self), wanted: "one input",
          received: "\(inputs.count)", help: "merge them first: Concatenate()([a, b])")
      ]
    }
    return [forward(inputs[0])]
  }

  public func forward(_ input: Tensor) -> Tensor {
    [input].fail(
      operation: String(describing: Self.self), wanted: "several inputs", received: "one",
      help: "call it with a list: layer([a, b])")
  }

  /// Applies the layer to one tensor.
  public func callAsFunction(
    _ input: any TensorConvertible, file: String = #fileID, line: Int = #line
  ) -> Tensor {
    call([input.tensor], at: SourceLocation(file: file, line: line)).first ?? [input.tensor].poison
  }

  /// Applies the layer to several tensors and returns its first output.
  public func callAsFunction(
    _ inputs: [any TensorConvertible], file: String = #fileID, line: Int = #line
  ) -> Tensor {
    call(inputs.map(\.tensor), at: SourceLocation(file: file, line: line)).first
      ?? inputs.map(\.tensor).poison
  }

  /// Applies the layer to several tensors and returns all its outputs.
  public func outputs(
    of inputs: [any TensorConvertible], file: String = #fileID, line: Int = #line
  ) -> [Tensor] {
    call(inputs.map(\.tensor), at: SourceLocation(file: file, line: line))
  }
}

/// The fields that every layer has in a file.
enum LayerFields {
  static let common = [
    Field("name", .string, default: .null, "the name within the parent"),
    Field("trainable", .bool, default: true, "whether the optimizer may change the weights"),
    Field("id", .int(0...Int.max), default: .null, "layers with one id are one layer"),
  ]

  /// For layers that have it.
  static let activityRegularizer = Field(
    "activityRegularizer", .member(.regularizer), default: .null,
    "penalty on the output, divided by the batch size")
}

/// `MaxPooling2D` as `max_pooling2d`.
func snakeCase(_ name: String) -> String {
  var result = ""
  var previous: Character = "_"
  for character in name.prefix(while: { $0 != "<" }) {
    if character.isUppercase, previous.isLowercase { result += "_" }
    result += character.lowercased()
    previous = character
  }
  return result
}
