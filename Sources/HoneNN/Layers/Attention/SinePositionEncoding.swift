public import HoneCore
public import HoneGraph

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Waves of rising length that tell places in a sequence apart, in the shape of the input; to be
/// added to it.
///
/// ```text
/// angle[t, d] = t / maxWavelength^(2⌊d/2⌋ / features)
/// output[n, t, d] = sin(angle[t, d]) for even d, cos(angle[t, d]) for odd d
/// ```
///
/// - Input: `[N, time, features]`
/// - Output: the input's shape; with its mask
///
/// ```swift
/// let words = Embedding(20_000, 64)(ids)
/// let placed = Add()([words, SinePositionEncoding()(words)])  // keeps a mask, as + does not
/// ```
///
/// Reference: Vaswani et al., "Attention is all you need", NeurIPS 2017; KerasHub's layer of this
/// name.
public struct SinePositionEncoding: Layer, Configurable {
  public static let schema = Schema(
    .layer, "SinePositionEncoding", summary: "waves that tell places in a sequence apart",
    formula: "y[t, d] = sin or cos(t / maxWavelength^(2⌊d/2⌋ / features))",
    kerasName: "keras_hub.layers.SinePositionEncoding",
    fields: [
      Field("maxWavelength", .double(.positive), default: 10_000.0, "the longest wave, over 2π")
    ])

  /// The length of the longest wave, over 2π.
  public var maxWavelength: Double
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates a layer whose waves grow up to `2π · maxWavelength` steps.
  public init(maxWavelength: Double = 10_000, name: String? = nil) {
    self.maxWavelength = maxWavelength
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      maxWavelength: try fields.double("maxWavelength"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      ["maxWavelength": ConfigurationValue(maxWavelength)], uniquingKeysWith: { $1 })
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.rank == 3, x.shape[1] >= 1, x.shape[2] >= 1, maxWavelength > 0,
      x.dtype.isFloatingPoint
    else {
      return x.fail(
        "SinePositionEncoding",
        wanted: "a floating-point input [N, time, features], and maxWavelength > 0",
        received: "\(x.type), maxWavelength \(maxWavelength)")
    }
    return Tensor(table(x.shape[1], x.shape[2]).converted(to: x.dtype)).broadcast(to: x.shape)
  }

  /// Computed on the host in Double: the waves don't depend on data.
  private func table(_ time: Int, _ features: Int) -> HostTensor {
    let values = (0..<time * features).map { index in
      let (step, feature) = index.quotientAndRemainder(dividingBy: features)
      let exponent = Double(feature / 2 * 2) / Double(features)
      let angle = Double(step) / pow(maxWavelength, exponent)
      return feature % 2 == 0 ? sin(angle) : cos(angle)
    }
    return HostTensor(unchecked: values, shape: [time, features])
  }
}
