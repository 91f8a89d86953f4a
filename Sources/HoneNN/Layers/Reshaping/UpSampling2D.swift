public import HoneCore
public import HoneGraph

/// Larger images: each pixel repeated, or new ones between the pixels.
///
/// `.bilinear`: the centre of output y lies at `(y + ½) / size − ½` of the input; the output is the
/// mean of the two nearest pixels, weighted by their nearness, and the same along x. Outside of
/// the outermost centres the edge continues.
///
/// - Input: `[N, H, W, C]`; for `.bilinear` of known height and width
/// - Output: `[N, height · H, width · W, C]`
/// - Parameters: `size` ≥ 1, by default 2; `interpolation`, by default `.nearest`.
///
/// ```swift
/// UpSampling2D(2)
/// UpSampling2D([2, 3], interpolation: .bilinear)
/// ```
public struct UpSampling2D: Layer, Configurable {
  /// What stands between the pixels.
  public enum Interpolation: String, Sendable, CaseIterable {
    /// The nearest pixel.
    case nearest
    /// The mean of the four nearest pixels, weighted by their nearness.
    case bilinear
  }

  public static let schema = Schema(
    .layer, "UpSampling2D", summary: "enlarges images",
    kerasName: "keras.layers.UpSampling2D",
    fields: [
      Field("size", .sizes(1...Int.max), default: 2, "how many times as high and as wide"),
      Field(
        "interpolation", .choice(Interpolation.allCases.map(\.rawValue)), default: "nearest",
        "nearest: repeats pixels; bilinear: means of the nearest pixels"),
    ])

  /// How many times as high and as wide.
  public var size: Sizes
  /// What stands between the pixels.
  public var interpolation: Interpolation
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(_ size: Sizes = 2, interpolation: Interpolation = .nearest, name: String? = nil) {
    self.size = size
    self.interpolation = interpolation
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.sizes("size"), interpolation: try fields.choice("interpolation"),
      name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      [
        "size": size.configuration, "interpolation": ConfigurationValue(interpolation.rawValue),
      ], uniquingKeysWith: { $1 })
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard let factors = x.upSampling(by: size, axes: 2, "UpSampling2D") else { return [x].poison }
    guard interpolation == .bilinear else { return x.repeated(factors) }
    guard x.shape[1] >= 1, x.shape[2] >= 1 else {
      return x.fail(
        "UpSampling2D", wanted: "images of known height and width", received: "\(x.shape)")
    }
    // [N, H, W, C] to [N, W, C, H'] to [N, C, H', W'].
    let rows = x.contracted(1, with: Self.weights(x.shape[1], factors[0], dtype: x.dtype))
    let all = rows.contracted(1, with: Self.weights(x.shape[2], factors[1], dtype: x.dtype))
    return all.transposed([0, 2, 3, 1])
  }

  /// The share of each of `count` pixels in each of `count · factor`: `[count · factor, count]`.
  private static func weights(_ count: Int, _ factor: Int, dtype: DType) -> Tensor {
    var weights = [Double](repeating: 0, count: count * factor * count)
    for output in 0..<count * factor {
      let place = (Double(output) + 0.5) / Double(factor) - 0.5
      let lower = Int(place.rounded(.down))
      let share = place - Double(lower)
      weights[output * count + max(lower, 0)] += 1 - share
      weights[output * count + min(lower + 1, count - 1)] += share
    }
    return Tensor(
      HostTensor(unchecked: weights, shape: [count * factor, count]).converted(to: dtype))
  }
}
