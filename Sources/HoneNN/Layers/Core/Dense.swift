public import HoneCore
public import HoneGraph

/// A fully connected layer.
///
/// `output[…, u] = activation(Σ input[…, i] · kernel[i, u] + bias[u])`
///
/// - Input: `[N, …, features]`
/// - Output: `[N, …, units]`
/// - Weights: `kernel [features, units]`, `bias [units]`
///
/// ```swift
/// Dense(128, activation: .relu, kernelInitializer: .heNormal)
/// ```
public struct Dense: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Dense", summary: "a fully connected layer",
    formula: "y = activation(x · kernel + bias)",
    techniques: [24, 27], kerasName: "keras.layers.Dense",
    fields: [
      Field("units", .int(1...Int.max), "the number of outputs"),
      Field("activation", .member(.activation), default: .null, "applied to the output"),
      Field("useBias", .bool, default: true, "whether a bias is added"),
      Field(
        "kernelInitializer", .member(.initializer), default: "glorotUniform",
        "how the kernel begins"),
      Field("biasInitializer", .member(.initializer), default: "zeros", "how the bias begins"),
      Field("kernelRegularizer", .member(.regularizer), default: .null, "penalty on the kernel"),
      Field("biasRegularizer", .member(.regularizer), default: .null, "penalty on the bias"),
      Field(
        "kernelConstraint", .member(.constraint), default: .null,
        "what the kernel obeys after each update"),
      Field(
        "biasConstraint", .member(.constraint), default: .null,
        "what the bias obeys after each update"),
    ])

  /// The number of outputs.
  public var units: Int
  /// Applied to the output; nil for none.
  public var activation: (any ActivationFunction)?
  /// Whether a bias is added.
  public var useBias: Bool
  /// How the kernel begins.
  public var kernelInitializer: any Initializer
  /// How the bias begins.
  public var biasInitializer: any Initializer
  /// The penalty on the kernel.
  public var kernelRegularizer: (any Regularizer)?
  /// The penalty on the bias.
  public var biasRegularizer: (any Regularizer)?
  /// What the kernel obeys after each update.
  public var kernelConstraint: (any Constraint)?
  /// What the bias obeys after each update.
  public var biasConstraint: (any Constraint)?
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a layer with `units` outputs.
  public init(
    _ units: Int, activation: (any ActivationFunction)? = nil, useBias: Bool = true,
    kernelInitializer: any Initializer = .glorotUniform,
    biasInitializer: any Initializer = .zeros, kernelRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, kernelConstraint: (any Constraint)? = nil,
    biasConstraint: (any Constraint)? = nil, name: String? = nil, trainable: Bool = true
  ) {
    self.units = units
    self.activation = activation
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    self.kernelConstraint = kernelConstraint
    self.biasConstraint = biasConstraint
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.int("units"), activation: try fields.optionalMember("activation", .activation),
      useBias: try fields.bool("useBias"),
      kernelInitializer: try fields.member("kernelInitializer", .initializer),
      biasInitializer: try fields.member("biasInitializer", .initializer),
      kernelRegularizer: try fields.optionalMember("kernelRegularizer", .regularizer),
      biasRegularizer: try fields.optionalMember("biasRegularizer", .regularizer),
      kernelConstraint: try fields.optionalMember("kernelConstraint", .constraint),
      biasConstraint: try fields.optionalMember("biasConstraint", .constraint),
      name: try fields.optionalString("name"), trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      [
        "units": ConfigurationValue(units), "useBias": ConfigurationValue(useBias),
        "activation": activation?.configuration ?? .null,
        "kernelInitializer": kernelInitializer.configuration,
        "biasInitializer": biasInitializer.configuration,
        "kernelRegularizer": kernelRegularizer?.configuration ?? .null,
        "biasRegularizer": biasRegularizer?.configuration ?? .null,
        "kernelConstraint": kernelConstraint?.configuration ?? .null,
        "biasConstraint": biasConstraint?.configuration ?? .null,
      ], uniquingKeysWith: { $1 })
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.rank >= 2, units >= 1, x.shape[-1] != Shape.unknown || x.trace?.batchSize == nil else {
      return x.fail(
        "Dense", wanted: "units ≥ 1 and an input [N, …, features]",
        received: "units \(units) and \(x.shape)", help: "add Flatten() before Dense")
    }
    let kernel = x.weight(
      "kernel", shape: [x.shape[-1], units], initializer: kernelInitializer,
      regularizer: kernelRegularizer, constraint: kernelConstraint)
    var y = matmul(x, kernel)
    if useBias {
      y += x.weight(
        "bias", shape: [units], initializer: biasInitializer, regularizer: biasRegularizer,
        constraint: biasConstraint)
    }
    return activation.map { $0(y) } ?? y
  }
}
