public import HoneCore
public import HoneGraph

/// Zeros around sequences.
///
/// - Input: `[N, T, C]`
/// - Output: `[N, before + T + after, C]`
/// - Parameters: `padding`, by default 1; see ``Margins``.
///
/// ```swift
/// ZeroPadding1D(2)
/// ZeroPadding1D([1, 2])  // one before, two after
/// ```
public struct ZeroPadding1D: MarginLayer {
  public static let schema = marginSchema("ZeroPadding1D", "zeros around sequences", default: 1)
  public static let spatialAxes = 1
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
