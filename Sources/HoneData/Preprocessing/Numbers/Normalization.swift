public import HoneCore

/// Shifts and scales numbers so that the training split has mean 0 and variance 1.
///
/// ```text
/// output = (input − mean) / max(√variance, 1e-7)
/// ```
///
/// Mean and variance are learnt by ``adapt(to:)``, which streams over the samples, or given.
///
/// - Input: numbers of any shape, or an image
/// - Output: float32 of the input's shape; an image stays an image, without bounds
/// - Parameters: `axis`, the axes that have statistics of their own, as Keras counts them: the batch
///   is 0, the last is −1, the default; none: one mean and variance for all numbers. `mean`,
///   `variance`: one number, or one for each statistic, row by row. `invert`: from normalized to raw,
///   `input · max(√variance, 1e-7) + mean`. `feature`
/// - Throws: `.state` if it is used before it has a mean and variance; `.data` for NaN or infinity
///   in the data that it learns from
///
/// ```swift
/// let normalization = try Normalization().adapt(to: training)
/// ```
public struct Normalization: FittedTransform {
  public static let schema = Schema(
    .transform, "Normalization", summary: "gives the training data mean 0 and variance 1",
    formula: "y = (x − mean) / max(√variance, 1e-7)", techniques: [18, 142],
    kerasName: "keras.layers.Normalization", axis: .normalization,
    fields: [
      Field(
        "axis", .any, default: .array([ConfigurationValue(-1)]),
        "the axis or axes with statistics of their own; the batch is 0; [] for one of all numbers"),
      Field("mean", .doubles(.anyNumber), default: .null, "the means, learnt or given"),
      Field("variance", .doubles(.notNegative), default: .null, "the variances, learnt or given"),
      Field("invert", .bool, default: false, "from normalized to raw numbers"),
      FeatureChoice.field,
    ])

  /// The axes that have statistics of their own; the batch is 0, the last is −1.
  public let axis: [Int]
  /// The means; nil before they are learnt.
  public let mean: [Double]?
  /// The variances; nil before they are learnt.
  public let variance: [Double]?
  /// Whether it makes raw numbers of normalized ones.
  public let invert: Bool
  /// The name of the feature; nil for the only tensor or image among the inputs.
  public let feature: String?
  /// What is subtracted, and what is divided by.
  private let shifts: [Float]
  private let scales: [Float]

  /// Creates a normalization that learns, or with a known mean and variance.
  public init(
    axis: [Int] = [-1], mean: [Double]? = nil, variance: [Double]? = nil, invert: Bool = false,
    feature: String? = nil
  ) {
    self.axis = axis
    self.mean = mean
    self.variance = variance
    self.invert = invert
    self.feature = feature
    shifts = (mean ?? []).map { Float($0) }
    scales = (variance ?? []).map { max(Float($0).squareRoot(), 1e-7) }
  }

  public init(_ fields: Fields) throws(HoneError) {
    let axis = fields.value("axis")
    var axes: [Int] = []
    if case .int(let number) = axis.kind {
      axes = [number]
    } else if !axis.isNull {
      axes = try fields.ints("axis")
    }
    self.init(
      axis: axes,
      mean: fields.has("mean") ? try fields.doubles("mean") : nil,
      variance: fields.has("variance") ? try fields.doubles("variance") : nil,
      invert: try fields.bool("invert"), feature: try fields.optionalString("feature"))
  }

  public var fields: [String: ConfigurationValue] {
    [
      "axis": .ifAny(axis), "mean": .ifAny(mean), "variance": .ifAny(variance),
      "invert": ConfigurationValue(invert), "feature": .ifAny(feature),
    ]
  }

  public var isFitted: Bool { mean != nil && variance != nil }

  private var choice: FeatureChoice {
    FeatureChoice(transform: "Normalization", name: feature, kind: .tensorOrImage)
  }

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    let place = try choice.index(in: features)
    guard isFitted else { throw unfitted("a mean and a variance", set: "mean and variance") }
    var result = features
    switch features[place].kind {
    case .tensor(let shape, _):
      try check(KeptAxes(axis, extents: shape.dimensions, transform: "Normalization"))
      result[place].kind = .tensor(shape, .float32)
    case .image(var image):
      if let extents = image.extents {
        try check(KeptAxes(axis, extents: extents, transform: "Normalization"))
      }
      image.range = -Float.infinity...Float.infinity
      result[place].kind = .image(image)
    case .text, .boxes: break
    }
    return result
  }

  private func check(_ axes: KeptAxes) throws(HoneError) {
    guard shifts.count == scales.count, shifts.count == 1 || shifts.count == axes.count,
      scales.allSatisfy({ $0.isFinite }), shifts.allSatisfy({ $0.isFinite })
    else {
      throw HoneError(
        .data, path: "Normalization", operation: "the transform",
        wanted: "\(axes.count) finite means and variances, one for each statistic of samples of "
          + "shape \(Shape(axes.extents)), or one of each",
        received: "\(shifts.count) means and \(scales.count) variances",
        help: "adapt it to samples of this shape, or change axis")
    }
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let place = try choice.index(in: context.features)
    guard isFitted else { throw unfitted("a mean and a variance", set: "mean and variance") }
    switch sample.values[place] {
    case .tensor(let tensor):
      let axes = try KeptAxes(
        axis, extents: tensor.shape.dimensions, transform: "Normalization")
      try check(axes)
      var result = tensor.float32Copy
      result.withUnsafeMutableBytes { normalize($0.bindMemory(to: Float.self), axes) }
      sample.values[place] = .tensor(result)
    case .image(let image):
      let axes = try KeptAxes(axis, extents: image.extents, transform: "Normalization")
      try check(axes)
      try sample.withImage(place) { image throws(HoneError) in
        image.withPixels { normalize($0, axes) }
        image.range = -Float.infinity...Float.infinity
      }
    case .text, .boxes: throw .unexpectedValue("Normalization", wanted: "numbers or an image")
    }
  }

  private func normalize(_ values: UnsafeMutableBufferPointer<Float>, _ axes: KeptAxes) {
    shifts.withUnsafeBufferPointer { shifts in
      scales.withUnsafeBufferPointer { scales in
        let step = shifts.count == 1 ? 0 : 1
        if invert {
          axes.forEach(values.count) { element, statistic in
            values[element] = shifts[step * statistic] + values[element] * scales[step * statistic]
          }
        } else {
          axes.forEach(values.count) { element, statistic in
            values[element] =
              (values[element] - shifts[step * statistic]) / scales[step * statistic]
          }
        }
      }
    }
  }

  public func adapt(to source: any SampleSource) throws(HoneError) -> Normalization {
    var learnt: (axes: KeptAxes, moments: RunningMoments)?
    try forEachValue(of: source, choice) { value, _ throws(HoneError) in
      let values: [Float]
      let extents: [Int]
      switch value {
      case .tensor(let tensor):
        (values, extents) = (tensor.elements(as: Float.self), tensor.shape.dimensions)
      case .image(let image): (values, extents) = (image.pixels, image.extents)
      case .text, .boxes: throw .unexpectedValue("Normalization", wanted: "numbers or an image")
      }
      if let place = values.firstIndex(where: { !$0.isFinite }) {
        throw HoneError(
          .data, operation: "Normalization", wanted: "finite numbers to learn from",
          received: "\(values[place]) at element \(place)",
          help: "replace or drop missing values first")
      }
      let axes = try KeptAxes(axis, extents: extents, transform: "Normalization")
      var moments = learnt?.moments ?? RunningMoments(statistics: axes.count)
      if let known = learnt?.axes, known.count != axes.count {
        throw HoneError(
          .data, operation: "Normalization", wanted: "\(known.count) statistics, as before",
          received: "\(axes.count) for a sample of shape \(Shape(extents))",
          help: "bring the samples to one shape first, or keep axes of one extent only")
      }
      learnt = nil  // So that `moments` alone holds its arrays.
      values.withUnsafeBufferPointer { moments.add($0, axes) }
      learnt = (axes, moments)
    }
    return Normalization(
      axis: axis, mean: learnt?.moments.mean, variance: learnt?.moments.variance, invert: invert,
      feature: feature)
  }
}

extension ImageSpec {
  /// Rows, columns and channels, if all are known.
  var extents: [Int]? {
    guard let height, let width, let channels else { return nil }
    return [height, width, channels]
  }
}

extension Image {
  /// Rows, columns and channels.
  var extents: [Int] { [height, width, channels] }
}

extension HostTensor {
  /// The tensor as float32, in memory of its own if it is converted.
  var float32Copy: HostTensor {
    dtype == .float32
      ? self : HostTensor(unchecked: elements(as: Float.self), shape: shape)
  }
}
