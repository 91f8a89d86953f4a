public import HoneCore
public import HoneGraph

/// Squared for small errors, linear for large ones, so that outliers pull no harder than `delta`.
///
/// ```text
/// ½·e²              where |e| ≤ δ
/// δ·|e| − ½·δ²      elsewhere          e = prediction − target
/// ```
///
/// PyTorch's `HuberLoss` is the same; its `SmoothL1Loss(beta)` is this one with δ = beta, divided
/// by beta.
///
/// ```swift
/// loss: .huber(delta: 1)
/// ```
///
/// Reference: Huber, "Robust estimation of a location parameter", 1964.
public struct Huber: ElementwiseLoss {
  public static let schema = Schema(
    .loss, "huber", summary: "squared for small errors, linear for large ones",
    formula: "½e² where |e| ≤ δ, else δ·|e| − ½δ²", kerasName: "keras.losses.Huber",
    fields: [Field("delta", .double(.positive), default: 1.0, "where it becomes linear")])

  /// The error at which the loss becomes linear.
  public var delta: Double

  /// Creates the loss.
  public init(delta: Double = 1) { self.delta = delta }

  public init(_ fields: Fields) throws(HoneError) { self.init(delta: try fields.double("delta")) }
  public var fields: [String: ConfigurationValue] { ["delta": ConfigurationValue(delta)] }

  public func values(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let error = prediction - target
    let size = abs(error)
    return select(size .<= delta, square(error) * 0.5, size * delta - 0.5 * delta * delta)
  }
}

extension Loss where Self == Huber {
  /// Squared for small errors, linear for large ones.
  public static func huber(delta: Double = 1) -> Huber { Huber(delta: delta) }
}
