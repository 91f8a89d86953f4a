public import HoneCore
public import HoneGraph

/// x where x > 0, else alpha · (eˣ − 1).
///
/// - Input: any shape
/// - Output: the input's shape
/// - Parameters: `alpha`, by default 1: minus the limit far below 0.
///
/// ```swift
/// ELU(alpha: 0.5)
/// ```
///
/// Reference: Clevert et al., "Fast and accurate deep network learning by exponential linear
/// units", ICLR 2016.
public struct ELU: Layer, Configurable {
  public static let schema = Schema(
    .layer, "ELU", summary: "x where x > 0, else alpha · (eˣ − 1)",
    formula: "y = x where x > 0, else alpha · (eˣ − 1)",
    kerasName: "keras.layers.ELU",
    fields: [
      Field("alpha", .double(.anyNumber), default: 1.0, "minus the limit far below 0")
    ])

  /// Minus the limit far below 0.
  public var alpha: Double
  public static let pathName = "elu"
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(alpha: Double = 1, name: String? = nil) {
    self.alpha = alpha
    self.name = name
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(alpha: try fields.double("alpha"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(["alpha": ConfigurationValue(alpha)], uniquingKeysWith: { $1 })
  }

  public var passesMask: Bool { true }

  public func forward(_ x: Tensor) -> Tensor { Activations.Elu(alpha: alpha)(x) }
}
