public import HoneCore
public import HoneGraph

/// A dropout of whole channels of `[N, spatial…, C]`.
public protocol SpatialDropout: Layer, Configurable {
  /// The number of spatial axes.
  static var spatialAxes: Int { get }

  /// The share of the channels that is dropped.
  var rate: Double { get }

  /// Draws depend on it and on the step alone; nil for the run's seed and this layer.
  var seed: Int? { get }

  /// Creates the layer.
  init(_ rate: Double, seed: Int?, name: String?)
}

extension SpatialDropout {
  static func spatialSchema(_ name: String) -> Schema {
    Schema(
      .layer, name, summary: "sets a random share of the channels to zero while training",
      kerasName: "keras.layers.\(name)", axis: .regularization,
      fields: [Field("rate", .double(.belowOne), "the share that is dropped"), RandomFields.seed])
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.double("rate"), seed: try fields.seed(), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.with(["rate": ConfigurationValue(rate), "seed": .optional(seed)])
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    let layer = Self.schema.name
    guard x.hasSpatialAxes(Self.spatialAxes, layer),
      x.accepts(layer, "rate", rate, in: .belowOne, "a rate from 0 to below 1")
    else { return [x].poison }
    let ones = [Int](repeating: 1, count: Self.spatialAxes)
    return x.dropped(rate, shape: Shape([x.shape[0]] + ones + [x.shape[-1]]), seed: seed)
  }
}
