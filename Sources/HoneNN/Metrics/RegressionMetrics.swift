public import HoneCore
internal import HoneGraph

extension MeanAbsoluteError: PlainMetricLoss {}

/// The mean of |prediction − target|; see ``MeanAbsoluteError``.
public struct MeanAbsoluteErrorMetric: PlainLossMetric {
  public typealias Base = MeanAbsoluteError
  public static let schema = makeSchema("mean_absolute_error")
  public var name: String
  public init(name: String = "mean_absolute_error") { self.name = name }
}

extension Metric where Self == MeanAbsoluteErrorMetric {
  /// The mean of |prediction − target|; see ``MeanAbsoluteError``.
  public static var meanAbsoluteError: MeanAbsoluteErrorMetric { MeanAbsoluteErrorMetric() }
}

extension MeanAbsolutePercentageError: PlainMetricLoss {}

/// The mean error in percent; see ``MeanAbsolutePercentageError``.
public struct MeanAbsolutePercentageErrorMetric: PlainLossMetric {
  public typealias Base = MeanAbsolutePercentageError
  public static let schema = makeSchema("mean_absolute_percentage_error")
  public var name: String
  public init(name: String = "mean_absolute_percentage_error") { self.name = name }
}

extension Metric where Self == MeanAbsolutePercentageErrorMetric {
  /// The mean error in percent; see ``MeanAbsolutePercentageError``.
  public static var meanAbsolutePercentageError: MeanAbsolutePercentageErrorMetric {
    MeanAbsolutePercentageErrorMetric()
  }
}

extension MeanSquaredLogarithmicError: PlainMetricLoss {}

/// The mean squared difference of logarithms; see ``MeanSquaredLogarithmicError``.
public struct MeanSquaredLogarithmicErrorMetric: PlainLossMetric {
  public typealias Base = MeanSquaredLogarithmicError
  public static let schema = makeSchema("mean_squared_logarithmic_error")
  public var name: String
  public init(name: String = "mean_squared_logarithmic_error") { self.name = name }
}

extension Metric where Self == MeanSquaredLogarithmicErrorMetric {
  /// The mean squared difference of logarithms; see ``MeanSquaredLogarithmicError``.
  public static var meanSquaredLogarithmicError: MeanSquaredLogarithmicErrorMetric {
    MeanSquaredLogarithmicErrorMetric()
  }
}

extension LogCosh: PlainMetricLoss {}

/// The mean of log cosh(prediction − target); see ``LogCosh``.
public struct LogCoshErrorMetric: PlainLossMetric {
  public typealias Base = LogCosh
  public static let schema = makeSchema("logcosh")
  public var name: String
  public init(name: String = "logcosh") { self.name = name }
}

extension Metric where Self == LogCoshErrorMetric {
  /// The mean of log cosh(prediction − target); see ``LogCosh``.
  public static var logCosh: LogCoshErrorMetric { LogCoshErrorMetric() }
}

extension Poisson: PlainMetricLoss {}

/// The mean of prediction − target · log(prediction); see ``Poisson``.
public struct PoissonMetric: PlainLossMetric {
  public typealias Base = Poisson
  public static let schema = makeSchema("poisson")
  public var name: String
  public init(name: String = "poisson") { self.name = name }
}

extension Metric where Self == PoissonMetric {
  /// The mean of prediction − target · log(prediction); see ``Poisson``.
  public static var poisson: PoissonMetric { PoissonMetric() }
}
