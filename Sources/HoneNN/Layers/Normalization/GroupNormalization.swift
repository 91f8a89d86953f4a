public import HoneCore
public import HoneGraph

/// Normalizes each sample by itself to mean 0 and variance 1 over groups of channels, then scales
/// and shifts each channel.
///
/// ```text
/// output = gamma · (input − μ) / √(σ² + epsilon) + beta
/// ```
///
/// μ and σ² (biased) are those of a sample's group: all its places and `channels / groups`
/// channels. One group is a layer normalization over places and channels; as many groups as
/// channels, or −1, is instance normalization.
///
/// - Input: `[N, …]`, all but N known
/// - Output: the input's shape
/// - Weights: `gamma [channels]`, `beta [channels]`
/// - Parameters: `groups`, by default 32; `epsilon` ≥ 0, by default 1e-3 (PyTorch has 1e-5).
///
/// It is an error of the model if the groups don't divide the channels.
///
/// ```swift
/// GroupNormalization(groups: 8)
/// GroupNormalization(groups: -1, epsilon: 1e-5)  // instance normalization
/// ```
///
/// Reference: Wu and He, "Group normalization", ECCV 2018.
public struct GroupNormalization: Layer, Configurable {
  public static let schema = Schema(
    .layer, "GroupNormalization", summary: "normalizes groups of channels of each sample",
    formula: "y = gamma · (x − μ) / √(σ² + epsilon) + beta, μ and σ² of a group",
    kerasName: "keras.layers.GroupNormalization",
    axis: .normalization,
    fields: [
      Field("groups", .int(-1...Int.max), default: 32, "the number of groups; -1: as channels"),
      Field("axis", .int(Int.min...Int.max), default: -1, "the channel axis"),
      Field("epsilon", .double(.notNegative), default: 1e-3, "added to the variance"),
    ] + NormalizationOptions.schema)

  /// The number of groups; −1 for one of each channel.
  public var groups: Int
  /// The channel axis.
  public var axis: Int
  /// Added to the variance.
  public var epsilon: Double
  /// What is chosen about gamma and beta.
  public var options: NormalizationOptions
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a normalization.
  ///
  /// - Parameters:
  ///   - groups: the number of groups; −1 for one of each channel.
  ///   - axis: the channel axis.
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
    groups: Int = 32, axis: Int = -1, epsilon: Double = 1e-3, center: Bool = true,
    scale: Bool = true, betaInitializer: any Initializer = .zeros,
    gammaInitializer: any Initializer = .ones, betaRegularizer: (any Regularizer)? = nil,
    gammaRegularizer: (any Regularizer)? = nil, betaConstraint: (any Constraint)? = nil,
    gammaConstraint: (any Constraint)? = nil, name: String? = nil, trainable: Bool = true
  ) {
    self.groups = groups
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
    groups = try fields.int("groups")
    axis = try fields.int("axis")
    epsilon = try fields.double("epsilon")
    options = try NormalizationOptions(fields)
    name = try fields.optionalString("name")
    isTrainable = try fields.bool("trainable")
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.with(
      options.fields,
      [
        "groups": ConfigurationValue(groups), "axis": ConfigurationValue(axis),
        "epsilon": ConfigurationValue(epsilon),
      ])
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    let known = x.shape.dimensions.dropFirst().allSatisfy { $0 >= 0 }
    guard x.rank >= 2, known, let axis = x.shape.normalize(axis), axis >= 1, epsilon >= 0 else {
      return x.fail(
        "GroupNormalization",
        wanted: "an input [N, …] of known extents, a channel axis other than 0, epsilon ≥ 0",
        received: "\(x.shape), axis \(self.axis), epsilon \(epsilon)")
    }
    let channels = x.shape[axis]
    let groups = groups == -1 ? channels : groups
    guard groups >= 1, channels >= 1, channels % groups == 0 else {
      return x.fail(
        "GroupNormalization", wanted: "groups that divide the channels",
        received: "\(groups) groups, \(channels) channels")
    }
    // [N, places, groups, channels of a group] to [N, groups, places, …], and back.
    let order = (0..<x.rank).filter { $0 != axis } + [axis]
    let inOrder = order == order.sorted() ? x : x.transposed(order)
    let places = order.dropFirst().dropLast().map { x.shape[$0] }.reduce(1, *)
    let grouped = inOrder.reshaped(to: [x.shape[0], places, groups, channels / groups])
      .transposed([0, 2, 1, 3])
    let ones = Tensor(1, dtype: x.dtype).broadcast(to: [places, channels / groups])
    let normal = Tensor.apply(
      .layerNorm(axis: 2, epsilon: epsilon), [grouped, ones, zerosLike(ones)])[0]
    var y = normal.transposed([0, 2, 1, 3]).reshaped(to: order.map { x.shape[$0] })
    if let gamma = options.gamma([channels], at: x) { y *= gamma }
    if let beta = options.beta([channels], at: x) { y += beta }
    if order == order.sorted() { return y }
    return y.transposed(order.indices.map { order.firstIndex(of: $0) ?? $0 })
  }
}
