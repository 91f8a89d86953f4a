public import HoneCore
public import HoneGraph

extension Activations {
  /// 1.0507 · x where x ≥ 0, else 1.0507 · 1.6733 · (eˣ − 1): keeps mean 0 and variance 1.
  ///
  /// The slope at 0 is that of the positive side, 1.0507, as in Keras on TensorFlow.
  ///
  /// Reference: Klambauer et al., "Self-normalizing neural networks", NeurIPS 2017.
  public struct Selu: NamedActivation {
    /// The slope of the positive side.
    static let scale = 1.050_700_987_355_480_5
    /// The limit far below 0, divided by minus `scale`.
    static let alpha = 1.673_263_242_354_377_2

    public static let schema = Schema(
      .activation, "selu", summary: "1.0507 · ELU(x) with α = 1.6733",
      formula: "y = 1.0507 · x where x ≥ 0, else 1.7581 · (eˣ − 1)",
      kerasName: "keras.activations.selu")
    public init() {}
    public func callAsFunction(_ x: Tensor) -> Tensor {
      let isNegative = x .< 0
      let below = expm1(select(isNegative, x, zerosLike(x))) * (Self.scale * Self.alpha)
      return select(isNegative, below, x * Self.scale)
    }
  }
}

extension ActivationFunction where Self == Activations.Selu {
  /// 1.0507 · ELU(x) with α = 1.6733.
  public static var selu: Activations.Selu { Activations.Selu() }
}
