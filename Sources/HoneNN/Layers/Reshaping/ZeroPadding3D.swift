public import HoneCore
public import HoneGraph

/// Zeros around volumes.
///
/// - Input: `[N, D, H, W, C]`
/// - Output: `[N, D', H', W', C]`, `D' = front + D + back`
/// - Parameters: `padding`, by default 1; see ``Margins``.
///
/// ```swift
/// ZeroPadding3D(2)
/// ZeroPadding3D([1, 2, 2])  // the same at both ends of each axis
/// ```
public struct ZeroPadding3D: MarginLayer {
  public static let schema = marginSchema("ZeroPadding3D", "zeros around volumes", default: 1)
  public static let spatialAxes = 3
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
