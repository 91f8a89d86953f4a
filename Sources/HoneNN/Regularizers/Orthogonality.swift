public import HoneCore
public import HoneGraph

/// How far the rows or columns of a matrix are from being at right angles to one another.
///
/// ```text
/// factor · the mean of |cos(vᵢ, vⱼ)| over all pairs i < j
/// ```
///
/// Lengths don't matter. Keras's `OrthogonalRegularizer`; only for weights of rank 2.
///
/// ```swift
/// Dense(10, kernelRegularizer: .orthogonal(mode: .columns))
/// ```
public struct Orthogonality: Regularizer {
  /// Which vectors of the matrix.
  public enum Mode: String, Hashable, Sendable, CaseIterable { case rows, columns }

  public static let schema = Schema(
    .regularizer, "orthogonal", aliases: ["orthogonalRegularizer", "orthogonal_regularizer"],
    summary: "the mean cosine between rows or columns",
    formula: "factor·mean of |cos(vᵢ, vⱼ)|", kerasName: "keras.regularizers.OrthogonalRegularizer",
    fields: [
      Field("factor", .double(.notNegative), default: 0.01, "the factor"),
      Field("mode", .choice(Mode.allCases.map(\.rawValue)), default: "rows", "which vectors"),
    ])

  /// The factor.
  public var factor: Double
  /// Which vectors of the matrix.
  public var mode: Mode

  /// Creates the penalty.
  public init(factor: Double = 0.01, mode: Mode = .rows) {
    self.factor = factor
    self.mode = mode
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(factor: try fields.double("factor"), mode: try fields.choice("mode"))
  }

  public var fields: [String: ConfigurationValue] {
    ["factor": ConfigurationValue(factor), "mode": ConfigurationValue(mode.rawValue)]
  }

  public func penalty(_ weight: Tensor) -> Tensor {
    guard weight.rank == 2 else {
      return weight.fail(
        "orthogonal", wanted: "a matrix", received: "a weight of shape \(weight.shape)",
        help: "other weights can have l1 or l2")
    }
    let vectors = mode == .rows ? weight : weight.transposed()
    let count = vectors.shape[0]
    let unit = vectors.unit(along: 1)
    let cosines = abs(matmul(unit, unit.transposed()))
    let index = Tensor.apply(.iota(shape: [count], axis: 0, dtype: .int32), [])[0]
    let isPair = index.reshaped(to: [count, 1]) .!= index
    let pairs = Double(max(count * (count - 1), 1))
    return select(isPair, cosines, zerosLike(cosines)).sum() * (factor / pairs)
  }
}

extension Regularizer where Self == Orthogonality {
  /// How far the rows or columns of a matrix are from being at right angles to one another.
  public static func orthogonal(
    factor: Double = 0.01, mode: Orthogonality.Mode = .rows
  ) -> Orthogonality { Orthogonality(factor: factor, mode: mode) }
}
