/// Where a window lies in a picture.
public struct WindowDraw: TransformDraw {
  /// Its first row.
  public var top: Int
  /// Its first column.
  public var left: Int
  /// Its rows.
  public var height: Int
  /// Its columns.
  public var width: Int

  /// Creates a draw.
  public init(top: Int, left: Int, height: Int, width: Int) {
    (self.top, self.left, self.height, self.width) = (top, left, height, width)
  }

  public init?(values: [String: Double]) {
    guard let top = values["top"].flatMap({ Int(exactly: $0) }),
      let left = values["left"].flatMap({ Int(exactly: $0) }),
      let height = values["height"].flatMap({ Int(exactly: $0) }),
      let width = values["width"].flatMap({ Int(exactly: $0) }),
      abs(top) < 1 << 20, abs(left) < 1 << 20, 0..<1 << 20 ~= height, 0..<1 << 20 ~= width
    else { return nil }
    self.init(top: top, left: left, height: height, width: width)
  }

  public var values: [String: Double] {
    [
      "top": Double(top), "left": Double(left), "height": Double(height), "width": Double(width),
    ]
  }

  var caption: String { "\(width)×\(height) at \(left),\(top)" }
}
