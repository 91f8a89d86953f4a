public import HoneCore
public import HoneGraph

/// Sequences without their edges.
///
/// - Input: `[N, T, C]`
/// - Output: `[N, T − before − after, C]`
/// - Parameters: `cropping`, by default 1; see ``Margins``.
///
/// It is an error of the model if nothing would be left.
///
/// ```swift
/// Cropping1D(2)
/// Cropping1D([1, 2])  // one before, two after
/// ```
public struct Cropping1D: MarginLayer {
  public static let schema = marginSchema("Cropping1D", "sequences without their edges", default: 1)
  public static let spatialAxes = 1
  public static let marginsKey = "cropping"

  /// How much is cut at each end.
  public let margins: Margins
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(_ margins: Margins = 1, name: String? = nil) {
    self.margins = margins
    self.name = name
  }

  public func forward(_ x: Tensor) -> Tensor { edges(for: x).map(x.cropped) ?? [x].poison }
}
