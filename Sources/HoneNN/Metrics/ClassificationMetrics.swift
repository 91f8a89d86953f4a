public import HoneCore
internal import HoneGraph

extension Hinge: PlainMetricLoss {}

/// The mean of max(1 − target · prediction, 0); see ``Hinge``.
public struct HingeMetric: PlainLossMetric {
  public typealias Base = Hinge
  public static let schema = makeSchema("hinge")
  public var name: String
  public init(name: String = "hinge") { self.name = name }
}

extension Metric where Self == HingeMetric {
  /// The mean of max(1 − target · prediction, 0); see ``Hinge``.
  public static var hinge: HingeMetric { HingeMetric() }
}

extension SquaredHinge: PlainMetricLoss {}

/// The mean of max(1 − target · prediction, 0)²; see ``SquaredHinge``.
public struct SquaredHingeMetric: PlainLossMetric {
  public typealias Base = SquaredHinge
  public static let schema = makeSchema("squared_hinge")
  public var name: String
  public init(name: String = "squared_hinge") { self.name = name }
}

extension Metric where Self == SquaredHingeMetric {
  /// The mean of max(1 − target · prediction, 0)²; see ``SquaredHinge``.
  public static var squaredHinge: SquaredHingeMetric { SquaredHingeMetric() }
}

extension CategoricalHinge: PlainMetricLoss {}

/// The mean of max(best wrong class − right class + 1, 0); see ``CategoricalHinge``.
public struct CategoricalHingeMetric: PlainLossMetric {
  public typealias Base = CategoricalHinge
  public static let schema = makeSchema("categorical_hinge")
  public var name: String
  public init(name: String = "categorical_hinge") { self.name = name }
}

extension Metric where Self == CategoricalHingeMetric {
  /// The mean of max(best wrong class − right class + 1, 0); see ``CategoricalHinge``.
  public static var categoricalHinge: CategoricalHingeMetric { CategoricalHingeMetric() }
}

extension KLDivergence: PlainMetricLoss {}

/// The mean of Σ target · log(target / prediction); see ``KLDivergence``.
public struct KLDivergenceMetric: PlainLossMetric {
  public typealias Base = KLDivergence
  public static let schema = makeSchema("kl_divergence")
  public var name: String
  public init(name: String = "kl_divergence") { self.name = name }
}

extension Metric where Self == KLDivergenceMetric {
  /// The mean of Σ target · log(target / prediction); see ``KLDivergence``.
  public static var klDivergence: KLDivergenceMetric { KLDivergenceMetric() }
}
