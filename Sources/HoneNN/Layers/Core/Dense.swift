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
    ] + WeightField.schema(.kernel, .bias, activity: true))

  /// The number of outputs.
  public var units: Int
  /// Applied to the output; nil for none.
  public var activation: (any ActivationFunction)?
  /// Whether a bias is added.
  public var useBias: Bool
  /// What is chosen about the kernel.
  public var kernel: WeightOptions
  /// What is chosen about the bias.
  public var bias: WeightOptions
  /// The penalty on the output.
  public var activityRegularizer: (any Regularizer)?
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a layer with `units` outputs.
  ///
  /// - Parameters:
  ///   - units: the number of outputs.
  ///   - activation: applied to the output; nil for none.
  ///   - useBias: whether a bias is added.
  ///   - kernelInitializer: how the kernel begins.
  ///   - biasInitializer: how the bias begins.
  ///   - kernelRegularizer: the penalty on the kernel.
  ///   - biasRegularizer: the penalty on the bias.
  ///   - activityRegularizer: the penalty on the output, divided by the batch size.
  ///   - kernelConstraint: what the kernel obeys after each update.
  ///   - biasConstraint: what the bias obeys after each update.
  ///   - name: the name within the model.
  ///   - trainable: whether the optimizer may change the weights.
  public init(
    _ units: Int, activation: (any ActivationFunction)? = nil, useBias: Bool = true,
    kernelInitializer: any Initializer = .glorotUniform,
    biasInitializer: any Initializer = .zeros, kernelRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, activityRegularizer: (any Regularizer)? = nil,
    kernelConstraint: (any Constraint)? = nil, biasConstraint: (any Constraint)? = nil,
    name: String? = nil, trainable: Bool = true
  ) {
    self.units = units
    self.activation = activation
    self.useBias = useBias
    kernel = WeightOptions(
      kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint)
    bias = WeightOptions(biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint)
    self.activityRegularizer = activityRegularizer
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    units = try fields.int("units")
    activation = try fields.optionalMember("activation", .activation)
    useBias = try fields.bool("useBias")
    kernel = try fields.weight("kernel")
    bias = try fields.weight("bias")
    activityRegularizer = try fields.optionalMember("activityRegularizer", .regularizer)
    name = try fields.optionalString("name")
    isTrainable = try fields.bool("trainable")
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.with(
      kernel.fields("kernel"), bias.fields("bias"),
      [
        "units": ConfigurationValue(units), "useBias": ConfigurationValue(useBias),
        "activation": activation?.configuration ?? .null,
        "activityRegularizer": activityRegularizer?.configuration ?? .null,
      ])
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.rank >= 2, units >= 1, x.shape[-1] != Shape.unknown || x.trace?.batchSize == nil else {
      return x.fail(
        "Dense", wanted: "units ≥ 1 and an input [N, …, features]",
        received: "units \(units) and \(x.shape)", help: "add Flatten() before Dense")
    }
    var y = matmul(x, x.weight("kernel", shape: [x.shape[-1], units], kernel))
    if useBias { y += x.weight("bias", shape: [units], bias) }
    return activation.map { $0(y) } ?? y
  }
}
