public import HoneCore
public import HoneGraph

/// Images without their edges.
///
/// - Input: `[N, H, W, C]`
/// - Output: `[N, H − top − bottom, W − left − right, C]`
/// - Parameters: `cropping`, by default 0; see ``Margins``.
///
/// It is an error of the model if nothing would be left.
///
/// ```swift
/// Cropping2D(2)
/// Cropping2D([[1, 0], [2, 3]])  // top and bottom, left and right
/// ```
public struct Cropping2D: MarginLayer {
  public static let schema = marginSchema("Cropping2D", "images without their edges", default: 0)
  public static let spatialAxes = 2
  public static let marginsKey = "cropping"

  /// How much is cut at each end.
  public let margins: Margins
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(_ margins: Margins = 0, name: String? = nil) {
    self.margins = margins
    self.name = name
  }

  public func forward(_ x: Tensor) -> Tensor { edges(for: x).map(x.cropped) ?? [x].poison }
}
