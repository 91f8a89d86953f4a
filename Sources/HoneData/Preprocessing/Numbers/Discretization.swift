public import HoneCore

/// Puts numbers into bins.
///
/// ```text
/// bin = the number of boundaries ≤ input
/// ```
///
/// The boundaries are given, or learnt by ``adapt(to:)`` so that each of `numBins` bins gets about
/// as many training numbers as any other; the error is below `epsilon`, and memory doesn't grow with
/// the data.
///
/// - Input: numbers of any shape
/// - Output: int32 of the input's shape, or vectors, see ``CategoryEncoding``
/// - Parameters: `binBoundaries`, in rising order, or `numBins`, 1 or more; `epsilon`, 0 … 1, default
///   0.01; `outputMode`: int, oneHot, multiHot or count; `feature`
/// - Throws: `.state` if it is used before it has boundaries; `.data` for NaN
public struct Discretization: FittedTransform {
  public static let schema = Schema(
    .transform, "Discretization", summary: "puts numbers into bins",
    formula: "bin = number of boundaries ≤ x", techniques: [142],
    kerasName: "keras.layers.Discretization",
    fields: [
      Field(
        "binBoundaries", .doubles(.anyNumber), default: .null,
        "the boundaries in rising order, learnt or given", aliases: ["bin_boundaries"]),
      Field(
        "numBins", .int(1...1_000_000), default: .null, "the number of bins to learn",
        aliases: ["num_bins"]),
      Field(
        "epsilon", .double(1e-6...0.5), default: 0.01, "the greatest error of a learnt quantile"),
      Schema.outputMode([.int, .oneHot, .multiHot, .count], default: .int), FeatureChoice.field,
    ])

  /// The boundaries between bins; nil before they are learnt.
  public var binBoundaries: [Double]?
  /// The number of bins to learn.
  public var numBins: Int?
  /// The greatest error of a learnt quantile.
  public var epsilon: Double
  /// What comes out.
  public var outputMode: CategoricalOutput
  /// The name of the feature; nil for the only tensor among the inputs.
  public var feature: String?

  /// The numbers that are summarized together.
  package static let chunk = 1 << 16

  /// Creates a transform with known boundaries.
  public init(
    binBoundaries: [Double], outputMode: CategoricalOutput = .int, feature: String? = nil
  ) {
    self.init(binBoundaries, nil, 0.01, outputMode, feature)
  }

  /// Creates a transform that learns the boundaries of `numBins` bins.
  public init(
    numBins: Int, epsilon: Double = 0.01, outputMode: CategoricalOutput = .int,
    feature: String? = nil
  ) {
    self.init(nil, numBins, epsilon, outputMode, feature)
  }

  private init(
    _ boundaries: [Double]?, _ numBins: Int?, _ epsilon: Double, _ mode: CategoricalOutput,
    _ feature: String?
  ) {
    binBoundaries = boundaries
    self.numBins = numBins
    self.epsilon = epsilon
    outputMode = mode
    self.feature = feature
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      fields.has("binBoundaries") ? try fields.doubles("binBoundaries") : nil,
      fields.has("numBins") ? try fields.int("numBins") : nil, try fields.double("epsilon"),
      try fields.choice("outputMode"), try fields.optionalString("feature"))
    if binBoundaries == nil, numBins == nil {
      throw HoneError(
        .usage, path: "Discretization", operation: "the transform",
        wanted: "binBoundaries or numBins", received: "neither")
    }
  }

  public var fields: [String: ConfigurationValue] {
    [
      "binBoundaries": .ifAny(binBoundaries), "numBins": .ifAny(numBins),
      "epsilon": ConfigurationValue(epsilon),
      "outputMode": ConfigurationValue(outputMode.rawValue), "feature": .ifAny(feature),
    ]
  }

  public var isFitted: Bool { binBoundaries != nil }

  private var choice: FeatureChoice {
    FeatureChoice(transform: "Discretization", name: feature, kind: .tensor)
  }

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    guard let binBoundaries else { throw unfitted("bin boundaries", set: "binBoundaries") }
    guard zip(binBoundaries, binBoundaries.dropFirst()).allSatisfy({ $0 <= $1 }),
      binBoundaries.allSatisfy({ !$0.isNaN }), outputMode != .tfIdf
    else {
      throw HoneError(
        .usage, path: "Discretization", operation: "binBoundaries",
        wanted: "numbers in rising order, and no tfIdf",
        received: "\(binBoundaries.prefix(8)), \(outputMode.rawValue)")
    }
    return try features.encoding(
      choice, CategoricalEncoder(output: outputMode, depth: binBoundaries.count + 1))
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let place = try choice.index(in: context.features)
    guard let binBoundaries else { throw unfitted("bin boundaries", set: "binBoundaries") }
    guard case .tensor(let tensor) = sample.values[place] else {
      throw .unexpectedValue("Discretization", wanted: "a tensor")
    }
    var bins: [Int] = []
    for value in tensor.elements(as: Float.self) {
      if value.isNaN { throw notANumber(bins.count) }
      var (low, high) = (0, binBoundaries.count)
      while low < high {
        let middle = (low + high) / 2
        if Float(binBoundaries[middle]) <= value { low = middle + 1 } else { high = middle }
      }
      bins.append(low)
    }
    let encoder = CategoricalEncoder(output: outputMode, depth: binBoundaries.count + 1)
    sample.values[place] = .tensor(encoder.encode(bins, shape: tensor.shape))
  }

  private func notANumber(_ place: Int) -> HoneError {
    HoneError(
      .data, operation: "Discretization", wanted: "numbers", received: "NaN at element \(place)",
      help: "replace or drop missing values first")
  }

  public func adapt(to source: any SampleSource) throws(HoneError) -> Discretization {
    guard let numBins, numBins > 0, epsilon > 0 else {
      throw HoneError(
        .usage, path: "Discretization", operation: "adapt", wanted: "numBins, to learn boundaries",
        received: "boundaries that are given", help: "leave binBoundaries out and set numBins")
    }
    var summary = QuantileSummary(epsilon: epsilon)
    var chunk: [Float] = []
    try forEachValue(of: source, choice) { value, _ throws(HoneError) in
      guard case .tensor(let tensor) = value else {
        throw .unexpectedValue("Discretization", wanted: "a tensor")
      }
      for number in tensor.elements(as: Float.self) {
        if number.isNaN { throw notANumber(0) }
        chunk.append(number)
        if chunk.count == Self.chunk {
          summary.add(chunk)
          chunk.removeAll(keepingCapacity: true)
        }
      }
    }
    summary.add(chunk)
    var copy = self
    copy.binBoundaries = summary.boundaries(bins: numBins).map { Double($0) }
    return copy
  }
}
