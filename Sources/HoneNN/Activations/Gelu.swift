public import HoneCore
public import HoneGraph

extension Activations {
  /// x · Φ(x), Φ the distribution function of the standard normal.
  ///
  /// Exactly: `x/2 · (1 + erf(x/√2))`; approximately: `x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))`.
  ///
  /// - Parameters: `approximate`, by default false.
  ///
  /// Reference: Hendrycks and Gimpel, "Gaussian error linear units", 2016.
  public struct Gelu: ActivationFunction {
    public static let schema = Schema(
      .activation, "gelu", summary: "x · Φ(x), Φ the normal distribution function",
      formula: "y = x · Φ(x)",
      kerasName: "keras.activations.gelu",
      fields: [
        Field("approximate", .bool, default: false, "whether tanh takes the place of erf")
      ])

    /// Whether tanh takes the place of erf.
    public var approximate: Bool

    /// Creates the function.
    public init(approximate: Bool = false) { self.approximate = approximate }

    public init(_ fields: Fields) throws(HoneError) {
      self.init(approximate: try fields.bool("approximate"))
    }

    public var fields: [String: ConfigurationValue] {
      ["approximate": ConfigurationValue(approximate)]
    }

    public func callAsFunction(_ x: Tensor) -> Tensor {
      let inner =
        approximate
        ? HoneGraph.tanh((x + x * square(x) * 0.044715) * 0.797_884_560_802_865_4)
        : erf(x * 0.707_106_781_186_547_5)
      return x * 0.5 * (inner + 1)
    }
  }
}

extension ActivationFunction where Self == Activations.Gelu {
  /// x · Φ(x), Φ the distribution function of the standard normal.
  public static var gelu: Activations.Gelu { Activations.Gelu() }

  /// x · Φ(x), exactly or by tanh.
  public static func gelu(approximate: Bool) -> Activations.Gelu {
    Activations.Gelu(approximate: approximate)
  }
}
