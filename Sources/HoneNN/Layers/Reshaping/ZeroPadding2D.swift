public import HoneCore
public import HoneGraph

/// Zeros around images.
///
/// - Input: `[N, H, W, C]`
/// - Output: `[N, top + H + bottom, left + W + right, C]`
/// - Parameters: `padding`, by default 1; see ``Margins``.
///
/// ```swift
/// ZeroPadding2D(2)
/// ZeroPadding2D([[1, 0], [2, 3]])  // top and bottom, left and right
/// ```
public struct ZeroPadding2D: MarginLayer {
  public static let schema = marginSchema("ZeroPadding2D", "zeros around images", default: 1)
  public static let spatialAxes = 2
  public static let marginsKey = "padding"

  /// How many zeros at each end.
  public let margins: Margins
  public let identity = LayerIdentity()
  public let name: String?

  /// Creates the layer.
  public init(_ margins: Margins = 1, name: String? = nil) {
    self.margins = margins
    self.name = name
  }

  public func forward(_ x: Tensor) -> Tensor {
    edges(for: x).map { x.padded($0) } ?? [x].poison
  }
}
