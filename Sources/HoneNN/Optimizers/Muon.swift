public import HoneCore
public import HoneGraph

/// Momentum made orthogonal, for matrices; AdamW for all other weights.
///
/// ```text
/// matrix:  m ← μm + g      d = g + μm (without Nesterov: m)      X = d / (‖d‖ + 1e-7)
///          A = XXᵀ         X ← aX + (bA + cA²)X, nsSteps times, on the wide side
///          w ← w − η · rmsRate · √max(rows, columns) · X
/// others:  AdamW with rate η · adamLrRatio and decay adamWeightDecay
/// ```
///
/// The iteration brings all singular values near 1, so that every direction learns alike. The scale
/// makes AdamW's rates and decays fit.
///
/// - Parameters: `learningRate` η, by default 0.001; `momentum` μ, 0.95; `nesterov`; `nsSteps` 5;
///   `rmsRate` 0.2, 0 for a step without scale; `weightDecay` and `adamWeightDecay` 0.004;
///   `adamBeta1` 0.9, `adamBeta2` 0.999, `epsilon` 1e-7, `adamLrRatio` 1; `excludeEmbeddings`;
///   `excludeLayers`, patterns of weights for AdamW; a, b, c: 3.4445, −4.775, 2.0315.
/// - Memory: `momentum` for a matrix, else `m` and `v`.
///
/// Embeddings are weights of which a part of the path contains "embedding". PyTorch's momentum has
/// the factor 1 − μ, which the norm takes away again.
///
/// References: Jordan et al., "Muon: an optimizer for hidden layers in neural networks", 2024; Liu et
/// al., "Muon is scalable for LLM training", 2025 (the scale).
public struct Muon: Optimizer {
  public static let schema = Schema(
    .optimizer, "muon", aliases: ["Muon"],
    summary: "orthogonalized momentum for matrices, AdamW for the rest",
    formula: "w ← w − η · orthogonal(g + μm)",
    techniques: [75], kerasName: "keras.optimizers.Muon",
    fields: [
      Field("learningRate", .numberOr(.schedule), default: 0.001, "the step's size"),
      Field("adamBeta1", .double(.belowOne), default: 0.9, "AdamW's share of the mean that stays"),
      Field(
        "adamBeta2", .double(.belowOne), default: 0.999,
        "AdamW's share of the mean square that stays"),
      Field(
        "adamWeightDecay", .double(.notNegative), default: 0.004,
        "the decay of weights that aren't matrices"),
      Field(
        "epsilon", .double(.notNegative), default: 1e-7,
        "added to the root of AdamW's mean square"),
      Field("excludeLayers", .strings, default: [], "patterns of weights that AdamW moves"),
      Field("excludeEmbeddings", .bool, default: true, "whether AdamW moves embeddings"),
      Field("muonA", .double(.anyNumber), default: 3.4445, "the iteration's factor of X"),
      Field("muonB", .double(.anyNumber), default: -4.775, "the iteration's factor of A"),
      Field("muonC", .double(.anyNumber), default: 2.0315, "the iteration's factor of A²"),
      Field(
        "adamLrRatio", .double(.notNegative), default: 1.0,
        "AdamW's rate as a multiple of the rate"),
      Field("momentum", .double(.belowOne), default: 0.95, "the share of the momentum that stays"),
      Field(
        "nsSteps", .int(0...100), default: 5, "the iterations that make the momentum orthogonal"),
      Field("nesterov", .bool, default: true, "whether the gradient is taken one step ahead"),
      Field(
        "rmsRate", .double(.notNegative), default: 0.2,
        "the root mean square of a step of rate 1; 0 for no scale"),
      Field("weightDecay", .double(.notNegative), default: 0.004, "w ← w − rate · weightDecay · w"),
    ])

  public var learningRate: any Schedule
  public var options = UpdateOptions()
  /// AdamW's share of the mean that stays.
  public var adamBeta1: Double
  /// AdamW's share of the mean square that stays.
  public var adamBeta2: Double
  /// The decay of weights that aren't matrices.
  public var adamWeightDecay: Double
  /// Added to the root of AdamW's mean square.
  public var epsilon: Double
  /// Patterns of weights that AdamW moves.
  public var excludeLayers: [String]
  /// Whether AdamW moves embeddings.
  public var excludeEmbeddings: Bool
  /// The iteration's factor of X.
  public var muonA: Double
  /// The iteration's factor of A.
  public var muonB: Double
  /// The iteration's factor of A².
  public var muonC: Double
  /// AdamW's rate as a multiple of the rate.
  public var adamLrRatio: Double
  /// The share of the momentum that stays.
  public var momentum: Double
  /// The iterations that make the momentum orthogonal.
  public var nsSteps: Int
  /// Whether the gradient is taken one step ahead.
  public var nesterov: Bool
  /// The root mean square of a step of rate 1; 0 for no scale.
  public var rmsRate: Double

  /// Creates an optimizer.
  public init(
    learningRate: any Schedule = .constant(0.001), weightDecay: Double = 0.004,
    adamBeta1: Double = 0.9, adamBeta2: Double = 0.999, adamWeightDecay: Double = 0.004,
    epsilon: Double = 1e-7, excludeLayers: [String] = [], excludeEmbeddings: Bool = true,
    muonA: Double = 3.4445, muonB: Double = -4.775, muonC: Double = 2.0315,
    adamLrRatio: Double = 1.0, momentum: Double = 0.95, nsSteps: Int = 5, nesterov: Bool = true,
    rmsRate: Double = 0.2
  ) {
    self.learningRate = learningRate
    self.adamBeta1 = adamBeta1
    self.adamBeta2 = adamBeta2
    self.adamWeightDecay = adamWeightDecay
    self.epsilon = epsilon
    self.excludeLayers = excludeLayers
    self.excludeEmbeddings = excludeEmbeddings
    self.muonA = muonA
    self.muonB = muonB
    self.muonC = muonC
    self.adamLrRatio = adamLrRatio
    self.momentum = momentum
    self.nsSteps = nsSteps
    self.nesterov = nesterov
    self.rmsRate = rmsRate
    options.weightDecay = weightDecay
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      learningRate: try fields.schedule("learningRate"), adamBeta1: try fields.double("adamBeta1"),
      adamBeta2: try fields.double("adamBeta2"),
      adamWeightDecay: try fields.double("adamWeightDecay"), epsilon: try fields.double("epsilon"),
      excludeLayers: try fields.strings("excludeLayers"),
      excludeEmbeddings: try fields.bool("excludeEmbeddings"), muonA: try fields.double("muonA"),
      muonB: try fields.double("muonB"), muonC: try fields.double("muonC"),
      adamLrRatio: try fields.double("adamLrRatio"), momentum: try fields.double("momentum"),
      nsSteps: try fields.int("nsSteps"), nesterov: try fields.bool("nesterov"),
      rmsRate: try fields.double("rmsRate"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "learningRate": learningRate.rateConfiguration, "adamBeta1": ConfigurationValue(adamBeta1),
      "adamBeta2": ConfigurationValue(adamBeta2),
      "adamWeightDecay": ConfigurationValue(adamWeightDecay),
      "epsilon": ConfigurationValue(epsilon),
      "excludeLayers": .array(excludeLayers.map { ConfigurationValue($0) }),
      "excludeEmbeddings": ConfigurationValue(excludeEmbeddings),
      "muonA": ConfigurationValue(muonA), "muonB": ConfigurationValue(muonB),
      "muonC": ConfigurationValue(muonC), "adamLrRatio": ConfigurationValue(adamLrRatio),
      "momentum": ConfigurationValue(momentum), "nsSteps": ConfigurationValue(nsSteps),
      "nesterov": ConfigurationValue(nesterov), "rmsRate": ConfigurationValue(rmsRate),
    ]
  }

  private var adam: Adam {
    Adam(
      learningRate: learningRate, beta1: adamBeta1, beta2: adamBeta2, epsilon: epsilon)
  }

  public func slots(for weight: StateSlot) -> [OptimizerSlot] {
    usesAdam(weight) ? adam.slots : [OptimizerSlot("momentum")]
  }

  public func weightDecay(for weight: StateSlot) -> Double {
    guard options.isDecayed(weight) else { return 0 }
    return usesAdam(weight) ? adamWeightDecay : options.weightDecay
  }

  private func usesAdam(_ weight: StateSlot) -> Bool {
    weight.type.shape.rank != 2 || (excludeEmbeddings && weight.path.contains("embedding"))
      || excludeLayers.contains { WeightPattern.matches($0, weight.path) }
  }

  public func scalars(learningRate: Double, iteration: Int) -> [OptimizerScalar] {
    ["muon_rate", "muon_alpha"].enumerated().map { place, name in
      OptimizerScalar(name, scalar(place, learningRate: learningRate, iteration: iteration))
    }
  }

  public func scalar(_ place: Int, learningRate: Double, iteration: Int) -> Double {
    place == 0
      ? learningRate : Adam.alpha(learningRate * adamLrRatio, adamBeta1, adamBeta2, iteration)
  }

  public func step(
    parameter: Tensor, gradient: Tensor, scalars: [Tensor], slots: [Tensor]
  ) -> (parameter: Tensor, slots: [Tensor]) {
    if slots.count == 2 {
      return adam.step(
        parameter: parameter, gradient: gradient, scalars: [scalars[1]], slots: slots)
    }
    let m = slots[0] * momentum + gradient
    let direction = orthogonalized(nesterov ? gradient + m * momentum : m)
    let longest = Double(max(parameter.shape[0], parameter.shape[1]))
    let scale = rmsRate > 0 ? rmsRate * longest.squareRoot() : 1
    return (parameter - direction * (scalars[0] * scale), [m])
  }

  /// Newton and Schulz's iteration towards the nearest orthogonal matrix.
  private func orthogonalized(_ matrix: Tensor) -> Tensor {
    let isTall = matrix.shape[0] > matrix.shape[1]
    var x = isTall ? matrix.transposed() : matrix
    x = x / (sqrt(square(x).sum()) + 1e-7)
    for _ in 0..<nsSteps {
      let a = matmul(x, x.transposed())
      x = x * muonA + matmul(a * muonB + matmul(a, a) * muonC, x)
    }
    return isTall ? x.transposed() : x
  }
}

extension Optimizer where Self == Muon {
  /// Orthogonalized momentum, with a fixed learning rate.
  public static func muon(
    learningRate: Double = 0.001, weightDecay: Double = 0.004, adamBeta1: Double = 0.9,
    adamBeta2: Double = 0.999, adamWeightDecay: Double = 0.004, epsilon: Double = 1e-7,
    excludeLayers: [String] = [], excludeEmbeddings: Bool = true, muonA: Double = 3.4445,
    muonB: Double = -4.775, muonC: Double = 2.0315, adamLrRatio: Double = 1.0,
    momentum: Double = 0.95, nsSteps: Int = 5, nesterov: Bool = true, rmsRate: Double = 0.2
  ) -> Muon {
    Muon(
      learningRate: .constant(learningRate), weightDecay: weightDecay, adamBeta1: adamBeta1,
      adamBeta2: adamBeta2, adamWeightDecay: adamWeightDecay, epsilon: epsilon,
      excludeLayers: excludeLayers, excludeEmbeddings: excludeEmbeddings, muonA: muonA,
      muonB: muonB, muonC: muonC, adamLrRatio: adamLrRatio, momentum: momentum, nsSteps: nsSteps,
      nesterov: nesterov, rmsRate: rmsRate)
  }

  /// Orthogonalized momentum, with a schedule.
  public static func muon(
    learningRate: any Schedule, weightDecay: Double = 0.004, adamBeta1: Double = 0.9,
    adamBeta2: Double = 0.999, adamWeightDecay: Double = 0.004, epsilon: Double = 1e-7,
    excludeLayers: [String] = [], excludeEmbeddings: Bool = true, muonA: Double = 3.4445,
    muonB: Double = -4.775, muonC: Double = 2.0315, adamLrRatio: Double = 1.0,
    momentum: Double = 0.95, nsSteps: Int = 5, nesterov: Bool = true, rmsRate: Double = 0.2
  ) -> Muon {
    Muon(
      learningRate: learningRate, weightDecay: weightDecay, adamBeta1: adamBeta1,
      adamBeta2: adamBeta2, adamWeightDecay: adamWeightDecay, epsilon: epsilon,
      excludeLayers: excludeLayers, excludeEmbeddings: excludeEmbeddings, muonA: muonA,
      muonB: muonB, muonC: muonC, adamLrRatio: adamLrRatio, momentum: momentum, nsSteps: nsSteps,
      nesterov: nesterov, rmsRate: rmsRate)
  }
}
