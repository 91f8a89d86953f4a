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
///   draws, which broadcasts to the input's; −1 stands for the input's extent.
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
      Field(
        "noiseShape", .integers(-1...Int.max), default: .null,
        "the shape of the draws, which is repeated to the input's; -1: the input's extent"),
      Field(
        "form", .choice(Form.allCases.map(\.rawValue)), default: "inverted",
        "inverted: scales while training; classic: at inference"),
    ])

  /// The share that is dropped.
  public var rate: Double
  /// The shape of the draws; nil for the input's.
  public var noiseShape: [Int]?
  /// Where the elements that are kept get their scale.
  public var form: Form
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates a layer that drops the share `rate`.
  public init(
    _ rate: Double, noiseShape: [Int]? = nil, form: Form = .inverted, name: String? = nil
  ) {
    self.rate = rate
    self.noiseShape = noiseShape
    self.form = form
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.double("rate"),
      noiseShape: fields.has("noiseShape") ? try fields.ints("noiseShape") : nil,
      form: try fields.choice("form"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      [
        "rate": ConfigurationValue(rate),
        "noiseShape": noiseShape.map { .array($0.map { ConfigurationValue($0) }) } ?? .null,
        "form": ConfigurationValue(form.rawValue),
      ], uniquingKeysWith: { $1 })
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.accepts("Dropout", "rate", rate, in: .belowOne, "a rate from 0 to below 1") else {
      return [x].poison
    }
    let noise = noiseShape ?? x.shape.dimensions
    guard noise.count == x.rank,
      noise.indices.allSatisfy({ x.shape[$0] < 0 || [-1, 1, x.shape[$0]].contains(noise[$0]) })
    else {
      return x.fail(
        "Dropout", wanted: "a noiseShape of 1, -1 or the extent for each axis of \(x.shape)",
        received: "\(noise)")
    }
    let shape = Shape(noise.indices.map { noise[$0] == -1 ? x.shape[$0] : noise[$0] })
    return x.dropped(rate, shape: shape, form: form)
  }
}

extension Tensor {
  /// The tensor with a random share of zeros, in training.
  func dropped(_ rate: Double, shape: Shape, form: Dropout.Form = .inverted) -> Tensor {
    guard let keep = draw(dropping: rate, shape: shape) else {
      return form == .classic && rate > 0 ? self * (1 - rate) : self
    }
    return select(keep, form == .classic ? self : self * (1 / (1 - rate)), zerosLike(self))
  }
}
