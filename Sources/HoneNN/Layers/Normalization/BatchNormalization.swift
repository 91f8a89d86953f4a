public import HoneCore
public import HoneGraph

/// Normalizes each channel to mean 0 and variance 1 over the batch, then scales and shifts it.
///
/// `output = gamma · (input − μ) / √(σ² + epsilon) + beta`
///
/// Training: μ and σ² (biased) are the batch's, and the running statistics follow them:
/// `moving = momentum · moving + (1 − momentum) · batch`. Inference, or frozen by
/// `trainable: false` as in Keras: μ and σ² are the running statistics.
///
/// A mask of the input that covers all its axes but the channels leaves elements out of the batch's
/// μ and σ². ``Trainer``'s `recomputeBatchNormalization(on:)` sets the running statistics to those
/// of a whole data set.
///
/// - Input: `[N, …]`
/// - Output: the input's shape
/// - Weights: `gamma`, `beta`; statistics `moving_mean`, `moving_variance`; each `[channels]`
///
/// Two conventions, see ``Convention``:
///
/// ```swift
/// BatchNormalization()                 // momentum 0.99, epsilon 1e-3, biased running variance
/// BatchNormalization(.pytorch)         // momentum 0.9, epsilon 1e-5, unbiased running variance
/// ```
///
/// Reference: Ioffe and Szegedy, "Batch normalization", ICML 2015.
public struct BatchNormalization: Layer, Configurable {
  /// Whose constants and running variance are used.
  public enum Convention: String, Sendable, CaseIterable {
    /// momentum 0.99, epsilon 1e-3; the running variance follows the biased variance Σ(x−μ)²/n.
    case keras
    /// momentum 0.9, epsilon 1e-5; the running variance follows Σ(x−μ)²/(n−1).
    ///
    /// `momentum` is still the share that is kept: what PyTorch writes as momentum 0.1 is 0.9 here.
    case pytorch

    var momentum: Double { self == .keras ? 0.99 : 0.9 }
    var epsilon: Double { self == .keras ? 1e-3 : 1e-5 }
  }

  public static let schema = Schema(
    .layer, "BatchNormalization", summary: "normalizes each channel over the batch",
    formula: "y = gamma · (x − μ) / √(σ² + epsilon) + beta, μ and σ² of the batch",
    techniques: [46, 47, 48, 49, 50, 51, 57], kerasName: "keras.layers.BatchNormalization",
    axis: .normalization,
    fields: [
      Field(
        "convention", .choice(Convention.allCases.map(\.rawValue)), default: "keras",
        "keras: biased running variance; pytorch: unbiased"),
      Field("axis", .int(Int.min...Int.max), default: -1, "the channel axis"),
      Field(
        "momentum", .double(0...1), default: .null,
        "the share of the running statistics that a step keeps; by default 0.99, pytorch 0.9"),
      Field(
        "epsilon", .double(.notNegative), default: .null,
        "added to the variance; by default 1e-3, pytorch 1e-5"),
    ] + NormalizationOptions.schema + [
      Field(
        "movingMeanInitializer", .member(.initializer), default: "zeros",
        "how the running mean begins"),
      Field(
        "movingVarianceInitializer", .member(.initializer), default: "ones",
        "how the running variance begins"),
    ])

  /// Whose running variance is used.
  public var convention: Convention
  /// The channel axis.
  public var axis: Int
  /// The share of the running statistics that a step keeps.
  public var momentum: Double
  /// Added to the variance.
  public var epsilon: Double
  /// What is chosen about gamma and beta.
  public var options: NormalizationOptions
  /// How the running mean begins.
  public var movingMeanInitializer: any Initializer
  /// How the running variance begins.
  public var movingVarianceInitializer: any Initializer
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a normalization; momentum and epsilon are by default those of the convention.
  ///
  /// - Parameters:
  ///   - convention: whose constants and running variance are used.
  ///   - axis: the channel axis.
  ///   - momentum: the share of the running statistics that a step keeps.
  ///   - epsilon: added to the variance.
  ///   - center: whether beta is added.
  ///   - scale: whether gamma multiplies.
  ///   - betaInitializer: how beta begins.
  ///   - gammaInitializer: how gamma begins.
  ///   - movingMeanInitializer: how the running mean begins.
  ///   - movingVarianceInitializer: how the running variance begins.
  ///   - betaRegularizer: the penalty on beta.
  ///   - gammaRegularizer: the penalty on gamma.
  ///   - betaConstraint: what beta obeys after each update.
  ///   - gammaConstraint: what gamma obeys after each update.
  ///   - name: the name within the model.
  ///   - trainable: whether the optimizer may change the weights.
  public init(
    _ convention: Convention = .keras, axis: Int = -1, momentum: Double? = nil,
    epsilon: Double? = nil, center: Bool = true, scale: Bool = true,
    betaInitializer: any Initializer = .zeros, gammaInitializer: any Initializer = .ones,
    movingMeanInitializer: any Initializer = .zeros,
    movingVarianceInitializer: any Initializer = .ones, betaRegularizer: (any Regularizer)? = nil,
    gammaRegularizer: (any Regularizer)? = nil, betaConstraint: (any Constraint)? = nil,
    gammaConstraint: (any Constraint)? = nil, name: String? = nil, trainable: Bool = true
  ) {
    self.convention = convention
    self.axis = axis
    self.momentum = momentum ?? convention.momentum
    self.epsilon = epsilon ?? convention.epsilon
    options = NormalizationOptions(
      center: center, scale: scale,
      beta: WeightOptions(
        betaInitializer, regularizer: betaRegularizer, constraint: betaConstraint),
      gamma: WeightOptions(
        gammaInitializer, regularizer: gammaRegularizer, constraint: gammaConstraint))
    self.movingMeanInitializer = movingMeanInitializer
    self.movingVarianceInitializer = movingVarianceInitializer
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    convention = try fields.choice("convention")
    axis = try fields.int("axis")
    momentum = fields.has("momentum") ? try fields.double("momentum") : convention.momentum
    epsilon = fields.has("epsilon") ? try fields.double("epsilon") : convention.epsilon
    options = try NormalizationOptions(fields)
    movingMeanInitializer = try fields.member("movingMeanInitializer", .initializer)
    movingVarianceInitializer = try fields.member("movingVarianceInitializer", .initializer)
    name = try fields.optionalString("name")
    isTrainable = try fields.bool("trainable")
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.with(
      options.fields,
      [
        "convention": ConfigurationValue(convention.rawValue), "axis": ConfigurationValue(axis),
        "momentum": momentum == convention.momentum ? .null : ConfigurationValue(momentum),
        "epsilon": epsilon == convention.epsilon ? .null : ConfigurationValue(epsilon),
        "movingMeanInitializer": movingMeanInitializer.configuration,
        "movingVarianceInitializer": movingVarianceInitializer.configuration,
      ])
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.rank >= 2, let axis = x.shape.normalize(axis), momentum >= 0, momentum <= 1,
      epsilon >= 0
    else {
      return x.fail(
        "BatchNormalization",
        wanted: "an input [N, …] with axis \(self.axis), momentum in 0 … 1, epsilon ≥ 0",
        received: "\(x.shape), momentum \(momentum), epsilon \(epsilon)")
    }
    let channels: Shape = [x.shape[axis]]
    let ones = Tensor(1, dtype: x.dtype).broadcast(to: channels)
    let gamma = options.gamma(channels, at: x) ?? ones
    let beta = options.beta(channels, at: x) ?? zerosLike(ones)
    let mean = x.statistic("moving_mean", shape: channels, initializer: movingMeanInitializer)
    let variance = x.statistic(
      "moving_variance", shape: channels, initializer: movingVarianceInitializer)
    if !x.isFrozen {
      x.trace?.normalizations?.append(
        NormalizationCall(
          path: x.trace?.scope ?? "", input: x, axis: axis, isUnbiased: convention == .pytorch))
    }
    guard x.isTraining, !x.isFrozen else {
      return .apply(
        .batchNormInference(axis: axis, epsilon: epsilon), x, gamma, beta, mean, variance)
    }
    if let masked = BatchMoments(masked: x, axis: axis) {
      x.updateStatistic("moving_mean", to: blend(mean, masked.mean))
      let unbiased = masked.count / maximum(masked.count - 1, 1)
      x.updateStatistic(
        "moving_variance",
        to: blend(
          variance, convention == .pytorch ? masked.variance * unbiased : masked.variance))
      return (x - masked.mean) * rsqrt(masked.variance + epsilon) * gamma + beta
    }
    let results = Tensor.apply(.batchNormTraining(axis: axis, epsilon: epsilon), [x, gamma, beta])
    guard results.count == 3 else { return [x].poison }
    x.updateStatistic("moving_mean", to: blend(mean, results[1]))
    let factor = convention == .pytorch ? besselFactor(x, axis: axis) : 1
    x.updateStatistic("moving_variance", to: blend(variance, results[2], factor: factor))
    return results[0]
  }

  private func blend(_ moving: Tensor, _ batch: Tensor, factor: Double = 1) -> Tensor {
    moving * momentum + batch * ((1 - momentum) * factor)
  }

  /// n / (n − 1), n the number of elements of a channel.
  private func besselFactor(_ x: Tensor, axis: Int) -> Double {
    guard x.shape.isKnown else { return 1 }
    let count = x.shape.count / max(x.shape[axis], 1)
    return Double(count) / Double(max(count - 1, 1))
  }
}
