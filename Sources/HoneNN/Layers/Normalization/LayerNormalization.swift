public import HoneCore
public import HoneGraph

/// Normalizes each sample by itself to mean 0 and variance 1 over given axes, then scales and
/// shifts it.
///
/// `output = gamma · (input − μ) / √(σ² + epsilon) + beta`, μ and σ² (biased) over the axes.
///
/// - Input: `[N, …]`
/// - Output: the input's shape
/// - Weights: `gamma`, `beta`, of the extents of the axes
///
/// It is an error of the model if an axis doesn't exist, is named twice or isn't known.
///
/// ```swift
/// LayerNormalization()
/// LayerNormalization(axis: [1, 2, 3], epsilon: 1e-5)
/// ```
///
/// Reference: Ba, Kiros and Hinton, "Layer normalization", 2016.
public struct LayerNormalization: Layer, Configurable {
  public static let schema = Schema(
    .layer, "LayerNormalization", summary: "normalizes each sample by itself",
    formula: "y = gamma · (x − μ) / √(σ² + epsilon) + beta",
    kerasName: "keras.layers.LayerNormalization",
    axis: .normalization,
    fields: [
      Field("axis", .sizes(Int.min...Int.max), default: -1, "the axes that are normalized over"),
      Field("epsilon", .double(.notNegative), default: 1e-3, "added to the variance"),
    ] + NormalizationOptions.schema)

  /// The axes that are normalized over.
  public var axis: Sizes
  /// Added to the variance.
  public var epsilon: Double
  /// What is chosen about gamma and beta.
  public var options: NormalizationOptions
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a normalization over one axis, by default the last, or over several.
  ///
  /// - Parameters:
  ///   - axis: the axes that are normalized over.
  ///   - epsilon: added to the variance.
  ///   - center: whether beta is added.
  ///   - scale: whether gamma multiplies.
  ///   - betaInitializer: how beta begins.
  ///   - gammaInitializer: how gamma begins.
  ///   - betaRegularizer: the penalty on beta.
  ///   - gammaRegularizer: the penalty on gamma.
  ///   - betaConstraint: what beta obeys after each update.
  ///   - gammaConstraint: what gamma obeys after each update.
  ///   - name: the name within the model.
  ///   - trainable: whether the optimizer may change the weights.
  public init(
    axis: Sizes = -1, epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
    betaInitializer: any Initializer = .zeros, gammaInitializer: any Initializer = .ones,
    betaRegularizer: (any Regularizer)? = nil, gammaRegularizer: (any Regularizer)? = nil,
    betaConstraint: (any Constraint)? = nil, gammaConstraint: (any Constraint)? = nil,
    name: String? = nil, trainable: Bool = true
  ) {
    self.axis = axis
    self.epsilon = epsilon
    options = NormalizationOptions(
      center: center, scale: scale,
      beta: WeightOptions(
        betaInitializer, regularizer: betaRegularizer, constraint: betaConstraint),
      gamma: WeightOptions(
        gammaInitializer, regularizer: gammaRegularizer, constraint: gammaConstraint))
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    axis = try fields.sizes("axis")
    epsilon = try fields.double("epsilon")
    options = try NormalizationOptions(fields)
    name = try fields.optionalString("name")
    isTrainable = try fields.bool("trainable")
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.with(
      options.fields,
      ["axis": axis.configuration, "epsilon": ConfigurationValue(epsilon)])
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    let axes = Set(axis.values.compactMap { x.shape.normalize($0) }).sorted()
    guard !axes.isEmpty, axes.count == axis.values.count, epsilon >= 0,
      axes.allSatisfy({ x.shape[$0] >= 0 })
    else {
      return x.fail(
        "LayerNormalization", wanted: "different, known axes of the input, and epsilon ≥ 0",
        received: "axis \(axis.values), epsilon \(epsilon) and \(x.shape)")
    }
    let extents = Shape(axes.map { x.shape[$0] })
    let ones = Tensor(1, dtype: x.dtype).broadcast(to: extents)
    let gamma = options.gamma(extents, at: x) ?? ones
    let beta = options.beta(extents, at: x) ?? zerosLike(ones)
    // The operation normalizes over last axes, so others are moved there and back.
    let order = (0..<x.rank).filter { !axes.contains($0) } + axes
    let operation = Op.layerNorm(axis: x.rank - axes.count, epsilon: epsilon)
    if order == Array(0..<x.rank) { return Tensor.apply(operation, [x, gamma, beta])[0] }
    let y = Tensor.apply(operation, [x.transposed(order), gamma, beta])[0]
    return y.transposed(order.indices.map { order.firstIndex(of: $0) ?? $0 })
  }
}
