public import HoneCore
public import HoneGraph

/// Volumes without their edges.
///
/// - Input: `[N, D, H, W, C]`
/// - Output: `[N, D', H', W', C]`, `D' = D − front − back`
/// - Parameters: `cropping`, by default 1; see ``Margins``.
///
/// It is an error of the model if nothing would be left.
///
/// ```swift
/// Cropping3D(2)
/// Cropping3D([1, 2, 2])  // the same at both ends of each axis
/// ```
public struct Cropping3D: MarginLayer {
  public static let schema = marginSchema("Cropping3D", "volumes without their edges", default: 1)
  public static let spatialAxes = 3
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
