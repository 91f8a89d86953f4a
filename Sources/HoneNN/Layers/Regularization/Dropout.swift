public import HoneCore
public import HoneGraph

/// Sets a random share of the elements to zero while training.
///
/// Training: `output = input / (1 − rate)` where a draw keeps the element, else 0, so that the mean
/// stays; each step draws anew. Inference: the input.
///
/// In the classic form, for teaching, nothing is scaled while training, and inference multiplies
/// by `1 − rate` instead. A network trained with it is, but for a factor in the weights that
/// follow, the same; see ``Form``.
///
/// - Input: any shape
/// - Output: the input's shape
/// - Parameters: `rate`, the share that is dropped, 0 ≤ rate < 1; `noiseShape`, the shape of the
///   draws, which broadcasts to the input's; −1 stands for the input's extent; `seed`, for draws
///   that depend on it and on the step alone: layers of one seed drop alike. By default the draws
///   depend on the run's seed and the layer's path.
///
/// ```swift
/// Dropout(0.5)
/// Dropout(0.5, noiseShape: [-1, 1, -1])  // one draw for all steps of a sequence
/// Dropout(0.5, form: .classic)
/// ```
///
/// Reference: Srivastava et al., "Dropout: a simple way to prevent neural networks from
/// overfitting", JMLR 2014.
public struct Dropout: Layer, Configurable {
  /// Where the elements that are kept get their scale.
  public enum Form: String, Sendable, CaseIterable {
    /// While training: `input / (1 − rate)`.
    case inverted
    /// At inference: `input · (1 − rate)`, as in the paper.
    case classic
  }

  public static let schema = Schema(
    .layer, "Dropout", summary: "sets a random share to zero while training",
    formula: "y = x / (1 − rate) where a draw keeps it, else 0",
    techniques: [88, 89, 90, 91, 93], kerasName: "keras.layers.Dropout",
    axis: .regularization,
    fields: [
      Field("rate", .double(.belowOne), "the share that is dropped"),
      RandomFields.noiseShape, RandomFields.seed,
      Field(
        "form", .choice(Form.allCases.map(\.rawValue)), default: "inverted",
        "inverted: scales while training; classic: at inference"),
    ])

  /// The share that is dropped.
  public var rate: Double
  /// The shape of the draws; nil for the input's.
  public var noiseShape: [Int]?
  /// Draws depend on it and on the step alone; nil for the run's seed and this layer.
  public var seed: Int?
  /// Where the elements that are kept get their scale.
  public var form: Form
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates a layer that drops the share `rate`.
  public init(
    _ rate: Double, noiseShape: [Int]? = nil, seed: Int? = nil, form: Form = .inverted,
    name: String? = nil
  ) {
    self.rate = rate
    self.noiseShape = noiseShape
    self.seed = seed
    self.form = form
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.double("rate"), noiseShape: try fields.noiseShape(), seed: try fields.seed(),
      form: try fields.choice("form"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      [
        "rate": ConfigurationValue(rate),
        "noiseShape": .optional(noiseShape), "seed": .optional(seed),
        "form": ConfigurationValue(form.rawValue),
      ], uniquingKeysWith: { $1 })
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.accepts("Dropout", "rate", rate, in: .belowOne, "a rate from 0 to below 1"),
      let shape = x.noise(noiseShape, "Dropout")
    else { return [x].poison }
    return x.dropped(rate, shape: shape, form: form, seed: seed)
  }
}

extension Tensor {
  /// The tensor with a random share of zeros, in training.
  func dropped(
    _ rate: Double, shape: Shape, form: Dropout.Form = .inverted, seed: Int? = nil
  ) -> Tensor {
    guard let keep = draw(dropping: rate, shape: shape, seed: seed) else {
      return form == .classic && rate > 0 ? self * (1 - rate) : self
    }
    return select(keep, form == .classic ? self : self * (1 / (1 - rate)), zerosLike(self))
  }
}
