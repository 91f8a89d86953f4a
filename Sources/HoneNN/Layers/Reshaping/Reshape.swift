public import HoneCore
public import HoneGraph

/// Gives each sample another shape; the elements keep their order.
///
/// - Input: `[N, …]`
/// - Output: `[N, targetShape…]`; one extent may be −1 and is computed.
///
/// ```swift
/// Reshape([28, 28, 1])
/// Reshape([-1, 3])
/// ```
public struct Reshape: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Reshape", summary: "gives each sample another shape",
    kerasName: "keras.layers.Reshape",
    fields: [
      Field(
        "targetShape", .integers(-1...Int.max), "the extents of one sample; one may be -1")
    ])

  /// The extents of one sample; one may be −1.
  public var targetShape: [Int]
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates a layer that gives each sample the shape `targetShape`.
  public init(_ targetShape: [Int], name: String? = nil) {
    self.targetShape = targetShape
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.ints("targetShape"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      ["targetShape": .array(targetShape.map { ConfigurationValue($0) })],
      uniquingKeysWith: { $1 })
  }

  public func forward(_ x: Tensor) -> Tensor {
    let sample = Shape(Array(x.shape.dimensions.dropFirst()))
    guard x.rank >= 1, let target = resolved(sample) else {
      return x.fail(
        "Reshape", wanted: "samples that fill \(targetShape)", received: "samples \(sample)",
        help: "the extents must multiply to the number of elements; one may be -1")
    }
    return x.reshaped(to: [x.shape[0]] + target)
  }

  /// The target with −1 computed; nil if the sample doesn't fill it.
  private func resolved(_ sample: Shape) -> [Int]? {
    let known = targetShape.filter { $0 >= 0 }.reduce(1, *)
    let unknowns = targetShape.count { $0 < 0 }
    guard unknowns <= 1, targetShape.allSatisfy({ $0 >= -1 }) else { return nil }
    guard sample.isKnown else { return targetShape }
    if unknowns == 0 { return known == sample.count ? targetShape : nil }
    guard known > 0, sample.count % known == 0 else { return nil }
    return targetShape.map { $0 < 0 ? sample.count / known : $0 }
  }
}
