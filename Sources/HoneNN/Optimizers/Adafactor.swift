public import HoneCore
public import HoneGraph

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Adaptive rates from the row and column means of the squared gradient: little memory.
///
/// ```text
/// ρ = min(η, 1/√t)      α = ρ · max(ε₂, RMS(w))      β = 1 − t^decay
/// r ← βr + (1 − β) · mean of (g² + ε₁) over columns      c ← … over rows
/// v = r cᵀ / mean(r)      u = g / √v
/// w ← w − α · u / max(1, RMS(u) / threshold)
/// ```
///
/// The last two axes of a weight are its rows and columns. A weight with fewer has v itself as memory.
/// As in Keras the rate is relative to the step in every case. With `convention: .pytorch`, ε₁ isn't
/// added to g²: v is at least ε₁², and mean(r) at least ε₁.
///
/// - Parameters: `learningRate` η, by default 0.001 (PyTorch: 0.01); `beta2Decay` −0.8; `epsilon1`
///   1e-30 (PyTorch: 1.19e-7); `epsilon2` 1e-3; `clipThreshold` 1.
/// - Memory: `r` and `c`, or `v`.
///
/// Reference: Shazeer and Stern, "Adafactor: adaptive learning rates with sublinear memory cost",
/// ICML 2018.
public struct Adafactor: Optimizer {
  public static let schema = Schema(
    .optimizer, "adafactor", aliases: ["Adafactor"],
    summary: "Adam's rates from row and column sums: little memory",
    formula: "v = r cᵀ / mean(r); w ← w − α · g / √v",
    techniques: [75], kerasName: "keras.optimizers.Adafactor",
    fields: [
      Field("learningRate", .numberOr(.schedule), default: 0.001, "the step's size"),
      Field(
        "beta2Decay", .double(-Double.infinity...0), default: -0.8,
        "the exponent by which the mean square slows down"),
      Field("epsilon1", .double(.notNegative), default: 1e-30, "keeps the mean square above 0"),
      Field(
        "epsilon2", .double(.notNegative), default: 1e-3,
        "the least size that a weight is taken to have"),
      Field(
        "clipThreshold", .double(.positive), default: 1.0,
        "the largest root mean square of a step"),
      OptimizerConvention.field("epsilon1 added to the square (keras) or a least value (pytorch)"),
    ])

  public var learningRate: any Schedule
  public var options = UpdateOptions()
  /// The exponent by which the mean square slows down.
  public var beta2Decay: Double
  /// Keeps the mean square above 0.
  public var epsilon1: Double
  /// The least size that a weight is taken to have.
  public var epsilon2: Double
  /// The largest root mean square of a step.
  public var clipThreshold: Double
  /// Epsilon1 added to the square (keras) or a least value (pytorch).
  public var convention: OptimizerConvention

  /// Creates an optimizer.
  public init(
    learningRate: any Schedule = .constant(0.001), beta2Decay: Double = -0.8,
    epsilon1: Double = 1e-30, epsilon2: Double = 1e-3, clipThreshold: Double = 1.0,
    convention: OptimizerConvention = .keras
  ) {
    self.learningRate = learningRate
    self.beta2Decay = beta2Decay
    self.epsilon1 = epsilon1
    self.epsilon2 = epsilon2
    self.clipThreshold = clipThreshold
    self.convention = convention
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      learningRate: try fields.schedule("learningRate"),
      beta2Decay: try fields.double("beta2Decay"), epsilon1: try fields.double("epsilon1"),
      epsilon2: try fields.double("epsilon2"), clipThreshold: try fields.double("clipThreshold"),
      convention: try fields.choice("convention"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "learningRate": learningRate.rateConfiguration, "beta2Decay": ConfigurationValue(beta2Decay),
      "epsilon1": ConfigurationValue(epsilon1), "epsilon2": ConfigurationValue(epsilon2),
      "clipThreshold": ConfigurationValue(clipThreshold), "convention": convention.configuration,
    ]
  }

  public func slots(for weight: StateSlot) -> [OptimizerSlot] {
    let extents = weight.type.shape.dimensions
    guard extents.count >= 2 else { return [OptimizerSlot("v")] }
    return [
      OptimizerSlot("r", shape: Shape(Array(extents.dropLast()))),
      OptimizerSlot("c", shape: Shape(extents.dropLast(2) + [extents[extents.count - 1]])),
    ]
  }

  public func scalars(learningRate: Double, iteration: Int) -> [OptimizerScalar] {
    ["adafactor_rate", "adafactor_share"].enumerated().map { place, name in
      OptimizerScalar(name, scalar(place, learningRate: learningRate, iteration: iteration))
    }
  }

  public func scalar(_ place: Int, learningRate: Double, iteration: Int) -> Double {
    let time = Double(iteration)
    return place == 0 ? min(learningRate, 1 / time.squareRoot()) : pow(time, beta2Decay)
  }

  public func step(
    parameter: Tensor, gradient: Tensor, scalars: [Tensor], slots: [Tensor]
  ) -> (parameter: Tensor, slots: [Tensor]) {
    let squares =
      convention == .keras ? square(gradient) + epsilon1 : square(gradient)
    func blend(_ old: Tensor, _ new: Tensor) -> Tensor { old + (new - old) * scalars[1] }
    let state: [Tensor]
    var v: Tensor
    if gradient.rank >= 2 {
      let r = blend(slots[0], squares.mean(axes: [-1]))
      let c = blend(slots[1], squares.mean(axes: [-2]))
      var mean = r.mean(axes: [-1], keepDimensions: true)
      if convention == .pytorch { mean = maximum(mean, epsilon1) }
      v = (r / mean).expandingDimension(at: -1) * c.expandingDimension(at: -2)
      state = [r, c]
    } else {
      v = blend(slots[0], squares)
      state = [v]
    }
    if convention == .pytorch { v = maximum(v, epsilon1 * epsilon1) }
    let update = gradient / sqrt(v)
    let size = maximum(rootMeanSquare(parameter), epsilon2) * scalars[0]
    let excess = maximum(rootMeanSquare(update) / clipThreshold, 1)
    return (parameter - update * (size / excess), state)
  }

  private func rootMeanSquare(_ x: Tensor) -> Tensor {
    sqrt(square(x).mean())
  }
}

extension Optimizer where Self == Adafactor {
  /// Adaptive rates with little memory, with a fixed learning rate.
  public static func adafactor(
    learningRate: Double = 0.001, beta2Decay: Double = -0.8, epsilon1: Double = 1e-30,
    epsilon2: Double = 1e-3, clipThreshold: Double = 1.0, convention: OptimizerConvention = .keras
  ) -> Adafactor {
    Adafactor(
      learningRate: .constant(learningRate), beta2Decay: beta2Decay, epsilon1: epsilon1,
      epsilon2: epsilon2, clipThreshold: clipThreshold, convention: convention)
  }

  /// Adaptive rates with little memory, with a schedule.
  public static func adafactor(
    learningRate: any Schedule, beta2Decay: Double = -0.8, epsilon1: Double = 1e-30,
    epsilon2: Double = 1e-3, clipThreshold: Double = 1.0, convention: OptimizerConvention = .keras
  ) -> Adafactor {
    Adafactor(
      learningRate: learningRate, beta2Decay: beta2Decay, epsilon1: epsilon1, epsilon2: epsilon2,
      clipThreshold: clipThreshold, convention: convention)
  }
}
