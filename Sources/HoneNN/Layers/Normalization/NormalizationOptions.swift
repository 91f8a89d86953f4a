internal import HoneCore
internal import HoneGraph

/// What is chosen about the factors and offsets after a normalization. Layers take it as parameters
/// of their own.
public struct NormalizationOptions: Sendable {
  /// Whether beta is added.
  public var center: Bool
  /// Whether gamma multiplies.
  public var scale: Bool
  /// What is chosen about beta.
  public var beta: WeightOptions
  /// What is chosen about gamma.
  public var gamma: WeightOptions

  init(center: Bool, scale: Bool, beta: WeightOptions, gamma: WeightOptions) {
    self.center = center
    self.scale = scale
    self.beta = beta
    self.gamma = gamma
  }

  /// Reads the options of a layer.
  init(_ fields: Fields) throws(HoneError) {
    center = try fields.bool("center")
    scale = try fields.bool("scale")
    beta = try fields.weight("beta")
    gamma = try fields.weight("gamma")
  }

  /// The options as files spell them.
  var fields: [String: ConfigurationValue] {
    beta.fields("beta").with(
      gamma.fields("gamma"),
      ["center": ConfigurationValue(center), "scale": ConfigurationValue(scale)])
  }

  static let schema =
    [
      Field("center", .bool, default: true, "whether beta is added"),
      Field("scale", .bool, default: true, "whether gamma multiplies"),
    ]
    + WeightField.schema(
      WeightField("beta", begins: "zeros", called: "beta"),
      WeightField("gamma", begins: "ones", called: "gamma"))

  /// Gamma, or nil if there is none.
  func gamma(_ shape: Shape, at x: Tensor) -> Tensor? {
    scale ? x.weight("gamma", shape: shape, gamma) : nil
  }

  /// Beta, or nil if there is none.
  func beta(_ shape: Shape, at x: Tensor) -> Tensor? {
    center ? x.weight("beta", shape: shape, beta) : nil
  }
}
