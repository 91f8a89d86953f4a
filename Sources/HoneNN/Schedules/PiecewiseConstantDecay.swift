public import HoneCore

/// A rate for each stretch of updates.
///
/// `values[i]`, i the first place with t ≤ `boundaries[i]`, else the last value; t is the number of
/// updates made. So a value holds up to and including its boundary, as in Keras.
///
/// ```swift
/// .sgd(learningRate: .piecewiseConstant(boundaries: [30_000, 60_000], values: [0.1, 0.01, 0.001]))
/// ```
public struct PiecewiseConstantDecay: Schedule {
  public static let schema = Schema(
    .schedule, "piecewiseConstant", aliases: ["piecewiseConstantDecay"],
    summary: "a rate for each stretch of updates",
    formula: "values[i], i the first with t ≤ boundaries[i]",
    techniques: [78], kerasName: "keras.optimizers.schedules.PiecewiseConstantDecay",
    fields: [
      Field("boundaries", .integers(0...Int.max), "the last update of each stretch, rising"),
      Field("values", .doubles(.notNegative), "the rates, one more than boundaries"),
    ])

  /// The last update of each stretch but the last.
  public var boundaries: [Int]
  /// The rates.
  public var values: [Double]

  /// Creates a schedule.
  ///
  /// - Parameters:
  ///   - boundaries: the last update of each stretch, rising.
  ///   - values: the rates, one more than boundaries; if there are fewer, the last one stays.
  public init(boundaries: [Int], values: [Double]) {
    self.boundaries = boundaries
    self.values = values
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      boundaries: try fields.ints("boundaries"), values: try fields.doubles("values"))
    guard values.count == boundaries.count + 1, boundaries == boundaries.sorted() else {
      throw HoneError(
        .usage, operation: "piecewiseConstant",
        wanted: "boundaries that rise, and one value more than boundaries",
        received: "\(boundaries.count) boundaries \(boundaries) and \(values.count) values",
        help: "for example boundaries: [100, 200], values: [0.1, 0.01, 0.001]",
        location: fields.location)
    }
  }

  public var fields: [String: ConfigurationValue] {
    [
      "boundaries": .array(boundaries.map { ConfigurationValue($0) }),
      "values": .array(values.map { ConfigurationValue($0) }),
    ]
  }

  public var horizon: Int? { boundaries.last }

  public func callAsFunction(_ step: Int) -> Double {
    let place = boundaries.firstIndex { step <= $0 } ?? boundaries.count
    return values.indices.contains(place) ? values[place] : values.last ?? 0
  }
}

extension Schedule where Self == PiecewiseConstantDecay {
  /// A rate for each stretch of updates.
  public static func piecewiseConstant(
    boundaries: [Int], values: [Double]
  ) -> PiecewiseConstantDecay {
    PiecewiseConstantDecay(boundaries: boundaries, values: values)
  }
}
