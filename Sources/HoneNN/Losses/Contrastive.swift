public import HoneCore
public import HoneGraph

/// Draws pairs of the same kind together and pushes others at least `margin` apart.
///
/// ```text
/// y·d² + (1 − y)·max(margin − d, 0)²
/// ```
///
/// - Prediction: `[N]` or `[N, 1]`, the distance d of each pair
/// - Target: 1 for pairs of the same kind, 0 for others
///
/// ```swift
/// loss: .contrastive(margin: 1)
/// ```
///
/// Reference: Hadsell et al., "Dimensionality reduction by learning an invariant mapping", CVPR
/// 2006.
public struct Contrastive: ElementwiseLoss {
  public static let schema = Schema(
    .loss, "contrastive", summary: "draws pairs of one kind together, pushes others apart",
    formula: "y·d² + (1 − y)·max(m − d, 0)²",
    fields: [Field("margin", .double(.notNegative), default: 1.0, "how far apart is enough")])

  /// The distance from which pairs of different kinds are far enough apart.
  public var margin: Double

  /// Creates the loss.
  public init(margin: Double = 1) { self.margin = margin }

  public init(_ fields: Fields) throws(HoneError) { self.init(margin: try fields.double("margin")) }
  public var fields: [String: ConfigurationValue] { ["margin": ConfigurationValue(margin)] }

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    target * square(prediction) + (1 - target) * square(maximum(margin - prediction, 0))
  }
}

extension Loss where Self == Contrastive {
  /// Draws pairs of the same kind together and pushes others at least `margin` apart.
  public static func contrastive(margin: Double = 1) -> Contrastive { Contrastive(margin: margin) }
}
