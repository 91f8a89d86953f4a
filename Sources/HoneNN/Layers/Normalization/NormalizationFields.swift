internal import HoneCore
internal import HoneGraph

/// The factors and offsets after a normalization: how they begin, and their penalties.
struct NormalizationWeights: Sendable {
  /// Whether beta is added.
  var center: Bool
  /// Whether gamma multiplies.
  var scale: Bool
  var betaInitializer: any Initializer
  var gammaInitializer: any Initializer
  var betaRegularizer: (any Regularizer)?
  var gammaRegularizer: (any Regularizer)?

  static let schema = [
    Field("center", .bool, default: true, "whether beta is added"),
    Field("scale", .bool, default: true, "whether gamma multiplies"),
    Field("betaInitializer", .member(.initializer), default: "zeros", "how beta begins"),
    Field("gammaInitializer", .member(.initializer), default: "ones", "how gamma begins"),
    Field("betaRegularizer", .member(.regularizer), default: .null, "penalty on beta"),
    Field("gammaRegularizer", .member(.regularizer), default: .null, "penalty on gamma"),
  ]

  var fields: [String: ConfigurationValue] {
    [
      "center": ConfigurationValue(center), "scale": ConfigurationValue(scale),
      "betaInitializer": betaInitializer.configuration,
      "gammaInitializer": gammaInitializer.configuration,
      "betaRegularizer": betaRegularizer?.configuration ?? .null,
      "gammaRegularizer": gammaRegularizer?.configuration ?? .null,
    ]
  }

  /// Gamma, or nil if there is none.
  func gamma(_ shape: Shape, at x: Tensor) -> Tensor? {
    guard scale else { return nil }
    return x.weight(
      "gamma", shape: shape, initializer: gammaInitializer, regularizer: gammaRegularizer)
  }

  /// Beta, or nil if there is none.
  func beta(_ shape: Shape, at x: Tensor) -> Tensor? {
    guard center else { return nil }
    return x.weight(
      "beta", shape: shape, initializer: betaInitializer, regularizer: betaRegularizer)
  }
}
