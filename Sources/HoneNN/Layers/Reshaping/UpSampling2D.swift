public import HoneCore
public import HoneGraph

/// Larger images: each pixel repeated, or new ones between the pixels.
///
/// The centre of output y lies at `p = (y + ½) / size − ½` of the input. But for `.nearest` the
/// output is a mean of the pixels around it, weighted by a kernel of their distance, and the same
/// along x:
///
/// ```text
/// bilinear: 1 − |d|                 |d| < 1
/// bicubic: 1.5|d|³ − 2.5|d|² + 1    |d| < 1;  −0.5|d|³ + 2.5|d|² − 4|d| + 2   1 ≤ |d| < 2
/// lanczosR: sinc(d) · sinc(d / R)   |d| < R
/// ```
///
/// At the edges the pixels that exist share alone, their weights divided by their sum. PyTorch's
/// bicubic is another: it repeats the edge, and has −0.75 for −0.5.
///
/// - Input: `[N, H, W, C]`; but for `.nearest` of known height and width
/// - Output: `[N, height · H, width · W, C]`
/// - Parameters: `size` ≥ 1, by default 2; `interpolation`, by default `.nearest`.
///
/// ```swift
/// UpSampling2D(2)
/// UpSampling2D([2, 3], interpolation: .bilinear)
/// ```
///
/// References: Keys, "Cubic convolution interpolation for digital image processing", IEEE
/// Transactions on Acoustics, Speech and Signal Processing 29, 1981; Duchon, "Lanczos filtering in
/// one and two dimensions", Journal of Applied Meteorology 18, 1979.
public struct UpSampling2D: Layer, Configurable {
  /// What stands between the pixels.
  public enum Interpolation: String, Sendable, CaseIterable {
    /// The nearest pixel.
    case nearest
    /// Straight lines between the pixels.
    case bilinear
    /// Keys's cubic through the pixels.
    case bicubic
    /// A windowed sinc over three pixels to each side.
    case lanczos3
    /// A windowed sinc over five pixels to each side.
    case lanczos5

    /// The kernel; nil where pixels are repeated.
    var kernel: Resampling? {
      switch self {
      case .nearest: nil
      case .bilinear: .triangle
      case .bicubic: .cubic
      case .lanczos3: .lanczos(radius: 3)
      case .lanczos5: .lanczos(radius: 5)
      }
    }
  }

  public static let schema = Schema(
    .layer, "UpSampling2D", summary: "enlarges images",
    kerasName: "keras.layers.UpSampling2D",
    fields: [
      Field("size", .sizes(1...Int.max), default: 2, "how many times as high and as wide"),
      Field(
        "interpolation", .choice(Interpolation.allCases.map(\.rawValue)), default: "nearest",
        "nearest: repeats pixels; the others: weighted means of the pixels around"),
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
    guard let kernel = interpolation.kernel else { return x.repeated(factors) }
    guard x.shape[1] >= 1, x.shape[2] >= 1 else {
      return x.fail(
        "UpSampling2D", wanted: "images of known height and width", received: "\(x.shape)")
    }
    // [N, H, W, C] to [N, W, C, H'] to [N, C, H', W'].
    let rows = x.contracted(1, with: kernel.weights(x.shape[1], factors[0], dtype: x.dtype))
    let all = rows.contracted(1, with: kernel.weights(x.shape[2], factors[1], dtype: x.dtype))
    return all.transposed([0, 2, 3, 1])
  }
}
