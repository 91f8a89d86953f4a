/// Two numbers, one along each axis.
public struct PairDraw: TransformDraw {
  /// The number along the rows.
  public var x: Double
  /// The number along the columns.
  public var y: Double

  /// Creates a draw.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  public init?(values: [String: Double]) {
    guard let x = values["x"], let y = values["y"] else { return nil }
    self.init(x: x, y: y)
  }

  public var values: [String: Double] { ["x": x, "y": y] }
}
